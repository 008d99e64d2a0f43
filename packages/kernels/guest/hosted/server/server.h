/* The parts of the server among themselves. */
#ifndef SERVER_H
#define SERVER_H

#include <hosted/message.h>
#include <unix/kernel.h>
#include <unix/uio.h>

#include "host/host.h"

/* How long a process may take to answer while everyone waits for it. It does so at once, unless it
 * means harm or has been stopped from outside. */
#define PATIENCE_MS 10000

#define PAGE_UP(address) (((address) + PAGE_SIZE - 1) & ~(uaddr_t)(PAGE_SIZE - 1))

/* ---- channel.c ---- */
/* Sends a message to the process of `t`. False: it is lost. */
bool channel_say(struct thread *t, const struct message *m, int descriptor);
/* The next message from it, and bytes behind it; false: it is lost. */
bool channel_hear(struct thread *t, struct message *m, void *bytes, size_t count, int milliseconds);
/* Sends and has the answer: its error; EFAULT: it is lost. */
int channel_ask(struct thread *t, struct message *m, int descriptor);
/* The other end is a process that has begun: it says who it is. False: it does not. */
bool channel_begun(struct thread *t);
/* It is not spoken to any more. */
void channel_lost(struct thread *t);
/* A channel for `t`: the process's end. -1: the host has none. */
int channel_make(struct thread *t);
void channel_close(struct thread *t);

/* ---- serve.c ---- */
/* What the current process's thread does all its life. */
_Noreturn void serve(void);

/* ---- space.c ---- */
int space_fork(struct proc *child, bool lend);
void space_stack(void); /* the current process's stack becomes what its limit says */

/* ---- text.c: programs' files, as the host executes them ---- */
/* One more process runs the program, whose vnode is locked. ENOMEM, EIO. */
int text_attach(struct vnode *program, struct text **text);
void text_share(struct text *text);
void text_detach(struct text *text); /* NULL: nothing */
int text_file(const struct text *text);

/* ---- threads.c ---- */
void thread_times_note(struct proc *p); /* what the host says of its times */
void thread_gone(uint64_t serial);      /* its process on the host has died */

/* ---- main.c ---- */
extern struct user user_0; /* process 0's: `current` of threads that serve nobody */

/* ---- clock.c, callout.c ---- */
void clock_start(void);
bool callouts_tick(void); /* is one due? */
void callouts_run(void);

/* ---- page-alloc.c ---- */
void pages_start(size_t bytes);

/* ---- devices: numbers as on the machine, since they are in the disk's image ---- */
#define CHAR_CONSOLE 0
#define CHAR_TTY 1
#define CHAR_MEM 2 /* minor 2: null, 3: zero */
#define CHAR_DISK 3
#define BLOCK_DISK 0

int disk_open(dev_t device, int flags);
int disk_close(dev_t device, int flags);
void disk_strategy(struct buf *bp);
int disk_size(dev_t device);

void console_start(void);
int console_open(dev_t device, int flags);
int console_close(dev_t device, int flags);
int console_read(dev_t device, struct uio *uio, int ioflag);
int console_write(dev_t device, struct uio *uio, int ioflag);
int console_ioctl(dev_t device, uint32_t request, void *data, int flags);
int console_select(dev_t device, enum uio_rw which);
struct tty *console_tty(dev_t device);

#endif
