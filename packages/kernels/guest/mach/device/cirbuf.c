/* Rings of characters, between a driver's interrupts and those who read and write (Mach 3.0's cirbuf). */
#include <device/cirbuf.h>
#include <kern/kalloc.h>
#include <kern/strings.h>

void cb_alloc(struct cirbuf *cb, int size)
{
    cb->c_start = (char *)kalloc(size);
    cb->c_end = cb->c_start + size;
    cb_clear(cb);
}

void cb_clear(struct cirbuf *cb)
{
    cb->c_cf = cb->c_cl = cb->c_start;
    cb->c_cc = 0;
}

int putc(int character, struct cirbuf *cb)
{
    if (cb->c_cc == cb->c_end - cb->c_start)
        return 1;
    *cb->c_cl++ = character;
    if (cb->c_cl == cb->c_end)
        cb->c_cl = cb->c_start;
    cb->c_cc++;
    return 0;
}

int getc(struct cirbuf *cb)
{
    unsigned char character;

    if (cb->c_cc == 0)
        return -1;
    character = *cb->c_cf++;
    if (cb->c_cf == cb->c_end)
        cb->c_cf = cb->c_start;
    cb->c_cc--;
    return character;
}

/* In one piece, or two. */
int q_to_b(struct cirbuf *cb, char *to, int most)
{
    int moved = 0;

    while (moved < most && cb->c_cc > 0) {
        int run = cb->c_end - cb->c_cf;

        if (run > cb->c_cc)
            run = cb->c_cc;
        if (run > most - moved)
            run = most - moved;
        bcopy(cb->c_cf, to + moved, run);
        moved += run;
        cb->c_cc -= run;
        cb->c_cf += run;
        if (cb->c_cf == cb->c_end)
            cb->c_cf = cb->c_start;
    }
    return moved;
}

int b_to_q(const char *from, int count, struct cirbuf *cb)
{
    while (count > 0) {
        int run = cb->c_end - cb->c_cl, room = cb->c_end - cb->c_start - cb->c_cc;

        if (room == 0)
            break;
        if (run > room)
            run = room;
        if (run > count)
            run = count;
        bcopy(from, cb->c_cl, run);
        from += run;
        count -= run;
        cb->c_cc += run;
        cb->c_cl += run;
        if (cb->c_cl == cb->c_end)
            cb->c_cl = cb->c_start;
    }
    return count;
}
