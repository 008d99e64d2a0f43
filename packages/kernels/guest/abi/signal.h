/* Signals, as 4.3BSD has them. A set of signals is a word; signal n is bit n - 1. */
#ifndef ABI_SIGNAL_H
#define ABI_SIGNAL_H

#include <abi/types.h>

#define NSIG 32
#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGIOT 6
#define SIGABRT SIGIOT
#define SIGEMT 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGBUS 10
#define SIGSEGV 11
#define SIGSYS 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGURG 16
#define SIGSTOP 17
#define SIGTSTP 18
#define SIGCONT 19
#define SIGCHLD 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGIO 23
#define SIGXCPU 24
#define SIGXFSZ 25
#define SIGVTALRM 26
#define SIGPROF 27
#define SIGWINCH 28
#define SIGUSR1 30
#define SIGUSR2 31

#define sigmask(signal) ((uint32_t)1 << ((signal)-1))

typedef void (*sig_t)(int);
#define SIG_DFL ((sig_t)0)
#define SIG_IGN ((sig_t)1)
#define SIG_ERR ((sig_t)-1)

/*
 * sigvec(signal, new, old). The library stores the address of its trampoline in sv_trampoline: the
 * code that a handler is entered through and that calls sigreturn when it is back.
 */
struct sigvec {
    void (*sv_handler)(int signal, int code, void *frame);
    uint32_t sv_mask;  /* blocked besides, while the handler runs */
    uint32_t sv_flags; /* SV_... */
    void (*sv_trampoline)(void);
};
#define SV_ONSTACK 1   /* on the stack given to sigstack */
#define SV_INTERRUPT 2 /* system calls end with EINTR instead of being restarted */
#define SV_RESETHAND 4 /* back to SIG_DFL when taken */
#define SV_NOCLDSTOP 8 /* SIGCHLD: not for children that stop */

struct sigstack {
    void *ss_sp; /* its upper end */
    int32_t ss_onstack;
};

#endif
