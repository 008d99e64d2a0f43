/* Groups of processes, and users. */
#include <unistd.h>

#include "system.h"

#define THIS_PROCESS 0

pid_t getpgrp(void)
{
    return _system_getpgrp(THIS_PROCESS);
}

int setpgid(pid_t process, pid_t group)
{
    if (group == 0)
        group = process == 0 ? getpid() : process;
    return setpgrp(process, group);
}

int setgid(gid_t group)
{
    return setregid(group, group);
}
