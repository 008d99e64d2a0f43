/* POSIX's calls on the mask of blocked signals. */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "system.h"

int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
    sigset_t before;

    if (set == NULL) {
        before = sigblock(0);
    } else {
        switch (how) {
        case SIG_BLOCK:
            before = sigblock(*set);
            break;
        case SIG_UNBLOCK:
            before = sigblock(0);
            sigsetmask(before & ~*set);
            break;
        case SIG_SETMASK:
            before = sigsetmask(*set);
            break;
        default:
            errno = EINVAL;
            return -1;
        }
    }
    if (old != NULL)
        *old = before;
    return 0;
}

int sigsuspend(const sigset_t *set)
{
    return sigpause(*set);
}

int sigpending(sigset_t *set)
{
    *set = _system_sigpending();
    return 0;
}

int pause(void)
{
    return sigpause(sigblock(0));
}
