/* Open files: descriptors, transfers, positions, flags, locks. */
#include "tree.h"

static void duplicates(void)
{
    char got[4];
    long f, g;

    file_make("/f", "abcdef");
    f = OPEN("/f", O_RDONLY, 0);
    g = CALL(dup, f);
    CHECK_IS(READ(f, got, 2), 2);
    CHECK_IS(READ(g, got, 2), 2); /* one position */
    CHECK(memcmp(got, "cd", 2) == 0);
    CHECK_IS(CALL(dup2, f, 10), 10);
    CHECK_IS(CALL(dup2, f, f), f);
    CHECK_IS(CALL(dup2, 10, g), g);
    FAILS(CALL(dup2, f, OPEN_MAX), EBADF);
    FAILS(CALL(dup2, f, -1), EBADF);
    FAILS(CALL(dup2, 20, 3), EBADF);
    FAILS(CALL(dup2, 20, 20), EBADF);
    FAILS(CALL(dup, 20), EBADF);
    FAILS(CALL(dup, -1), EBADF);
    CHECK_IS(CALL(fcntl, f, F_DUPFD, 5), 5);
    CHECK_IS(CALL(fcntl, f, F_DUPFD, 10), 11);
    FAILS(CALL(fcntl, f, F_DUPFD, OPEN_MAX), EINVAL);
    FAILS(CALL(fcntl, f, F_DUPFD, -1), EINVAL);
    CHECK_IS(CALL(fcntl, f, F_DUPFD, OPEN_MAX - 1), OPEN_MAX - 1);
    FAILS(CALL(fcntl, f, F_DUPFD, OPEN_MAX - 1), EMFILE);
    WORKS(CLOSE(f));
    CHECK_IS(READ(g, got, 4), 2);
    FAILS(CLOSE(f), EBADF);
    FAILS(CLOSE(-1), EBADF);
    FAILS(CLOSE(OPEN_MAX), EBADF);
    CHECK_IS(CALL(getdtablesize), OPEN_MAX);
}

static void closed_by_exec(void)
{
    long f, g;

    file_make("/f", "");
    f = OPEN("/f", O_RDONLY, 0);
    g = CALL(dup, f);
    WORKS(CALL(fcntl, g, F_SETFD, FD_CLOEXEC));
    CHECK_IS(CALL(fcntl, g, F_GETFD, 0), FD_CLOEXEC);
    CHECK_IS(CALL(fcntl, f, F_GETFD, 0), 0);
    CHECK_IS(CALL(fcntl, g, F_DUPFD, 7), 7);
    CHECK_IS(CALL(fcntl, 7, F_GETFD, 0), 0);
    WORKS(CALL(ioctl, 7, FIOCLEX, 0));
    WORKS(CALL(ioctl, f, FIOCLEX, 0));
    WORKS(CALL(ioctl, f, FIONCLEX, 0));
    files_exec();
    check_invariants();
    FAILS(CLOSE(g), EBADF);
    FAILS(CLOSE(7), EBADF);
    WORKS(CLOSE(f));
    FAILS(CALL(fcntl, f, F_GETFD, 0), EBADF);
}

static void forked(void)
{
    char got[8];
    long f;

    file_make("/f", "abcdef");
    WORKS(MKDIR("/d", 0755));
    WORKS(CALL(chdir, PATH("/d")));
    f = OPEN("/f", O_RDONLY, 0);
    become(1);
    vnode_release(current->u_cdir);
    users[1].u_cdir = users[0].u_cdir;
    memcpy(users[1].u_ofile, users[0].u_ofile, sizeof users[0].u_ofile);
    users[1].u_lastfile = users[0].u_lastfile;
    files_fork(&users[1]);
    check_invariants();
    CHECK_IS(READ(f, got, 2), 2);
    become(0);
    CHECK_IS(READ(f, got, 2), 2);
    CHECK(memcmp(got, "cd", 2) == 0);
    WORKS(CLOSE(f));
    become(1);
    CHECK_IS(READ(f, got, 8), 2);
}

static void flags(void)
{
    long f;

    file_make("/f", "abc");
    f = OPEN("/f", O_RDWR, 0);
    WORKS(CALL(fcntl, f, F_SETFL, O_APPEND | O_NONBLOCK | O_WRONLY | O_TRUNC));
    CHECK_IS(CALL(fcntl, f, F_GETFL, 0), O_RDWR | O_APPEND | O_NONBLOCK);
    CHECK_IS(WRITE(f, "d", 1), 1);
    file_is("/f", "abcd");
    WORKS(CALL(fcntl, f, F_SETFL, 0));
    CHECK_IS(CALL(lseek, f, 2, SEEK_SET), 2);
    WORKS(CALL(fcntl, f, F_SETFL, O_APPEND));
    CHECK_IS(WRITE(f, "", 0), 0); /* nothing at all happens */
    CHECK_IS(CALL(lseek, f, 0, SEEK_CUR), 2);
    WORKS(CALL(fcntl, f, F_SETFL, 0));
    CHECK_IS(CALL(lseek, f, 0, SEEK_SET), 0);
    CHECK_IS(WRITE(f, "A", 1), 1);
    file_is("/f", "Abcd");
    FAILS(CALL(fcntl, f, 99, 0), EINVAL);
    FAILS(CALL(fcntl, 99, F_GETFL, 0), EBADF);
}

static void positions(void)
{
    char got[8];
    long f;

    file_make("/f", "abcdef");
    f = OPEN("/f", O_RDWR, 0);
    CHECK_IS(CALL(lseek, f, 2, SEEK_SET), 2);
    CHECK_IS(CALL(lseek, f, 2, SEEK_CUR), 4);
    CHECK_IS(CALL(lseek, f, -1, SEEK_END), 5);
    CHECK_IS(READ(f, got, 8), 1);
    CHECK_IS(CALL(lseek, f, 0, SEEK_CUR), 6);
    FAILS(CALL(lseek, f, -7, SEEK_CUR), EINVAL);
    FAILS(CALL(lseek, f, -1, SEEK_SET), EINVAL);
    FAILS(CALL(lseek, f, INT32_MAX, SEEK_END), EINVAL);
    FAILS(CALL(lseek, f, 0, 3), EINVAL);
    CHECK_IS(CALL(lseek, f, 0, SEEK_CUR), 6);
    CHECK_IS(CALL(lseek, f, 8, SEEK_SET), 8);
    CHECK_IS(READ(f, got, 8), 0);
    CHECK_IS(WRITE(f, "x", 1), 1);
    CHECK_IS(stat_of("/f").st_size, 9);
    FAILS(CALL(lseek, 99, 0, SEEK_SET), EBADF);
    WORKS(MKNOD("/fifo", S_IFIFO | 0644, 0));
    f = OPEN("/fifo", O_RDWR, 0);
    FAILS(CALL(lseek, f, 0, SEEK_SET), ESPIPE);
}

static void transfers(void)
{
    char got[8] = "";
    long f;

    f = OPEN("/f", O_RDWR | O_CREAT, 0644);
    CHECK_IS(WRITE(f, "abcdef", 6), 6);
    CHECK_IS(WRITE(f, "", 0), 0);
    FAILS(WRITE(f, BAD_ADDRESS, 3), EFAULT);
    CHECK_IS(stat_of("/f").st_size, 6);
    CHECK_IS(CALL(lseek, f, 0, SEEK_CUR), 6);
    CHECK_IS(CALL(lseek, f, 0, SEEK_SET), 0);
    FAILS(READ(f, BAD_ADDRESS, 3), EFAULT);
    CHECK_IS(READ(f, got, 0), 0);
    FAILS(READ(f, got, -1), EINVAL);
    FAILS(WRITE(f, got, -1), EINVAL);
    CHECK_IS(READ(f, got, 4), 4);
    CHECK_IS(READ(f, got, 4), 2);
    CHECK_IS(READ(f, got, 4), 0);
    FAILS(READ(99, got, 1), EBADF);
    FAILS(WRITE(-1, got, 1), EBADF);
    WORKS(CLOSE(f));
    f = OPEN("/", O_RDONLY, 0);
    FAILS(READ(f, got, 4), EISDIR);
    current->u_rlimit[RLIMIT_FSIZE].rlim_cur = 8;
    f = OPEN("/f", O_RDWR, 0);
    FAILS(WRITE(f, "123456789", 9), EFBIG);
    CHECK_IS(CALL(lseek, f, 0, SEEK_CUR), 0);
}

static void vectors(void)
{
    char a[3], b[1], c[8];
    struct iovec parts[IOV_MAX + 1] = {{a, 3}, {NULL, 0}, {b, 1}, {c, 8}};
    long f = OPEN("/f", O_RDWR | O_CREAT, 0644);

    CHECK_IS(WRITE(f, "abcdefg", 7), 7);
    CHECK_IS(CALL(lseek, f, 0, SEEK_SET), 0);
    CHECK_IS(CALL(readv, f, (long)parts, 4), 7);
    CHECK(memcmp(a, "abc", 3) == 0 && b[0] == 'd' && memcmp(c, "efg", 3) == 0);
    parts[3].iov_len = 3;
    CHECK_IS(CALL(writev, f, (long)parts, 4), 7);
    file_is("/f", "abcdefgabcdefg");
    FAILS(CALL(readv, f, (long)parts, 0), EINVAL);
    FAILS(CALL(readv, f, (long)parts, -1), EINVAL);
    FAILS(CALL(readv, f, (long)parts, IOV_MAX + 1), EINVAL);
    CHECK_IS(CALL(readv, f, (long)parts, IOV_MAX), 0);
    FAILS(CALL(readv, f, BAD_ADDRESS, 1), EFAULT);
    parts[0].iov_len = (size_t)-1;
    FAILS(CALL(readv, f, (long)parts, 1), EINVAL);
    parts[0].iov_len = parts[2].iov_len = 0x7fffffff;
    FAILS(CALL(writev, f, (long)parts, 4), EINVAL);
    FAILS(CALL(readv, 99, (long)parts, 1), EBADF);
    /* what was moved before an address that is none: an error, and the position says how much */
    parts[0] = (struct iovec){a, 2};
    parts[1] = (struct iovec){(void *)BAD_ADDRESS, 2};
    CHECK_IS(CALL(lseek, f, 0, SEEK_SET), 0);
    FAILS(CALL(readv, f, (long)parts, 2), EFAULT);
    CHECK_IS(CALL(lseek, f, 0, SEEK_CUR), 2);
}

/* ---- calls that are interrupted ---- */

static int answer;
static int interrupted(const void *channel, int priority, int ticks)
{
    (void)channel, (void)ticks;
    CHECK(priority & PCATCH);
    return answer;
}

static void interruptions(void)
{
    static char big[80];
    char got[80];
    long f;

    WORKS(MKNOD("/echo", S_IFCHR | 0666, makedev(CHAR_ECHO, 0)));
    f = OPEN("/echo", O_RDWR, 0);
    on_sleep = interrupted;
    answer = EINTR;
    FAILS(READ(f, got, 4), EINTR);
    answer = ERESTART;
    FAILS(READ(f, got, 4), ERESTART);
    CHECK_IS(WRITE(f, big, sizeof big), sizeof echo_text); /* so much was written before */
    answer = EINTR;
    FAILS(WRITE(f, big, 1), EINTR);
    CHECK_IS(READ(f, got, sizeof got), sizeof echo_text);
    on_sleep = NULL;
    CHECK_IS(CALL(fcntl, f, F_SETFL, O_NONBLOCK), 0);
    FAILS(READ(f, got, 4), EWOULDBLOCK);
    CHECK_IS(echo_log.ioflag & IO_NODELAY, IO_NODELAY);
}

/* ---- ioctl ---- */

static void requests(void)
{
    struct winsize size = {1, 2, 3, 4};
    int32_t on = 1, count;
    long f, g;

    WORKS(MKNOD("/echo", S_IFCHR | 0666, makedev(CHAR_ECHO, 0)));
    f = OPEN("/echo", O_RDWR, 0);
    WORKS(CALL(ioctl, f, TIOCGWINSZ, (long)&size));
    CHECK(size.ws_row == 24 && size.ws_col == 0); /* zeros where nothing was stored */
    FAILS(CALL(ioctl, f, TIOCSWINSZ, (long)&size), EINVAL);
    size.ws_row = 25;
    WORKS(CALL(ioctl, f, TIOCSWINSZ, (long)&size));
    FAILS(CALL(ioctl, f, TIOCSWINSZ, BAD_ADDRESS), EFAULT);
    FAILS(CALL(ioctl, f, TIOCGWINSZ, BAD_ADDRESS), EFAULT);
    WORKS(CALL(ioctl, f, TIOCDRAIN, BAD_ADDRESS)); /* nothing is transferred */
    CHECK_IS(echo_log.request, TIOCDRAIN);
    FAILS(CALL(ioctl, f, TIOCGPGRP, (long)&count), ENOTTY);
    FAILS(CALL(ioctl, 99, TIOCDRAIN, 0), EBADF);
    WORKS(CALL(ioctl, f, FIONBIO, (long)&on));
    CHECK_IS(CALL(fcntl, f, F_GETFL, 0), O_RDWR | O_NONBLOCK);
    on = 0;
    WORKS(CALL(ioctl, f, FIONBIO, (long)&on));
    CHECK_IS(CALL(fcntl, f, F_GETFL, 0), O_RDWR);
    file_make("/f", "abc");
    g = OPEN("/f", O_RDONLY, 0);
    CHECK_IS(CALL(lseek, g, 1, SEEK_SET), 1);
    WORKS(CALL(ioctl, g, FIONREAD, (long)&count));
    CHECK_IS(count, 2);
    CHECK_IS(CALL(lseek, g, 10, SEEK_SET), 10);
    WORKS(CALL(ioctl, g, FIONREAD, (long)&count));
    CHECK_IS(count, 0);
    FAILS(CALL(ioctl, g, TIOCGWINSZ, (long)&size), ENOTTY);
    WORKS(CALL(ioctl, g, FIONBIO, (long)&on));
}

/* ---- flock ---- */

static int waits;
static bool gives_up;

/* The other process gives its lock up, or a signal comes. */
static int lock_wait(const void *channel, int priority, int ticks)
{
    (void)channel, (void)ticks;
    CHECK(priority & PCATCH);
    waits++;
    if (!gives_up)
        return EINTR;
    become(1);
    WORKS(CALL(flock, 0, LOCK_UN));
    CHECK(woken);
    return 0;
}

static void locks(void)
{
    char name[] = "/f";
    long f, g, h;

    file_make(name, "");
    f = OPEN(name, O_RDONLY, 0);
    g = OPEN(name, O_RDONLY, 0);
    h = CALL(dup, f);
    WORKS(CALL(flock, f, LOCK_EX));
    WORKS(CALL(flock, f, LOCK_EX));
    WORKS(CALL(flock, h, LOCK_EX | LOCK_NB)); /* the same file */
    FAILS(CALL(flock, g, LOCK_EX | LOCK_NB), EWOULDBLOCK);
    FAILS(CALL(flock, g, LOCK_SH | LOCK_NB), EWOULDBLOCK);
    WORKS(CALL(flock, f, LOCK_SH)); /* instead */
    WORKS(CALL(flock, g, LOCK_SH | LOCK_NB));
    WORKS(CALL(flock, g, LOCK_SH));
    FAILS(CALL(flock, g, LOCK_EX | LOCK_NB), EWOULDBLOCK); /* its own is gone now */
    WORKS(CALL(flock, f, LOCK_EX | LOCK_NB));
    WORKS(CLOSE(f));
    FAILS(CALL(flock, g, LOCK_SH | LOCK_NB), EWOULDBLOCK);
    WORKS(CLOSE(h)); /* the last one: the lock goes */
    WORKS(CALL(flock, g, LOCK_EX | LOCK_NB));
    WORKS(CALL(flock, g, LOCK_UN));
    WORKS(CALL(flock, g, LOCK_UN));
    FAILS(CALL(flock, g, 0), EINVAL);
    FAILS(CALL(flock, g, LOCK_EX | LOCK_SH), EINVAL);
    FAILS(CALL(flock, 99, LOCK_EX), EBADF);
}

static void locks_waited_for(void)
{
    static const int kinds[][2] = {
        {LOCK_EX, LOCK_EX}, {LOCK_EX, LOCK_SH}, {LOCK_SH, LOCK_EX},
    };
    long f;

    file_make("/f", "");
    f = OPEN("/f", O_RDONLY, 0);
    become(1);
    CHECK_IS(OPEN("/f", O_RDONLY, 0), 0);
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        for (int success = 0; success < 2; success++) {
            become(1);
            WORKS(CALL(flock, 0, kinds[i][0]));
            become(0);
            on_sleep = lock_wait;
            waits = 0;
            gives_up = success == 1;
            CHECK_IS(CALL(flock, f, kinds[i][1]), success == 1 ? 0 : -EINTR);
            CHECK_IS(waits, 1);
            on_sleep = NULL;
            check_invariants();
            WORKS(CALL(flock, f, LOCK_UN));
            become(1);
            WORKS(CALL(flock, 0, LOCK_UN));
        }
    become(0);
    FAILS(CALL(flock, f + 1, LOCK_EX), EBADF);
}

const struct test file_tests[] = {
    {"files: duplicates", duplicates},
    {"files: closed by exec", closed_by_exec},
    {"files: shared by fork", forked},
    {"files: flags", flags},
    {"files: positions", positions},
    {"files: transfers", transfers},
    {"files: transfers of parts", vectors},
    {"files: transfers that are interrupted", interruptions},
    {"files: ioctl", requests},
    {"files: flock", locks},
    {"files: flock waits", locks_waited_for},
    {NULL, NULL},
};
