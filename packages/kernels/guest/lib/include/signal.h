/* Signals: POSIX's functions over 4.3BSD's calls, which are here, too. */
#ifndef SIGNAL_H
#define SIGNAL_H

#include <abi/signal.h>
#include <sys/types.h>

typedef uint32_t sigset_t;
typedef int sig_atomic_t;
typedef sig_t sighandler_t;

struct sigaction {
    void (*sa_handler)(int);
    sigset_t sa_mask;
    int sa_flags; /* SA_... */
};
#define SA_ONSTACK 0x1
#define SA_RESTART 0x2 /* system calls go on after the handler */
#define SA_RESETHAND 0x4
#define SA_NOCLDSTOP 0x8
#define SA_NODEFER 0x10 /* the signal is not blocked while its handler runs: by the handler */

#define SIG_BLOCK 1
#define SIG_UNBLOCK 2
#define SIG_SETMASK 3

sig_t signal(int signal, sig_t handler);
int sigaction(int signal, const struct sigaction *restrict action,
              struct sigaction *restrict old);
int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old);
int sigsuspend(const sigset_t *set);
int sigpending(sigset_t *set);
int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int signal);
int sigdelset(sigset_t *set, int signal);
int sigismember(const sigset_t *set, int signal);
int siginterrupt(int signal, int interrupts);
int kill(pid_t process, int signal);
int killpg(pid_t group, int signal);
int raise(int signal);
void psignal(int signal, const char *what);

int sigvec(int signal, const struct sigvec *new, struct sigvec *old);
int sigstack(const struct sigstack *new, struct sigstack *old);
uint32_t sigblock(uint32_t mask);
uint32_t sigsetmask(uint32_t mask);
int sigpause(uint32_t mask);

extern const char *const sys_siglist[NSIG];

#endif
