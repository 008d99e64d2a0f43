/*
 * Processes of the host. All are children of this one (clients make theirs so, too), and none is
 * waited for: the host forgets them as they die.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <hosted/message.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "host.h"

#define MICROSECONDS 1000000
#define NANOSECONDS 1000 /* of a microsecond */

_Static_assert(NOTICE_SIGNAL == SIGUSR1, "the signal that a program takes for a notice");

bool host_spawn(int file, int channel)
{
    static char *arguments[] = { "hosted", NULL };
    sigset_t all;
    pid_t child = fork();

    if (child != 0)
        return child > 0;
    /* Only what a thread of many may do here. */
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL); /* until the program can take them */
    signal(SIGCHLD, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (dup2(channel, CHANNEL) < 0)
        _exit(1);
    if (channel == CHANNEL)
        fcntl(CHANNEL, F_SETFD, 0);
    for (int standard = 0; standard < CHANNEL; standard++)
        close(standard);
    syscall(SYS_execveat, file, "", arguments, &arguments[1], AT_EMPTY_PATH);
    _exit(1);
}

int host_process_open(int pid)
{
    return syscall(SYS_pidfd_open, pid, 0);
}

void host_process_notice(int process)
{
    syscall(SYS_pidfd_send_signal, process, NOTICE_SIGNAL, NULL, 0);
}

void host_process_kill(int process)
{
    syscall(SYS_pidfd_send_signal, process, SIGKILL, NULL, 0);
}

int64_t host_process_time(int pid)
{
    clockid_t clock;
    struct timespec time;

    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0)
        return -1;
    return (int64_t)time.tv_sec * MICROSECONDS + time.tv_nsec / NANOSECONDS;
}
