/* Sets of signals. */
#include <errno.h>
#include <signal.h>

static int is_signal(int signal)
{
    if (signal > 0 && signal < NSIG)
        return 1;
    errno = EINVAL;
    return 0;
}

int sigemptyset(sigset_t *set)
{
    *set = 0;
    return 0;
}

int sigfillset(sigset_t *set)
{
    *set = ~(sigset_t)0;
    return 0;
}

int sigaddset(sigset_t *set, int signal)
{
    if (!is_signal(signal))
        return -1;
    *set |= sigmask(signal);
    return 0;
}

int sigdelset(sigset_t *set, int signal)
{
    if (!is_signal(signal))
        return -1;
    *set &= ~sigmask(signal);
    return 0;
}

int sigismember(const sigset_t *set, int signal)
{
    return is_signal(signal) ? (*set & sigmask(signal)) != 0 : -1;
}
