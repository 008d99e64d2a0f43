/* Sending signals. */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

int raise(int signal)
{
    return kill(getpid(), signal);
}

int killpg(pid_t group, int signal)
{
    if (group < 0) {
        errno = EINVAL;
        return -1;
    }
    return kill(-group, signal);
}
