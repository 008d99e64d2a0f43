/* Terminals: the line discipline between a driver and its readers and writers. */
#ifndef UNIX_TTY_H
#define UNIX_TTY_H

#include <abi/ioctl.h>
#include <unix/uio.h>

struct pgrp;
struct session;

/* A queue of characters in blocks (clist.c). */
struct clist {
    int c_cc;
    struct cblock *c_first;
    struct cblock *c_last;
};

struct tty {
    struct clist t_raw;   /* as typed; in cooked mode the line being typed */
    struct clist t_canq;  /* whole lines */
    struct clist t_outq;
    /* Sends t_outq, as far as the device takes it, unless TS_BUSY or stopped. The driver takes
     * characters by getc or ndqb, and calls tty_started() as they go. At spltty. */
    void (*t_start)(struct tty *tp);
    /* The device's settings from t_termios. */
    int (*t_param)(struct tty *tp, const struct termios *termios);
    struct termios t_termios;
    struct winsize t_winsize;
    struct pgrp *t_pgrp;
    struct session *t_session;
    struct proc *t_rsel; /* who selects */
    struct proc *t_wsel;
    dev_t t_dev;
    uint32_t t_state;
    int t_column;
    int t_rocount;
    int t_rocol;
    int t_hiwat;
    int t_lowat;
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

/* ---- for drivers ---- */
void tty_init(struct tty *tp, dev_t device);       /* default settings */
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
int clist_get(struct clist *q);                    /* -1: empty */
int clist_put(int character, struct clist *q);     /* -1: no room */
int clist_take_back(struct clist *q);              /* the last one; -1: empty */
int clist_to_buffer(struct clist *q, char *at, int bytes);   /* count taken */
int clist_from_buffer(const char *at, int bytes, struct clist *q); /* count not put */
int clist_run(struct clist *q, int mask);          /* bytes in a row at its head */
void clist_drop(struct clist *q, int bytes);       /* from its head */
void clist_concatenate(struct clist *from, struct clist *to);
void clist_flush(struct clist *q);

#endif
