/* sysconf and pathconf: limits that programs ask for. */
#include <errno.h>
#include <limits.h>
#include <sys/param.h>
#include <unistd.h>

long sysconf(int name)
{
    switch (name) {
    case _SC_ARG_MAX:
        return ARG_MAX;
    case _SC_CHILD_MAX:
        return CHILD_MAX;
    case _SC_CLK_TCK:
        return HZ;
    case _SC_NGROUPS_MAX:
        return NGROUPS_MAX;
    case _SC_OPEN_MAX:
        return getdtablesize();
    case _SC_PAGESIZE:
        return getpagesize();
    default:
        errno = EINVAL;
        return -1;
    }
}

long pathconf(const char *path, int name)
{
    (void)path; /* there is one kind of file system */
    switch (name) {
    case _PC_PATH_MAX:
        return PATH_MAX;
    case _PC_NAME_MAX:
        return NAME_MAX;
    case _PC_PIPE_BUF:
        return PIPE_BUF;
    case _PC_LINK_MAX:
        return LINK_MAX;
    default:
        errno = EINVAL;
        return -1;
    }
}
