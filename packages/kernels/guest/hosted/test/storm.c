/*
 * A storm: processes make system calls at random, with arguments that are now and then good, until
 * they are killed; again and again. Nothing that they do may harm the system.
 *
 *      storm [-s seed] [-r rounds] [-p processes] [-m milliseconds of a round] [-u user]
 *
 * What they may not do: halt the machine, mount, and, as the superuser, send signals, or reach
 * files outside of the folder.
 */
#include <abi/call-numbers.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096
#define AREA (16 * PAGE)
#define PATIENCE 200 /* hundredths of a second, for others' children */
#define FOLDER "/tmp/storm"

static const char *const names[] = {
    "f1", "f2", "f3", "d1", "d2", "d1/f1", "d1/f2", "d2/d1", "d2/f1", "d1/../f1", ".", "..", "d1/.",
    "l1", "l2", "l1/f1", "d1/d2", "d1/d2/d3", "d2/d1/d2", "d1/d2/f1", "d2/../d1/d3", "p1", "p2", "", "/", "/tmp", "/dev/null", "/dev/zero", "/dev/tty",
    "/dev/console", "/bin/true", "/bin/nothing", "f1/", "d1/", "./////f2", "f1/f2", "/etc/passwd",
    "a-name-that-is-longer-than-those-of-the-name-cache-and-so-is-always-looked-up-in-its-directory",
};

#define NAMES (sizeof names / sizeof names[0])

static char area[AREA] __attribute__((aligned(PAGE)));
static uint64_t state;
static int superuser;

static uint32_t any(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return state >> 33;
}

static uint32_t below(uint32_t limit)
{
    return any() % limit;
}

static long call(long number, const long *arguments)
{
    register long a4 __asm__("r8") = arguments[4];
    long result = number;
    unsigned char failed;

    __asm__ volatile("call _system_call\n setc %1"
                     : "+a"(result), "=r"(failed)
                     : "D"(arguments[0]), "S"(arguments[1]), "d"(arguments[2]), "c"(arguments[3]),
                       "r"(a4)
                     : "memory", "cc");
    return failed ? -1 : result;
}

static long pointer(void)
{
    static const unsigned long borders[] = { 0, 1, 64, 0x3ffff000, 0x7fffffff, 0x80000000, ~0ul,
                                             0x7ffffffff000, 0x8000000000000000 };

    switch (below(16)) {
    case 0:
        return borders[below(sizeof borders / sizeof borders[0])];
    case 1:
        return (long)area + AREA - below(20); /* ends soon */
    case 2:
        return 0x00400000 + below(PAGE);
    case 3:
        return 0x7ffeff00 + below(0x200); /* about the end of the stack */
    default:
        return (long)area + below(AREA - 2 * PAGE);
    }
}

static long path(void)
{
    char *at = area + below(8) * PAGE;

    if (below(12) == 0)
        return pointer();
    strcpy(at, names[below(NAMES)]);
    if (below(40) == 0) {
        memset(at, 'n', 1100);
        at[below(1100)] = '\0';
    }
    return (long)at;
}

static long number(void)
{
    static const long borders[] = { 0, 1, -1, -2, 0x7fffffff, 0x80000000, 0xffffffff, 1 << 20, 8191,
                                    8192, 8193, 98304, 1 << 24, 511, 512, 1024, 1l << 40, 1l << 63 };

    switch (below(3)) {
    case 0:
        return below(10);
    case 1:
        return borders[below(sizeof borders / sizeof borders[0])];
    default:
        return below(70000);
    }
}

static long descriptor(void)
{
    return below(20) == 0 ? number() : 3 + below(12);
}

/* By what the call wants first: most get far enough to do something. */
static void arguments_for(long which, long *a)
{
    for (int i = 0; i < 5; i++)
        a[i] = below(2) ? number() : pointer();
    switch (which) {
    case SYS_open: case SYS_creat: case SYS_unlink: case SYS_chdir: case SYS_mknod: case SYS_chmod:
    case SYS_chown: case SYS_access: case SYS_stat: case SYS_lstat: case SYS_readlink: case SYS_mkdir:
    case SYS_rmdir: case SYS_utimes: case SYS_truncate: case SYS_statfs: case SYS_execve:
        a[0] = path();
        break;
    case SYS_link: case SYS_rename: case SYS_symlink:
        a[0] = path();
        a[1] = path();
        break;
    case SYS_close: case SYS_read: case SYS_write: case SYS_lseek: case SYS_dup: case SYS_dup2:
    case SYS_fcntl: case SYS_ioctl: case SYS_fstat: case SYS_fsync: case SYS_readv: case SYS_writev:
    case SYS_fchdir: case SYS_fchmod: case SYS_fchown: case SYS_ftruncate: case SYS_flock:
    case SYS_getdirentries: case SYS_fstatfs:
        a[0] = descriptor();
        break;
    }
    switch (which) {
    case SYS_open:
        a[1] = below(4) | (below(2) ? O_CREAT : 0) | (below(4) ? 0 : O_TRUNC) | (below(4) ? 0 : O_NONBLOCK) |
               (below(8) ? 0 : O_APPEND) | (below(8) ? 0 : O_EXCL);
        a[2] = 0666;
        break;
    case SYS_mkdir: case SYS_chmod: case SYS_fchmod:
        a[1] = below(4) ? 0777 : number();
        break;
    case SYS_mknod: /* devices only by those that are listed */
        a[1] = below(2) ? S_IFIFO | 0666 : S_IFREG | 0666;
        break;
    case SYS_chown: case SYS_fchown:
        a[1] = below(2) ? -1 : (long)below(3);
        a[2] = below(2) ? -1 : (long)below(3);
        break;
    case SYS_dup2:
        a[1] = descriptor();
        break;
    case SYS_flock:
        a[1] = below(16);
        break;
    case SYS_write: case SYS_read:
        a[1] = below(8) ? (long)area : pointer();
        break;
    case SYS_ioctl: {
        static const uint32_t letters[] = { 't', 'f', 'x' };

        a[1] = below(8) << 29 | (below(2) ? 4 : below(128)) << 16 | letters[below(3)] << 8 | below(128);
        break;
    }
    case SYS_kill:
        a[0] = below(4) ? (long)(getpid() + (long)below(7) - 3) : -(long)below(60);
        a[1] = below(34);
        break;
    case SYS_select:
        for (int i = 1; i < 4; i++)
            a[i] = below(2) ? 0 : pointer();
        a[0] = below(70);
        a[4] = (long)area; /* often zeros or too much: a little */
        ((int32_t *)area)[0] = 0;
        ((int32_t *)area)[1] = below(20000);
        break;
    case SYS_execve:
        a[1] = below(2) ? 0 : pointer();
        a[2] = below(2) ? 0 : pointer();
        break;
    case SYS_wait4:
        a[0] = below(2) ? -1 : number();
        a[2] = below(4);
        break;
    case SYS_brk:
        a[0] = (long)sbrk(0) + below(100000) - 1000;
        break;
    }
}

static int forbidden(long which)
{
    switch (which) {
    case SYS_exit: case SYS_reboot: case SYS_mount: case SYS_umount: case SYS_settimeofday:
    case SYS_chroot: case SYS_acct: case SYS_sigvec: case SYS_sigreturn: case SYS_sigstack:
    case SYS_vfork:
        return 1;
    case SYS_kill: /* who looks after the others may not be killed, nor those who wait for it */
        return superuser;
    case SYS_fork:
        return below(4) != 0;
    case SYS_execve:
        return below(8) != 0;
    }
    return 0;
}

/* Half of them by name: files come and go. */
static long choose(void)
{
    static const uint8_t by_name[] = {
        SYS_open, SYS_open, SYS_unlink, SYS_mkdir, SYS_mkdir, SYS_rmdir, SYS_rename, SYS_rename,
        SYS_rename, SYS_link, SYS_symlink, SYS_chdir, SYS_mknod, SYS_write, SYS_ftruncate, SYS_close,
        SYS_flock, SYS_stat,
    };

    return below(2) ? by_name[below(sizeof by_name)] : below(170);
}

static void rage(void)
{
    for (;;) {
        long which = choose(), a[5];

        if (forbidden(which))
            continue;
        for (int i = below(8); i > 0; i--) /* pieces of what structures have in them */
            ((uint32_t *)area)[below(AREA / 4)] = below(2) ? number() : pointer();
        arguments_for(which, a);
        call(which, a);
    }
}

static void handler(int signal)
{
    (void)signal;
}

static void begin(int round, int number, uint64_t seed, uid_t user)
{
    state = seed * 1000003 + round * 101 + number;
    for (int signal = 1; signal < NSIG; signal++)
        if (below(2))
            (void)sigaction(signal, &(struct sigaction){ .sa_handler = below(2) ? handler : SIG_IGN },
                            NULL);
    (void)sigstack(&(struct sigstack){ area + AREA, 0 }, NULL);
    setpgid(0, 0);
    for (int standard = 0; standard < 3; standard++)
        close(standard);
    superuser = user == 0;
    if (superuser)
        chroot(".");
    setuid(user);
    rage();
}

/* With all that they have made; false if some do not die. */
static int kill_all(void)
{
    kill(-1, SIGKILL);
    while (wait(NULL) >= 0 || errno == EINTR)
        continue;
    for (int i = 0; i < PATIENCE; i++) {
        if (kill(-1, 0) < 0)
            return 1;
        usleep(10000);
    }
    return 0;
}

int main(int argc, char *argv[])
{
    int left = 0, rounds = 10, processes = 6, milliseconds = 200, user = 10;
    uint64_t seed = 1;

    for (int option; (option = getopt(argc, argv, "s:r:p:m:u:")) != -1;)
        switch (option) {
        case 's': seed = atoi(optarg); break;
        case 'r': rounds = atoi(optarg); break;
        case 'p': processes = atoi(optarg); break;
        case 'm': milliseconds = atoi(optarg); break;
        case 'u': user = atoi(optarg); break;
        default: return 2;
        }
    mkdir(FOLDER, 0777);
    chmod(FOLDER, 0777);
    if (chdir(FOLDER) < 0)
        return 2;
    for (int signal = 1; signal < NSIG; signal++)
        if (signal != SIGCHLD)
            (void)sigaction(signal, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
    for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < processes; i++)
            if (fork() == 0)
                begin(round, i, seed, user);
        usleep(milliseconds * 1000);
        left += !kill_all();
    }
    printf("storm: %d rounds%s\n", rounds, left == 0 ? "" : "; some have not died");
    return left != 0;
}
