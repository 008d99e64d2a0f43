/* Terminals: the line discipline between a driver and its readers and writers. */
#ifndef UNIX_TTY_H
#define UNIX_TTY_H

#include <abi/ioctl.h>
#include <unix/uio.h>

struct pgrp;
struct session;

/* A queue of characters in blocks (clist.c). Blocks are aligned, so that a place in one says which. */
struct clist {
    int c_cc;   /* characters */
    char *c_cf; /* the first one; NULL: empty */
    char *c_cl; /* behind the last one */
};

struct tty {
    struct clist t_raw;   /* as typed; in cooked mode the line being typed */
    struct clist t_canq;  /* whole lines */
    struct clist t_outq;
    /* Sends t_outq, as far as the device takes it, unless TS_BUSY or stopped. The driver takes
     * characters by getc or ndqb, and calls tty_started() as they go. At spltty. */
    void (*t_start)(struct tty *tp);
    /* The device stops sending what it has taken from t_outq: ^S, or the queue is thrown away (then
     * TS_STOPPED is clear). NULL: it takes a character at a time. At spltty. */
    void (*t_stop)(struct tty *tp);
    /* The device's settings from t_termios. */
    int (*t_param)(struct tty *tp, const struct termios *termios);
    struct termios t_termios;
    struct winsize t_winsize;
    struct pgrp *t_pgrp;
    struct session *t_session;
    struct proc *t_rsel; /* who selects */
    struct proc *t_wsel;
    dev_t t_dev;
    volatile uint32_t t_state;
    int t_column;  /* of the cursor */
    int t_rocount; /* characters of the line being typed that nothing was printed behind */
    int t_rocol;   /* the column where they begin */
    int t_hiwat;   /* writers wait while t_outq has more */
    int t_lowat;   /* and go on when it has no more than this */
};

/* t_state */
#define TS_OPEN 0x0001
#define TS_CARRIER 0x0002
#define TS_BUSY 0x0004    /* the device is sending */
#define TS_STOPPED 0x0008 /* by ^S */
#define TS_ASLEEP 0x0010  /* someone waits for room in t_outq */
#define TS_LNEXT 0x0020
#define TS_ERASE 0x0040
#define TS_FLUSH 0x0080
#define TS_XCLUDE 0x0100
#define TS_TBLOCK 0x0200
#define TS_RCOLL 0x0400
#define TS_WCOLL 0x0800
#define TS_TYPEN 0x1000   /* input is to be examined again: the mode has changed */
#define TS_CNTTB 0x2000   /* columns are counted without being printed */
#define TS_OPENING 0x4000 /* someone waits for the carrier */

/* A character with TTY_QUOTE is no special one; tty_input takes those with the other bits, too. */
#define TTY_CHARMASK 0x000000ff
#define TTY_QUOTE 0x00000100
#define TTY_BREAK 0x01000000  /* the line was broken (framing error) */
#define TTY_PARITY 0x02000000 /* parity error */
#define TTY_ERRORS (TTY_BREAK | TTY_PARITY)

/* ---- for drivers ---- */
void tty_init(struct tty *tp, dev_t device);       /* once; default settings */
void tty_defaults(struct tty *tp);                 /* at a first open, before the driver looks at t_termios */
int tty_open(dev_t device, struct tty *tp);        /* after the driver has set TS_CARRIER */
int tty_close(struct tty *tp);
void tty_input(int character, struct tty *tp);     /* callable from interrupts */
void tty_started(struct tty *tp);                  /* room in t_outq: wakes writers */
int tty_read(struct tty *tp, struct uio *uio, int ioflag);
int tty_write(struct tty *tp, struct uio *uio, int ioflag);
int tty_ioctl(struct tty *tp, uint32_t request, void *data, int flags);
int tty_select(struct tty *tp, enum uio_rw which);

/* ---- clist.c ---- */
void clist_start(void);
int clist_get(struct clist *q);                    /* with TTY_QUOTE if it was put so; -1: empty */
int clist_put(int character, struct clist *q);     /* -1: no room */
int clist_take_back(struct clist *q);              /* the last one; -1: empty */
int clist_to_buffer(struct clist *q, char *at, int bytes);   /* count taken */
int clist_from_buffer(const char *at, int bytes, struct clist *q); /* count not put */
/* Bytes in a row at q->c_cf; with TTY_QUOTE in `mask`, up to the first that is quoted. */
int clist_run(struct clist *q, int mask);
void clist_drop(struct clist *q, int bytes);       /* from its head */
/* The character at `at` (NULL: the first one), and the place of the next; NULL behind the last. */
char *clist_walk(struct clist *q, char *at, int *character);
void clist_concatenate(struct clist *from, struct clist *to);
void clist_flush(struct clist *q);

#endif
