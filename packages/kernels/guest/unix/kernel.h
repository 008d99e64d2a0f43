/* What the parts of the personality share, and how what lies under starts it. */
#ifndef UNIX_KERNEL_H
#define UNIX_KERNEL_H

#include <unix/proc.h>
#include <unix/user.h>

/* ---- start.c ---- */
struct unix_options {
    size_t buffer_bytes;     /* of the buffer cache: 12 MB as in the experiment */
    int processes;           /* entries of the process table */
    int files;
    int vnodes;
    const char *init_path;   /* "/bin/init" */
    const char *const *init_arguments; /* NULL at the end; [0] its name */
};
/* Called once, in the thread of process 0, whose struct user is cleared: makes tables, mounts the
 * root file system, starts process 1 (a thread_spawn() whose child execs init_path). Process 0 goes
 * on as the update daemon: it returns from unix_start() never. */
_Noreturn void unix_start(const struct unix_options *options);

/* ---- syscalls.c: what lies under calls these with the arguments and gives back the values ---- */
struct system_call {
    const char *name;
    uint8_t arguments;
    int (*call)(struct proc *p, const long *arguments, long *value);
};
extern const struct system_call system_calls[]; /* by number; those not there have sys_none */
extern const unsigned system_call_count;

/* ---- kmem.c: memory by powers of two, over page_alloc() ---- */
void kmem_start(void);
void *kmem_alloc(size_t bytes);      /* may wait; never NULL; not cleared */
void *kmem_alloc_zeroed(size_t bytes);
void *kmem_try(size_t bytes);        /* NULL instead of waiting; callable from interrupts */
void kmem_free(void *at);

struct kmem_statistics {
    size_t in_use;        /* bytes */
    size_t most;
    uint32_t pieces;      /* in use */
    uint32_t allocations; /* ever */
    uint32_t waits;       /* for memory */
};
extern struct kmem_statistics kmem_statistics;

/* ---- each is the start of a part, called in this order by unix_start ---- */
void processes_start(int count);
void files_start(int count);         /* descriptor.c */
void vnodes_start(int count);        /* of the UNIX file system's inode table */
void pipes_start(void);
void select_wakeup(struct proc *p, bool collision);

/* ---- select.c: for devices and pipes ---- */
/* The current process selects something that is not ready: remembers it in *who. true: collision. */
bool select_record(struct proc **who);

/* ---- text of the host name ---- */
extern char host_name[HOSTNAME_MAX];

/* ---- acct.c ---- */
void account_exit(void); /* a record of the current process, if they are kept */

/* ---- update.c ---- */
void update(void); /* sync: superblocks, inodes, delayed writes */
/* Before machine_halt(): waits until all is on the disks, and marks the file systems clean. */
void update_halt(void);

#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))

#endif
