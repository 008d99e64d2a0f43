/*
 * A process: what must be known of it while it sleeps or is dead. What is needed only while it runs
 * is in struct user (user.h).
 *
 * What lies under enters the personality for a program in one of these ways, with `p` the current
 * process, p_stat SRUN, and no level raised:
 *
 * A system call n. current->u_call = n; u_arg[] has as many arguments as system_calls[n].arguments
 * says; u_value[0] = 0, u_value[1] = what the second result register holds. A number that is
 * system_call_count or more is 0. Then error = system_calls[n].call(p, u_arg, u_value):
 *     0            the results are u_value[0] and u_value[1]; no error
 *     ERESTART     the registers are as before the call, the program counter at the call itself
 *     EJUSTRETURN  the registers are set up (exec, sigreturn): they are left alone
 *     > 0          the result is the error number, and an error
 * A trap that the program is to blame for: signal_trap().
 * An interrupt: process_tick(), and what the device's driver calls.
 *
 * Always, before the program goes on, with its registers final as above:
 *     if (noticed by thread_notice() || (p->p_sig & ~p->p_sigmask) != 0)
 *         while (signals_pending())
 *             signals_deliver();
 * signals_pending() may block (a stop), and may find nothing to do of what is pending (a child of
 * vfork does not stop before it execs); signals_deliver() may not come back (an exit). After that
 * the scheduler may switch if someone more urgent is ready (then it counts ru_nivcsw).
 */
#ifndef UNIX_PROC_H
#define UNIX_PROC_H

#include <abi/errno.h>
#include <abi/resource.h>
#include <abi/signal.h>
#include <unix/under.h>

struct session;

/* A group of processes: what a signal from the terminal goes to. */
struct pgrp {
    struct pgrp *pg_next; /* in its hash chain */
    struct proc *pg_members;
    struct session *pg_session;
    pid_t pg_id;
    int pg_jobc; /* members whose parent is in the session, but in another group: 0 = orphaned */
};

struct session {
    int s_count; /* process groups */
    struct proc *s_leader;
    struct tty *s_tty; /* the controlling terminal */
};

/* p_stat */
enum { SFREE, SIDL /* being made */, SSLEEP, SRUN, SZOMB, SSTOP };

/* p_flag */
#define P_SINTR 0x0001    /* sleeps, and a signal may wake it */
#define P_TIMEOUT 0x0002  /* its sleep has timed out */
#define P_LENT 0x0004     /* a child has its memory (vfork) */
#define P_VFORKED 0x0008  /* runs in its parent's memory */
#define P_EXITING 0x0010
#define P_NOCLDSTOP 0x0020
#define P_SELECTING 0x0040
#define P_CONTROLT 0x0080 /* has a controlling terminal */
#define P_EXECED 0x0100
#define P_SYSTEM 0x0200   /* belongs to the system: no signals */
#define P_WAITED 0x0400   /* its stop has been told to its parent */
#define P_OWEUPC 0x0800   /* kept for profiling */

/* Priorities of sleep, smaller is more urgent. Those up to PZERO sleep through signals. */
#define PSWP 0
#define PINOD 10
#define PRIBIO 20
#define PZERO 25
#define PWAIT 30
#define PSOCK 26
#define PPIPE 26
#define TTIPRI 28
#define TTOPRI 29
#define PSLEP 40
#define PUSER 50
#define PRIMASK 0x7f
#define PCATCH 0x80 /* with a priority: signals end this sleep */

#define NZERO 0

struct proc {
    struct proc *p_link;       /* run queue (what lies under) or sleep queue */
    struct proc *p_next;       /* all processes, or zombies */
    struct proc **p_prev;
    struct proc *p_hash;       /* by pid */
    struct proc *p_pptr;       /* parent */
    struct proc *p_cptr;       /* youngest child */
    struct proc *p_osptr;      /* older sibling */
    struct proc *p_ysptr;      /* younger sibling */
    struct pgrp *p_pgrp;
    struct proc *p_pgrpnext;
    const void *p_wchan;       /* what it sleeps on */
    const char *p_wmesg;       /* a word on why, for people */
    uint8_t p_stat;
    uint8_t p_pri;             /* while it sleeps or waits in the kernel */
    uint8_t p_usrpri;          /* in user mode: from p_cpu and p_nice */
    uint8_t p_cpu;             /* recent use of the processor */
    int8_t p_nice;             /* PRIO_MIN to PRIO_MAX */
    uint8_t p_slptime;         /* seconds asleep, at most 127 */
    uint8_t p_time;            /* seconds resident */
    uint8_t p_cursig;          /* signal being delivered */
    uint32_t p_flag;
    uint32_t p_sig;            /* pending */
    uint32_t p_sigmask;        /* blocked */
    uint32_t p_sigignore;
    uint32_t p_sigcatch;
    pid_t p_pid;
    uid_t p_uid;               /* effective, for kill */
    uid_t p_ruid;
    uint16_t p_xstat;          /* wait's status */
    uint16_t p_acflag;
    uint32_t p_pctcpu;
    uint32_t p_textsize;       /* sizes, bytes */
    uint32_t p_datasize;
    uint32_t p_stacksize;
    struct itimerval p_realtimer; /* it_value: when it rings */
    struct rusage *p_ru;       /* of a zombie: its usage and its children's */
    struct thread p_thread;    /* of what lies under */
};

extern struct proc *proc_list;   /* all that live */
extern struct proc *zombie_list;
extern struct proc *init_process; /* pid 1 */
extern struct proc *process_table;
extern int process_count;         /* entries of the table */

extern int processes_alive;       /* entries in use, zombies too */

struct proc *proc_find(pid_t pid); /* a zombie, too; NULL: none */
struct pgrp *pgrp_find(pid_t id);
/* `p` goes into the group `group`, which is made if it is not there; with `new_session` (the group
 * is not there, then) into a session of its own as well, without a terminal. */
void proc_enter_group(struct proc *p, pid_t group, bool new_session);
void proc_leave_group(struct proc *p);
/* `p` comes to be (`entering`) in `group`, or ceases to: counts pg_jobc of that group and of its
 * children's. A group that this leaves orphaned with someone stopped gets SIGHUP and SIGCONT. */
void proc_count_jobs(struct proc *p, struct pgrp *group, bool entering);
bool proc_descends(const struct proc *p, const struct proc *from); /* or is it */
/* A free entry, cleared; NULL if all are in use. */
struct proc *proc_alloc(void);
void proc_free(struct proc *p);
void proc_hash(struct proc *p);    /* can be found by p_pid */
void proc_unhash(struct proc *p);
void proc_link(struct proc *p, struct proc **list); /* into proc_list or zombie_list */
void proc_unlink(struct proc *p);
void proc_adopt(struct proc *p, struct proc *parent); /* becomes its youngest child */
void proc_orphan(struct proc *p);                     /* is nobody's child */
/* Its parent is another from now on; groups are orphaned as by proc_count_jobs(). */
void proc_reparent(struct proc *child, struct proc *parent);
/* One more (1) or less (-1) process of the real user `uid`; how many there are now. */
int proc_count_user(uid_t uid, int change);

/* ---- fork.c ---- */
/* Process 1, as a child of the current one: begins with function(argument). */
void fork_init(void (*function)(void *), void *argument);

/* ---- sleep.c ---- */

/* Sleeps until wakeup(channel). With PCATCH in `priority`: EINTR or ERESTART if a signal came that
 * is to be delivered, else 0. EWOULDBLOCK after `ticks` ticks, if they are not 0. */
int sleep_on(const void *channel, int priority, const char *why, int ticks);
/* Everyone who sleeps on `channel` goes on. Callable from interrupts. */
void wakeup(const void *channel);
/* Takes `p` off its sleep, if it sleeps (signals, time-outs): wakeup() no longer finds it. */
void sleep_end(struct proc *p);
/* `p`, which sleeps or is stopped, goes on. */
void proc_run(struct proc *p);
void sleep_start(void);
struct sleep_statistics {
    uint32_t sleeps;
    uint32_t wakeups; /* calls */
    uint32_t woken;   /* processes */
};
extern struct sleep_statistics sleep_statistics;

/* ---- signals.c ---- */
void signal_post(struct proc *p, int signal);          /* callable from interrupts */
void signal_post_group(struct pgrp *group, int signal, bool only_with_terminal);
void signal_trap(int signal, int code, uaddr_t address); /* by what the current program did */
/* Is there a signal for the current process to act on? Stops it if that is the action. */
int signals_pending(void);
/* Acts on it: pushes a handler's frame, or exits. For what lies under, before a program goes on. */
void signals_deliver(void);
/* exec: handlers are gone, what was ignored stays so. */
void signals_exec(void);
void signals_start(struct proc *p); /* p_sigignore of process 0 */
/* The action for `signal` of the current process. */
void signal_set(int signal, uaddr_t handler, uint32_t mask, uint32_t flags);

#define SIGNALS_UNMASKABLE (sigmask(SIGKILL) | sigmask(SIGSTOP))

/* Errors that only the system itself knows. */
#define ERESTART (-1)     /* do the call again */
#define EJUSTRETURN (-2)  /* leave the registers alone */

/* ---- exit.c ---- */
_Noreturn void process_exit(int status);

/* ---- clock.c ---- */
/* Called by what lies under at each tick of hz, above splsoftclock, with the process that was
 * interrupted; `current` is its own. Not called while none runs. */
void process_tick(struct proc *p, bool in_user_mode);

#endif
