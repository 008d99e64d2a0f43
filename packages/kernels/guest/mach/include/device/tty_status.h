/* Flavors of a terminal line's status. */
#ifndef DEVICE_TTY_STATUS_H
#define DEVICE_TTY_STATUS_H

struct tty_status {
    int tt_ispeed, tt_ospeed; /* bits a second */
    int tt_breakc;
    int tt_flags;
};
#define TTY_STATUS_COUNT (sizeof(struct tty_status) / sizeof(int))
#define TTY_STATUS (('t' << 16) + 1)
#define TTY_FLUSH (('t' << 16) + 3) /* a word: D_READ, D_WRITE or both; 0 is both */
#define TTY_STOP (('t' << 16) + 4)
#define TTY_START (('t' << 16) + 5)
#define TTY_DRAIN (('t' << 16) + 10)

#endif
