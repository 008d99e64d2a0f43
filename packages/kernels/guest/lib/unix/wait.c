/* Waiting for children. */
#include <stddef.h>
#include <sys/wait.h>

#define ANY_CHILD (-1)

pid_t wait(int *status)
{
    return wait4(ANY_CHILD, status, 0, NULL);
}

pid_t waitpid(pid_t process, int *status, int options)
{
    return wait4(process, status, options, NULL);
}

pid_t wait3(int *status, int options, struct rusage *usage)
{
    return wait4(ANY_CHILD, status, options, usage);
}
