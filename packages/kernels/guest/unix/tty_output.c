/*
 * Output of a terminal, a character at a time: what OPOST makes of it, and where the cursor is then.
 * The characters of long ordinary texts do not come through here (tty_write.c).
 */
#include "tty_local.h"

#define TAB_WIDTH 8

int tty_output(int character, struct tty *tp)
{
    uint32_t oflag = tp->t_termios.c_oflag;
    bool discard = (tp->t_termios.c_lflag & FLUSHO) != 0;
    int column;

    if ((oflag & OPOST) == 0) {
        if (discard)
            return -1;
        return clist_put(character & TTY_CHARMASK, &tp->t_outq) == 0 ? -1 : character;
    }
    character &= TTY_CHARMASK;
    if (character == '\t' && (oflag & OXTABS)) {
        int spaces = TAB_WIDTH - (tp->t_column & (TAB_WIDTH - 1));
        if (!discard)
            spaces -= clist_from_buffer("        ", spaces, &tp->t_outq);
        tp->t_column += spaces;
        return spaces > 0 ? -1 : '\t';
    }
    if (character == '\n' && (oflag & ONLCR) && !discard && clist_put('\r', &tp->t_outq) != 0)
        return character;
    if (!discard && clist_put(character, &tp->t_outq) != 0)
        return character;

    column = tp->t_column;
    switch (tty_classes[character]) {
    case ORDINARY:
        column++;
        break;
    case BACKSPACE:
        if (column > 0)
            column--;
        break;
    case TAB:
        column = (column + TAB_WIDTH) & ~(TAB_WIDTH - 1);
        break;
    case NEWLINE:
    case RETURN:
        column = 0;
        break;
    case CONTROL:
        break;
    }
    tp->t_column = column;
    return -1;
}

void tty_start(struct tty *tp)
{
    if (tp->t_start != NULL)
        tp->t_start(tp);
}

void tty_started(struct tty *tp)
{
    if (tp->t_outq.c_cc > tp->t_lowat)
        return;
    if (tp->t_state & TS_ASLEEP) {
        tp->t_state &= ~TS_ASLEEP;
        wakeup(&tp->t_outq);
    }
    if (tp->t_wsel != NULL) {
        struct proc *p = tp->t_wsel;
        bool collision = (tp->t_state & TS_WCOLL) != 0;
        tp->t_wsel = NULL;
        tp->t_state &= ~TS_WCOLL;
        select_wakeup(p, collision);
    }
}
