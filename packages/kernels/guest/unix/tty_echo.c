/*
 * What is shown of what is typed: echo, and how it is taken off the screen again. That is only
 * possible while nothing else has been printed behind it: t_rocount characters of the line being
 * typed are at the end of what the screen shows, and begin at the column t_rocol.
 */
#include "tty_local.h"

void tty_echo(int character, struct tty *tp)
{
    uint32_t lflag = tp->t_termios.c_lflag;
    int byte = character & TTY_CHARMASK;

    if ((tp->t_state & TS_CNTTB) == 0)
        tp->t_termios.c_lflag &= ~FLUSHO;
    if ((lflag & ECHO) == 0 && ((lflag & ECHONL) == 0 || character != '\n'))
        return;
    if ((lflag & ECHOCTL) &&
        ((byte < ' ' && character != '\t' && character != '\n') || byte == DELETE)) {
        (void)tty_output('^', tp);
        character = byte == DELETE ? '?' : byte + 'A' - 1;
    }
    (void)tty_output(character, tp);
}

/* Takes `count` columns off the screen. */
static void rub_columns(struct tty *tp, int count)
{
    while (--count >= 0) {
        (void)tty_output('\b', tp);
        (void)tty_output(' ', tp);
        (void)tty_output('\b', tp);
    }
}

/* Finds the width of the tab that was behind the line, by going through the line without printing
 * it, and goes back so far. */
static void rub_tab(struct tty *tp)
{
    spl_t level = spltty();
    int column = tp->t_column, width, character;
    char *at = NULL;

    tp->t_state |= TS_CNTTB;
    tp->t_termios.c_lflag |= FLUSHO;
    tp->t_column = tp->t_rocol;
    for (int left = tp->t_raw.c_cc; left > 0; left--) {
        at = clist_walk(&tp->t_raw, at, &character);
        tty_echo(character, tp);
    }
    tp->t_termios.c_lflag &= ~FLUSHO;
    tp->t_state &= ~TS_CNTTB;
    splx(level);

    width = column - tp->t_column;
    tp->t_column = column;
    if (width > 8)
        width = 8; /* it was not only the tab */
    while (--width >= 0)
        (void)tty_output('\b', tp);
}

/* On a screen. False if the line had to be typed again. */
static bool rub_on_screen(int character, struct tty *tp)
{
    if (tp->t_rocount == 0) {
        tty_retype(tp); /* something was printed behind it */
        return false;
    }
    if (character == ('\t' | TTY_QUOTE) || character == ('\n' | TTY_QUOTE)) {
        rub_columns(tp, 2);
        return true;
    }
    switch (tty_classes[character & TTY_CHARMASK]) {
    case ORDINARY:
        rub_columns(tp, 1);
        break;
    case TAB:
        if (tp->t_rocount < tp->t_raw.c_cc) {
            tty_retype(tp);
            return false;
        }
        rub_tab(tp);
        break;
    default:
        if (tp->t_termios.c_lflag & ECHOCTL)
            rub_columns(tp, 2);
        break;
    }
    return true;
}

void tty_rub(int character, struct tty *tp)
{
    if ((tp->t_termios.c_lflag & ECHO) == 0)
        return;
    tp->t_termios.c_lflag &= ~FLUSHO;
    if (tp->t_termios.c_lflag & ECHOE) {
        if (!rub_on_screen(character, tp))
            return;
    } else if (tp->t_termios.c_lflag & ECHOPRT) {
        if ((tp->t_state & TS_ERASE) == 0) {
            tp->t_state |= TS_ERASE;
            (void)tty_output('\\', tp);
        }
        tty_echo(character, tp);
    } else
        tty_echo(tp->t_termios.c_cc[VERASE], tp);
    tp->t_rocount--;
}

static void type_again(struct clist *q, struct tty *tp)
{
    char *at = NULL;
    int character;

    for (int left = q->c_cc; left > 0; left--) {
        at = clist_walk(q, at, &character);
        tty_echo(character, tp);
    }
}

void tty_retype(struct tty *tp)
{
    spl_t level;

    if (tp->t_termios.c_cc[VREPRINT] != CC_DISABLED)
        tty_echo(tp->t_termios.c_cc[VREPRINT], tp);
    (void)tty_output('\n', tp);
    level = spltty();
    type_again(&tp->t_canq, tp);
    type_again(&tp->t_raw, tp);
    tp->t_state &= ~TS_ERASE;
    splx(level);
    tp->t_rocount = tp->t_raw.c_cc;
    tp->t_rocol = 0;
}
