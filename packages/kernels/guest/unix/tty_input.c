/*
 * Input of a terminal, a character at a time, from its driver's interrupts: special characters do
 * what they are for, lines are edited while they are typed (ICANON), and what is typed is echoed.
 * A character passes by, in this order: VLNEXT and VDISCARD, signals, ^S and ^Q, carriage returns
 * and newlines, editing; what is left of it is input. Called at spltty.
 */
#include "tty_local.h"

enum fate {
    INPUT,   /* nobody has taken it */
    TAKEN,   /* it has done what it is for */
    STOP,    /* it stops output: nothing goes on by it */
    GO,      /* it lets output go on */
    DISCARD, /* it says whether output is thrown away */
};

/* ---- the line ---- */

/* What an error of the line makes of a character; -1: nothing. */
static int after_error(int character, struct tty *tp)
{
    uint32_t iflag = tp->t_termios.c_iflag;

    if ((character & TTY_BREAK) == 0)
        return character & TTY_CHARMASK; /* nobody asks for parity */
    if (iflag & IGNBRK)
        return -1;
    if (iflag & BRKINT) {
        tty_flush(tp, FREAD | FWRITE);
        signal_post_group(tp->t_pgrp, SIGINT, true);
        return -1;
    }
    return 0;
}

/* ---- characters that are no input ---- */

static enum fate extended(int c, struct tty *tp)
{
    uint32_t lflag = tp->t_termios.c_lflag;

    if (is_special(tp, VLNEXT, c)) {
        if ((lflag & ECHO) && (lflag & ECHOE)) { /* a mark, over which what follows is printed */
            (void)tty_output('^', tp);
            (void)tty_output('\b', tp);
        } else if (lflag & ECHO)
            tty_echo(c, tp);
        tp->t_state |= TS_LNEXT;
        return TAKEN;
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
        return DISCARD;
    }
    return INPUT;
}

static enum fate signals(int c, struct tty *tp)
{
    int signal, flush;

    if (is_special(tp, VINTR, c) || is_special(tp, VQUIT, c)) {
        signal = is_special(tp, VINTR, c) ? SIGINT : SIGQUIT;
        flush = FREAD | FWRITE;
    } else if (is_special(tp, VSUSP, c)) {
        signal = SIGTSTP;
        flush = FREAD;
    } else
        return INPUT;
    if ((tp->t_termios.c_lflag & NOFLSH) == 0)
        tty_flush(tp, flush);
    tty_echo(c, tp);
    signal_post_group(tp->t_pgrp, signal, true);
    return TAKEN;
}

static enum fate control_flow(int c, struct tty *tp)
{
    if (is_special(tp, VSTOP, c)) {
        if ((tp->t_state & TS_STOPPED) == 0) {
            tp->t_state |= TS_STOPPED;
            if (tp->t_stop != NULL)
                tp->t_stop(tp);
            return STOP;
        }
        return is_special(tp, VSTART, c) ? GO : STOP; /* one character for both: there and back */
    }
    return is_special(tp, VSTART, c) ? GO : INPUT;
}

/* ---- editing ---- */

static void erase_line(struct tty *tp)
{
    uint32_t lflag = tp->t_termios.c_lflag;

    if ((lflag & ECHOKE) && tp->t_raw.c_cc == tp->t_rocount && (lflag & ECHOPRT) == 0)
        while (tp->t_raw.c_cc > 0)
            tty_rub(clist_take_back(&tp->t_raw), tp);
    else {
        tty_echo(tp->t_termios.c_cc[VKILL], tp);
        if (lflag & (ECHOK | ECHOKE))
            tty_echo('\n', tp);
        clist_flush(&tp->t_raw);
        tp->t_rocount = 0;
    }
    tp->t_state &= ~TS_ERASE;
}

static inline bool is_blank(int c)
{
    return c == ' ' || c == '\t';
}

/* Blanks at the end, and the word before them: all up to the next blank. */
static void erase_word(struct tty *tp)
{
    int c;

    while ((c = clist_take_back(&tp->t_raw)) >= 0 && is_blank(c))
        tty_rub(c, tp);
    while (c >= 0 && !is_blank(c)) {
        tty_rub(c, tp);
        c = clist_take_back(&tp->t_raw);
    }
    if (c >= 0)
        (void)clist_put(c, &tp->t_raw);
}

static enum fate edit(int c, struct tty *tp)
{
    if (is_special(tp, VERASE, c)) {
        if (tp->t_raw.c_cc > 0)
            tty_rub(clist_take_back(&tp->t_raw), tp);
        return TAKEN;
    }
    if (is_special(tp, VKILL, c)) {
        erase_line(tp);
        return TAKEN;
    }
    if ((tp->t_termios.c_lflag & IEXTEN) == 0)
        return INPUT;
    if (is_special(tp, VWERASE, c)) {
        erase_word(tp);
        return TAKEN;
    }
    if (is_special(tp, VREPRINT, c)) {
        tty_retype(tp);
        return TAKEN;
    }
    return INPUT;
}

/* ---- input ---- */

/* One of a line. When it ends the line, the line can be read. */
static void add_to_line(int c, struct tty *tp)
{
    int before;

    if (ends_line(tp, c)) {
        tp->t_rocount = 0;
        clist_concatenate(&tp->t_raw, &tp->t_canq);
        tty_wakeup(tp);
    } else if (tp->t_rocount++ == 0)
        tp->t_rocol = tp->t_column;
    if (tp->t_state & TS_ERASE) { /* what was erased has been printed: that is its end */
        tp->t_state &= ~TS_ERASE;
        (void)tty_output('/', tp);
    }
    before = tp->t_column;
    tty_echo(c, tp);
    if (is_special(tp, VEOF, c) && (tp->t_termios.c_lflag & ECHO))
        /* The cursor goes back over it. */
        for (int width = min(2, tp->t_column - before); width > 0; width--)
            (void)tty_output('\b', tp);
}

static void add(int c, struct tty *tp)
{
    if (tp->t_raw.c_cc + tp->t_canq.c_cc >= TTYHOG) {
        if ((tp->t_termios.c_iflag & IMAXBEL) && tp->t_outq.c_cc < tp->t_hiwat)
            (void)tty_output(CTRL('g'), tp);
        return;
    }
    if (clist_put(c, &tp->t_raw) != 0)
        return;
    if (tp->t_termios.c_lflag & ICANON)
        add_to_line(c, tp);
    else {
        tty_wakeup(tp);
        tty_echo(c, tp);
    }
}

/* A character's way, as the head of this file has it. */
static enum fate take(int c, struct tty *tp)
{
    uint32_t iflag = tp->t_termios.c_iflag, lflag = tp->t_termios.c_lflag;
    enum fate fate = INPUT;

    if (tp->t_state & TS_LNEXT) { /* whatever it is */
        tp->t_state &= ~TS_LNEXT;
        add(c | TTY_QUOTE, tp);
        return TAKEN;
    }
    if (lflag & IEXTEN)
        fate = extended(c, tp);
    if (fate == INPUT && (lflag & ISIG))
        fate = signals(c, tp);
    if (fate == INPUT && (iflag & IXON))
        fate = control_flow(c, tp);
    if (fate != INPUT)
        return fate;
    if (c == '\r') {
        if (iflag & IGNCR)
            return TAKEN;
        if (iflag & ICRNL)
            c = '\n';
    } else if (c == '\n' && (iflag & INLCR))
        c = '\r';
    if (lflag & ICANON)
        fate = edit(c, tp);
    if (fate == INPUT)
        add(c, tp);
    return TAKEN;
}

void tty_input(int character, struct tty *tp)
{
    enum fate fate;
    int c = character;

    if ((tp->t_termios.c_cflag & CREAD) == 0)
        return;
    if (tp->t_termios.c_lflag & PENDIN)
        tty_pend(tp);
    if (c & TTY_ERRORS) {
        c = after_error(c, tp);
        if (c < 0)
            return;
    }
    if (tp->t_termios.c_iflag & ISTRIP)
        c &= 0x7f;
    if (tp->t_raw.c_cc + tp->t_canq.c_cc > TTYHOG / 2)
        tty_block_input(tp);
    fate = take(c, tp);
    if (fate == STOP)
        return;
    if (fate != DISCARD) {
        if ((tp->t_state & TS_STOPPED) && fate != GO && (tp->t_termios.c_iflag & IXANY) == 0)
            return;
        tp->t_state &= ~TS_STOPPED;
        tp->t_termios.c_lflag &= ~FLUSHO;
    }
    tty_start(tp);
}

void tty_pend(struct tty *tp)
{
    struct clist waiting = tp->t_raw;
    int c;

    tp->t_termios.c_lflag &= ~PENDIN;
    tp->t_state |= TS_TYPEN;
    bzero(&tp->t_raw, sizeof tp->t_raw);
    while ((c = clist_get(&waiting)) >= 0)
        if (c & TTY_QUOTE)
            add(c, tp);
        else
            (void)take(c, tp);
    tp->t_state &= ~TS_TYPEN;
}
