/*
 * What lies under the UNIX personality: memory, threads of control, blocking and waking, copies to
 * and from processes, devices, time. This is all that the personality knows of the system that
 * carries it. A monolithic kernel provides it from within (guest/ultrix), a server task by messages,
 * a host process by the host's threads; each brings its own under/ folder on the include path with
 *
 *     under/current.h   `current`: the struct user of the thread that runs
 *     under/thread.h    struct thread: what it keeps for each process, part of struct proc
 *     under/levels.h    spl_t, splbio() and the others
 *
 * At most one thread is in the personality at a time. It gives way only in thread_block(): a kernel
 * does not preempt itself, a server holds one master lock and lets go of it there. Interrupts (a
 * kernel) or replies (a server) come in between unless a level keeps them out; they call biodone(),
 * tty_input(), wakeup(), signal_post() and functions given to timeout().
 *
 * Calls that can fail return 0 or an error number of abi/errno.h.
 */
#ifndef UNIX_UNDER_H
#define UNIX_UNDER_H

#include <abi/limits.h>
#include <abi/time.h>
#include <abi/types.h>
#include <stdbool.h>
#include <under/current.h>
#include <under/levels.h>
#include <under/thread.h>

struct buf;
struct proc;
struct program_format;
struct rusage;
struct tty;
struct user;
struct vnode;

/* An address in a process. */
typedef uintptr_t uaddr_t;

/* ---- memory of the personality ---- */

/* All that page_alloc() gives lies between these addresses, the second exclusive; known before
 * unix_start(). */
extern uintptr_t page_base, page_limit;

/* Pages in a row, not cleared, that stay. NULL if there are none. Both callable from interrupts
 * (kmem_try). */
void *page_alloc(unsigned pages);
void page_free(void *at, unsigned pages);

/* Pages for the blocks of the buffer cache, in a row, that stay, at the start only. Where a kernel has
 * mapped memory they are that, as in 4.3BSD and 4.4BSD; else as page_alloc(). Not for kmem.c. */
void *page_alloc_mapped(unsigned pages);

/* ---- blocks of memory; from and to may not overlap but in bcopy ---- */
void bcopy(const void *from, void *to, size_t bytes);
void bzero(void *at, size_t bytes);
int bcmp(const void *a, const void *b, size_t bytes); /* 0: equal */

/* ---- threads of control: one for each process ---- */

/* The thread that runs stops until thread_ready() of it, which may have been before (it is then
 * lost: callers hold a level or the lock, and put themselves into a queue first). */
void thread_block(void);

/* The thread of `p`, which is blocked, can run. Callable from interrupts. p_pri says how urgently.
 * p_stat is SRUN already. The scheduler, which keeps p_cpu, p_usrpri, p_pctcpu, p_time and counts
 * p_slptime up, finds in p_slptime how long it slept, and clears it. */
void thread_ready(struct proc *p);

/* A thread for `child`, which has a copy of the current thread's struct user (but u_proc, which is
 * the child), memory and registers; it begins by returning to its program with v0 0, v1 1. With
 * `lend` it runs in the parent's memory itself until space_exec() or space_free() (vfork). It is
 * not ready yet. */
int thread_fork(struct proc *child, bool lend);

/* The same for a child of process 0, which has no program: it has no memory, and begins by calling
 * function(argument) in the kernel (the server); when that returns, it goes to its program, which
 * space_exec() and thread_start_at() have given it. */
int thread_spawn(struct proc *child, void (*function)(void *), void *argument);

/* The current thread is that of `p` from now on: process 0. current->u_proc is set already. */
void thread_adopt(struct proc *p);

/* The struct user of a child between thread_fork() or thread_spawn() and its thread_ready(). */
struct user *thread_user(struct proc *p);

/* The current thread ends; its memory is gone already, its struct proc stays. */
_Noreturn void thread_exit(void);

/* What thread_exit() left of `p` (stack, struct user) is freed. Called by who waits for it. */
void thread_collect(struct proc *p);

/* Has `p` pass through signals_deliver() before its program goes on. Callable from interrupts. */
void thread_notice(struct proc *p);

/* p_nice has changed. */
void thread_renice(struct proc *p);

/* Time used so far. */
void thread_times(struct proc *p, struct timeval *user, struct timeval *system);

/* The current thread goes on at `pc` with the stack `sp`, other registers cleared. */
void thread_start_at(uaddr_t pc, uaddr_t sp);

/* ---- signals: the part that knows registers ---- */

/* Has the current thread run `handler` when it goes on: pushes a frame that holds its registers and
 * `mask`, onto the stack `stack` (0: its own), and enters `trampoline` with signal, code, frame and
 * handler as its arguments. EFAULT if the frame cannot be pushed. */
struct signal_entry {
    uaddr_t handler;
    uaddr_t trampoline;
    uaddr_t stack;
    int signal;
    int code;
    uint32_t mask; /* to be set again by sigreturn */
    bool on_stack; /* to be set again by sigreturn */
};
int signal_frame_push(const struct signal_entry *entry);

/* The registers of the frame at `frame` are the current thread's again; stores mask and on_stack
 * of the entry. EINVAL or EFAULT if it is no frame, or would give the program what it must not have. */
int signal_frame_pop(uaddr_t frame, uint32_t *mask, bool *on_stack);

/* ---- copies to and from the current process: the transfer object of its call ---- */
int copy_in(uaddr_t from, void *to, size_t bytes);         /* EFAULT */
int copy_out(const void *from, uaddr_t to, size_t bytes);  /* EFAULT */
/* With its NUL, at most `size` bytes; *length counts it. EFAULT, ENAMETOOLONG. */
int copy_in_string(uaddr_t from, char *to, size_t size, size_t *length);

/* ---- memory of processes ---- */

/* A program as exec found it in its file. Segments begin at pages in memory and in the file. */
struct image {
    uaddr_t entry;
    uaddr_t text;      /* address */
    uint32_t text_size;
    uint32_t text_offset;
    uaddr_t data;
    uint32_t data_size; /* bytes in the file */
    uint32_t bss_size;  /* bytes of zeros behind them */
    uint32_t data_offset;
};

/* The current process's memory becomes that of `program`: text (shared with whoever runs it, not
 * writable), data, zeros, a stack at the top. The old memory is gone, or back with who lent it.
 * ENOMEM and EIO leave the process without memory: it must be killed. ENOEXEC if the addresses are
 * not to be had, with everything as it was. The vnode is locked. */
int space_exec(struct vnode *program, const struct image *image);

/* The upper end of a stack, exclusive. */
extern const uaddr_t stack_top;

/* The end of data becomes `end`; it does not reach the stack's limit. ENOMEM, EINVAL. */
int space_brk(uaddr_t end);

/* The current process's memory is given up, or back with who lent it. In space_exec() as here, that
 * is for a process with P_VFORKED: P_VFORKED goes, P_LENT of its p_pptr goes, wakeup(p_pptr). */
void space_free(void);

/* Is the file running as a program? Then it must not be written. */
bool text_busy(struct vnode *program);

/* The file is going to change or to lose a name: what is kept of its text is thrown away; if it runs,
 * with the last who runs it. */
void text_uncache(struct vnode *program);

/* ---- devices: the tables of unix/device.h belong to what lies under ---- */

/* Which programs the machine runs, NULL at the end: the formats of unix/exec.h. */
extern const struct program_format *const program_formats[];

/* The root file system's device and the console's, known when unix_start() is called. */
extern dev_t root_device;

/* ---- time ---- */

extern int hz;          /* ticks a second */
extern int tick;        /* microseconds of one */
extern volatile struct timeval time_now; /* advances at each tick */
void time_exact(struct timeval *at);     /* to the microsecond, as far as the machine can */
void time_set(const struct timeval *at);

/* Calls function(argument) once in `ticks` ticks, at splsoftclock; 0 counts as 1. */
void timeout(void (*function)(void *), void *argument, int ticks);
void untimeout(void (*function)(void *), void *argument);

/* ---- the rest ---- */
void kprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void machine_halt(void);

#endif
