/*
 * What is needed of a process only while it runs: the u-area. A kernel maps it at one address, with
 * the kernel stack behind it; a server keeps it with its thread. `current` (under/current.h) is that
 * of the thread that runs.
 */
#ifndef UNIX_USER_H
#define UNIX_USER_H

#include <abi/limits.h>
#include <abi/resource.h>
#include <abi/signal.h>
#include <unix/under.h>

struct file;
struct vnode;

/* Who a process acts as. Shared by copy on write. */
struct ucred {
    int cr_ref;
    uid_t cr_uid; /* effective */
    int cr_ngroups;
    gid_t cr_groups[NGROUPS_MAX]; /* the first is the effective one */
};

#define COMMAND_MAX 16

struct user {
    struct proc *u_proc;
    struct ucred *u_cred;
    uid_t u_ruid;
    gid_t u_rgid;
    uid_t u_svuid;
    gid_t u_svgid;
    char u_comm[COMMAND_MAX + 1];

    /* the call */
    long u_arg[8];
    long u_value[2];
    int u_call; /* its number */

    /* signals */
    uaddr_t u_signal[NSIG];     /* handlers; SIG_DFL, SIG_IGN */
    uint32_t u_sigmask[NSIG];   /* blocked while they run */
    uint32_t u_sigonstack;
    uint32_t u_sigintr;         /* calls are not restarted */
    uint32_t u_sigreset;
    uint32_t u_oldmask;         /* from before sigpause */
    bool u_restore_mask;
    uaddr_t u_trampoline;
    uaddr_t u_sigstack;         /* upper end; 0: none */
    bool u_onstack;
    int u_code;                 /* of the signal, as the trap gave it */

    /* files */
    struct file *u_ofile[OPEN_MAX];
    uint8_t u_pofile[OPEN_MAX]; /* FD_CLOEXEC */
    int u_lastfile;             /* -1: none */
    struct vnode *u_cdir;
    struct vnode *u_rdir;       /* NULL: the system's root */
    mode_t u_cmask;

    /* usage and limits */
    struct rusage u_ru;
    struct rusage u_cru; /* of children that were waited for */
    struct itimerval u_timer[2]; /* virtual and profiling */
    struct timeval u_start;
    struct rlimit u_rlimit[RLIM_NLIMITS];
    uint8_t u_acflag;

    /* memory, in bytes; kept by exec and brk */
    uaddr_t u_text;
    uaddr_t u_data;  /* first address */
    uaddr_t u_break; /* end */
};

/* ---- cred.c ---- */
struct ucred *cred_get(void);
struct ucred *cred_copy(const struct ucred *cred);
void cred_hold(struct ucred *cred);
void cred_free(struct ucred *cred);
struct ucred *cred_private(void); /* the current process's, copied if shared: may be changed */
bool group_member(gid_t gid, const struct ucred *cred);
/* 0 if the credentials are the superuser's (noted for accounting), else EPERM. */
int superuser(const struct ucred *cred);

#endif
