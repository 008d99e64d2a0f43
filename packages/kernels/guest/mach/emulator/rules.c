/* What each system call becomes, by its number: words, if it is not here. */
#include "rules.h"

#include <abi/resource.h>
#include <abi/signal.h>
#include <abi/stat.h>
#include <abi/time.h>

const struct rule rules[SYSTEM_CALLS] = {
    [SYS_fork] = { .kind = FORK },
    [SYS_vfork] = { .kind = FORK },
    [SYS_read] = { .kind = READ },
    [SYS_write] = { .kind = WRITE },
    [SYS_open] = { .kind = PATH },
    [SYS_creat] = { .kind = PATH },
    [SYS_link] = { .kind = TWO_PATHS },
    [SYS_unlink] = { .kind = PATH },
    [SYS_chdir] = { .kind = PATH },
    [SYS_mknod] = { .kind = PATH },
    [SYS_chmod] = { .kind = PATH },
    [SYS_chown] = { .kind = PATH },
    [SYS_getpid] = { .kind = LOCAL },
    [SYS_access] = { .kind = PATH },
    [SYS_stat] = { .kind = STAT },
    [SYS_lstat] = { .kind = STAT },
    [SYS_acct] = { .kind = PATH },
    [SYS_ioctl] = { .kind = IOCTL },
    [SYS_symlink] = { .kind = TWO_PATHS },
    [SYS_readlink] = { .kind = PATH },
    [SYS_execve] = { .kind = EXEC },
    [SYS_chroot] = { .kind = PATH },
    [SYS_fstat] = { RECORD, NONE, 1, 0, sizeof(struct stat) },
    [SYS_getpagesize] = { .kind = LOCAL },
    [SYS_setitimer] = { RECORD, 1, 2, sizeof(struct itimerval), sizeof(struct itimerval) },
    [SYS_wait4] = { RECORD, NONE, 1, 0, sizeof(int) },
    [SYS_getitimer] = { RECORD, NONE, 1, 0, sizeof(struct itimerval) },
    [SYS_getdtablesize] = { .kind = LOCAL },
    [SYS_sigreturn] = { .kind = RETURN },
    [SYS_sigvec] = { RECORD, 1, 2, sizeof(struct sigvec), sizeof(struct sigvec) },
    [SYS_sigblock] = { .kind = LOCAL },
    [SYS_sigsetmask] = { .kind = LOCAL },
    [SYS_sigstack] = { RECORD, 0, 1, sizeof(struct sigstack), sizeof(struct sigstack) },
    [SYS_gettimeofday] = { .kind = TIME },
    [SYS_getrusage] = { RECORD, NONE, 1, 0, sizeof(struct rusage) },
    [SYS_rename] = { .kind = TWO_PATHS },
    [SYS_truncate] = { .kind = PATH },
    [SYS_mkdir] = { .kind = PATH },
    [SYS_rmdir] = { .kind = PATH },
    [SYS_utimes] = { .kind = PATH },
    [SYS_getrlimit] = { RECORD, NONE, 1, 0, sizeof(struct rlimit) },
    [SYS_setrlimit] = { RECORD, 1, NONE, sizeof(struct rlimit), 0 },
    [SYS_statfs] = { .kind = PATH },
};
