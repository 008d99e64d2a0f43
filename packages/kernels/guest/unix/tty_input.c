/*
 * Input of a terminal, a character at a time, from its driver's interrupts: special characters do
 * what they are for, lines are edited while they are typed (ICANON), and what is typed is echoed.
 */
#include "tty_local.h"

/* A new character begins a line on the screen. */
static void note_start(struct tty *tp)
{
    if (tp->t_raw.c_cc == 0 || tp->t_rocount == 0)
        tp->t_rocol = tp->t_column;
}

/* Errors and conversions of the line; -1: the character is thrown away. */
static int convert(int character, struct tty *tp)
{
    uint32_t iflag = tp->t_termios.c_iflag;
    int errors = character & TTY_ERRORS;
    int byte = character & TTY_CHARMASK;

    if (errors & TTY_BREAK) {
        if (iflag & IGNBRK)
            return -1;
        if ((iflag & BRKINT) && (tp->t_termios.c_lflag & ISIG) && tp->t_pgrp != NULL) {
            tty_flush(tp, FREAD | FWRITE);
            signal_post_group(tp->t_pgrp, SIGINT, true);
            return -1;
        }
        byte = 0;
    } else if (errors & TTY_PARITY)
        byte = 0;
    if (iflag & ISTRIP)
        byte &= 0x7f;
    return byte;
}

/* A signal's character; true if it was one. */
static bool make_signal(int c, struct tty *tp)
{
    int signal;

    if (!(tp->t_termios.c_lflag & ISIG))
        return false;
    if (is_special(tp, VINTR, c))
        signal = SIGINT;
    else if (is_special(tp, VQUIT, c))
        signal = SIGQUIT;
    else if (is_special(tp, VSUSP, c))
        signal = SIGTSTP;
    else
        return false;
    if (!(tp->t_termios.c_lflag & NOFLSH))
        tty_flush(tp, signal == SIGTSTP ? FREAD : FREAD | FWRITE);
    tty_echo(c, tp);
    if (tp->t_pgrp != NULL)
        signal_post_group(tp->t_pgrp, signal, true);
    return true;
}

/* ^S, ^Q; true if the character was one of them. */
static bool control_flow(int c, struct tty *tp)
{
    uint32_t iflag = tp->t_termios.c_iflag;

    if (!(iflag & IXON))
        return false;
    if (is_special(tp, VSTOP, c)) {
        if (!(tp->t_state & TS_STOPPED)) {
            tp->t_state |= TS_STOPPED;
            if (tp->t_stop != NULL)
                tp->t_stop(tp);
            return true;
        }
        if (!is_special(tp, VSTART, c))
            return true;
    }
    if (is_special(tp, VSTART, c)) {
        tp->t_state &= ~(uint32_t)TS_STOPPED;
        tty_start(tp);
        return true;
    }
    return false;
}

static int last_typed(struct tty *tp)
{
    int c = clist_take_back(&tp->t_raw);

    if (c >= 0)
        tty_rub(c, tp);
    return c;
}

static bool is_blank(int c) { return c == ' ' || c == '\t'; }

static bool is_word(int c)
{
    c &= TTY_CHARMASK;
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* The word before the cursor, and blanks behind it. */
static void erase_word(struct tty *tp)
{
    int c;

    while ((c = clist_take_back(&tp->t_raw)) >= 0 && is_blank(c))
        tty_rub(c, tp);
    if (c < 0)
        return;
    {
        bool word = is_word(c);

        do {
            tty_rub(c, tp);
            c = clist_take_back(&tp->t_raw);
        } while (c >= 0 && !is_blank(c) && is_word(c) == word);
        if (c >= 0)
            (void)clist_put(c, &tp->t_raw);
    }
}

static void erase_line(struct tty *tp)
{
    if ((tp->t_termios.c_lflag & ECHOKE) && tp->t_raw.c_cc == tp->t_rocount)
        while (tp->t_raw.c_cc > 0)
            last_typed(tp);
    else {
        tty_echo(tp->t_termios.c_cc[VKILL], tp);
        if (tp->t_termios.c_lflag & (ECHOK | ECHOKE))
            tty_echo('\n', tp);
        clist_flush(&tp->t_raw);
        tp->t_rocount = 0;
    }
    tp->t_state &= ~(uint32_t)TS_ERASE;
}

/* Editing of a line; true if the character was for that. */
static bool edit(int c, struct tty *tp)
{
    bool extended = (tp->t_termios.c_lflag & IEXTEN) != 0;

    if (is_special(tp, VERASE, c)) {
        if (tp->t_raw.c_cc > 0)
            last_typed(tp);
        return true;
    }
    if (is_special(tp, VKILL, c)) {
        erase_line(tp);
        return true;
    }
    if (extended && is_special(tp, VWERASE, c)) {
        erase_word(tp);
        return true;
    }
    if (extended && is_special(tp, VREPRINT, c)) {
        tty_retype(tp);
        return true;
    }
    return false;
}

/* A character of a line: when it ends the line, the line can be read. */
static void add_to_line(int c, struct tty *tp)
{
    if (tp->t_raw.c_cc + tp->t_canq.c_cc >= TTYHOG && !ends_line(tp, c)) {
        if ((tp->t_termios.c_iflag & IMAXBEL) && tp->t_outq.c_cc < tp->t_hiwat)
            (void)tty_output(CTRL('g'), tp);
        return;
    }
    note_start(tp);
    if (clist_put(c, &tp->t_raw) != 0)
        return;
    if (ends_line(tp, c)) {
        tp->t_rocount = 0;
        clist_concatenate(&tp->t_raw, &tp->t_canq);
        tty_wakeup(tp);
    } else if (tp->t_rocount++ == 0)
        tp->t_rocol = tp->t_column;
    tp->t_state &= ~(uint32_t)TS_ERASE;
    if (is_special(tp, VEOF, c)) {
        /* Shown, and gone back over. */
        if ((tp->t_termios.c_lflag & (ECHO | ECHOCTL)) == (ECHO | ECHOCTL)) {
            tty_echo(c, tp);
            (void)tty_output('\b', tp);
            (void)tty_output('\b', tp);
        }
    } else
        tty_echo(c, tp);
}

static void take(int c, struct tty *tp)
{
    uint32_t iflag = tp->t_termios.c_iflag, lflag = tp->t_termios.c_lflag;

    if (tp->t_state & TS_LNEXT) { /* whatever it is */
        tp->t_state &= ~(uint32_t)TS_LNEXT;
        c |= TTY_QUOTE;
        if (lflag & ICANON)
            add_to_line(c, tp);
        else if (clist_put(c, &tp->t_raw) == 0) {
            tty_wakeup(tp);
            tty_echo(c, tp);
        }
        return;
    }
    if (lflag & IEXTEN) {
        if (is_special(tp, VLNEXT, c)) {
            if (lflag & ECHO) {
                if (lflag & ECHOE) { /* a mark that what follows is printed over */
                    (void)tty_output('^', tp);
                    (void)tty_output('\b', tp);
                } else
                    tty_echo(c, tp);
            }
            tp->t_state |= TS_LNEXT;
            return;
        }
        if (is_special(tp, VDISCARD, c)) {
            if (lflag & FLUSHO)
                tp->t_termios.c_lflag &= ~FLUSHO;
            else {
                tty_flush(tp, FWRITE);
                tty_echo(c, tp);
                if (tp->t_raw.c_cc + tp->t_canq.c_cc > 0)
                    tty_retype(tp);
                tp->t_termios.c_lflag |= FLUSHO;
            }
            return;
        }
    }
    if (make_signal(c, tp) || control_flow(c, tp))
        return;
    if (c == '\r') {
        if (iflag & IGNCR)
            return;
        if (iflag & ICRNL)
            c = '\n';
    } else if (c == '\n' && (iflag & INLCR))
        c = '\r';
    if (lflag & ICANON) {
        if (!edit(c, tp))
            add_to_line(c, tp);
        return;
    }
    if (tp->t_raw.c_cc >= TTYHOG) {
        if (iflag & IMAXBEL)
            (void)tty_output(CTRL('g'), tp);
        return;
    }
    if (clist_put(c, &tp->t_raw) == 0) {
        if (tp->t_raw.c_cc >= tp->t_termios.c_cc[VMIN] || tp->t_termios.c_cc[VMIN] == 0)
            tty_wakeup(tp);
        tty_echo(c, tp);
    }
}

void tty_input(int character, struct tty *tp)
{
    int c;

    if (!(tp->t_termios.c_cflag & CREAD))
        return;
    if (tp->t_termios.c_lflag & PENDIN)
        tty_pend(tp);
    c = convert(character, tp);
    if (c < 0)
        return;
    take(c, tp);
    /* With IXANY anything goes on with what was stopped. */
    if ((tp->t_state & TS_STOPPED) && (tp->t_termios.c_iflag & IXANY) &&
        !is_special(tp, VSTOP, c))
        tp->t_state &= ~(uint32_t)TS_STOPPED;
    if (tp->t_raw.c_cc + tp->t_canq.c_cc > TTYHOG / 2)
        tty_block_input(tp);
    tty_start(tp);
}

/* The mode has changed: what is in t_raw is typed again, so to speak. */
void tty_pend(struct tty *tp)
{
    struct clist waiting = tp->t_raw;
    int c;

    tp->t_termios.c_lflag &= ~PENDIN;
    tp->t_raw = (struct clist){ 0 };
    tp->t_rocount = 0;
    tp->t_state |= TS_TYPEN;
    while ((c = clist_get(&waiting)) >= 0)
        if (c & TTY_QUOTE) {
            if (tp->t_termios.c_lflag & ICANON)
                add_to_line(c, tp);
            else
                (void)clist_put(c, &tp->t_raw);
        } else
            take(c, tp);
    tp->t_state &= ~(uint32_t)TS_TYPEN;
}
