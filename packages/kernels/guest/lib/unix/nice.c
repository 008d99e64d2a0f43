/* nice: by priorities. */
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

int nice(int increment)
{
    int before;

    errno = 0;
    before = getpriority(PRIO_PROCESS, 0);
    if (before == -1 && errno != 0)
        return -1;
    if (setpriority(PRIO_PROCESS, 0, before + increment) < 0) {
        if (errno == EACCES)
            errno = EPERM;
        return -1;
    }
    return getpriority(PRIO_PROCESS, 0);
}
