/*
 * The UNIX server: the personality (guest/unix) as a task of a Mach kernel. The parts that carry it,
 * among themselves.
 *
 *      process ──► emulation library ──► message ──► worker (worker.c) ──► bsd_calls.c ──► guest/unix
 *                                                       │ exceptions ──► exception.c
 *                                                       │ paging ──────► pager.c
 *                                                       └ devices ─────► disk.c
 */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include <mach/mach.h>
#include <server/bsd_types.h>
#include <threads/cthreads.h>
#include <unix/kernel.h>
#include <unix/uio.h>

#define PAGE_UP(address) (((address) + PAGE_SIZE - 1) & ~(uintptr_t)(PAGE_SIZE - 1))
#define PAGE_DOWN(address) ((address) & ~(uintptr_t)(PAGE_SIZE - 1))

/* ---- main.c ---- */
extern struct user user_0;          /* process 0's: `current` of threads that act for nobody */
extern struct mutex master;         /* held by who is in the personality */
extern mach_port_t host_priv, device_master;
/* Into the personality for nobody in particular, and out of it. */
void enter_personality(void);
void leave_personality(void);

/* ---- worker.c: threads that receive what the server is asked ---- */
extern mach_port_t server_ports;    /* the set of all ports that they receive from */
void workers_start(void);
/* The current worker is going to wait for something that another message may have to bring. */
void worker_blocks(void);
void worker_goes_on(void);
/* Around what the kernel does for the server and may need the pager for, whose workers need `master`:
 * it is let go of meanwhile. */
void pager_wait_begins(void);
void pager_wait_ends(void);
/* Gives up what the current worker is doing, without an answer; lets go of `master`. */
_Noreturn void worker_abandon(void);
/* A worker of its own calls function(p), acting for `p`; false: no memory for it. */
bool worker_act(struct proc *p, void (*function)(struct proc *p));
/* A port from which the workers receive. */
mach_port_t server_port_make(void);
void server_port_free(mach_port_t port);

/* ---- process-ports.c: whose port it is ---- */
bool process_port_enter(mach_port_t port, struct proc *p); /* false: too many ports */
void process_port_remove(mach_port_t port);
struct proc *process_of_port(mach_port_t port); /* NULL: nobody's */

/* ---- bsd_calls.c ---- */
/* The current worker acts for the process of `port`, in the personality; false: it has gone. */
bool call_begin(mach_port_t port, struct proc **p);
/* Its program goes on: what it must do before. Who has been killed does not come back. */
int call_end(struct proc *p);
/* The call itself, with the arguments in u_arg. One that is to be done again has no error. */
int do_call(struct proc *p, int number, int *status);
bool signals_wait(const struct proc *p);

/* ---- threads.c ---- */
void task_end(const struct thread *t);
bool thread_begin(struct thread *t);    /* its program, by the library */
int task_renew(struct proc *p);         /* with no memory; ENOMEM */

/* ---- space.c ---- */
void space_stack_limit(void);           /* it may have changed */
kern_return_t space_zero(struct thread *t, uaddr_t from, uaddr_t to); /* fresh memory */

/* ---- emulator.c ---- */
extern struct emulator_header emulator; /* magic is 0 until it has been read */
int emulator_load(struct thread *t);    /* into the space of a process that has none */

/* ---- thread-state.c: registers of programs to and from the kernel's form ---- */
bool registers_get(mach_port_t thread, int *registers);
bool registers_set(mach_port_t thread, const int *registers);

/* ---- copy.c ---- */
/* Addresses from `at` on, `bytes` of them, are the server's own for the current call. */
void copy_window(const void *at, size_t bytes);
void copy_windows_end(void);
size_t copy_window_written(const void *at); /* by the call, of the window that begins there */
int space_read(mach_port_t task, uaddr_t from, void *to, size_t bytes);  /* EFAULT */
int space_write(mach_port_t task, const void *from, uaddr_t to, size_t bytes);

/* ---- pager.c: files as memory objects ---- */
/* The memory object of the program's file, whose vnode is locked; one more process runs it. */
struct pager *pager_attach(struct vnode *program);
void pager_share(struct pager *pager);
void pager_detach(struct pager *pager); /* NULL: nothing */
int pagers_trim(int most);   /* of those that nobody runs, no more are kept; how many have gone */
mach_port_t pager_port(const struct pager *pager);

/* ---- clock.c, callout.c ---- */
void clock_start(int rate);
int callouts_wait(void);            /* ticks until the first is due; -1: there is none */
void callouts_pass(int ticks);
void callouts_run(void);            /* those that are due */
void clock_poke(void);              /* a callout has become the first */
void clock_catch_up(void);          /* time_now and callouts are as the kernel says */
void clock_look(void);              /* the same, where it is likely that they are */

/* ---- kernel-time.c ---- */
void kernel_time_start(void);
void kernel_time(time_value_t *now);
kern_return_t kernel_time_map(mach_port_t task, vm_address_t *at, bool anywhere);

/* ---- page-alloc.c ---- */
void pages_start(size_t bytes);
unsigned pages_promised(void); /* that the personality has, used or not */

/* ---- memory-limit.c ---- */
bool memory_for(unsigned pages); /* of a process */

/* ---- notice.c ---- */
_Noreturn void process_kill(void);  /* the current process ends */
void kill_outright(struct proc *p); /* it ends without being asked; it is not in the server */
void notice_later(struct proc *p);  /* if signals wait: its program begins before it asks for them */
void task_died(mach_port_t request, mach_port_t task); /* of the process that has this port */
void notices_again(void);           /* those whom thread_notice() could not reach */
bool notices_missed(void);

/* ---- devices: numbers as on the machine, since they are in the disk's image ---- */
#define CHAR_CONSOLE 0
#define CHAR_TTY 1
#define CHAR_MEM 2 /* minor 2: null, 3: zero */
#define CHAR_RZ 3
#define BLOCK_RZ 0

int disk_open(dev_t device, int flags);
int disk_close(dev_t device, int flags);
void disk_strategy(struct buf *bp);
int disk_size(dev_t device);

void console_start(void);
void console_answers(void); /* come to the workers */
void console_written(mach_port_t answers, kern_return_t result, int bytes);
int console_open(dev_t device, int flags);
int console_close(dev_t device, int flags);
int console_read(dev_t device, struct uio *uio, int ioflag);
int console_write(dev_t device, struct uio *uio, int ioflag);
int console_ioctl(dev_t device, uint32_t request, void *data, int flags);
int console_select(dev_t device, enum uio_rw which);
struct tty *console_tty(dev_t device);

#endif
