/* Descriptors: dup, dup2, fcntl, ioctl, how many there are, what is shared. */
#include "suite.h"

#include <sys/ioctl.h>

static void lowest_first(void)
{
    int a = open_new("a"), b = open_new("b"), c = open_new("c");

    SAME(a, 3);
    SAME(b, 4);
    SAME(c, 5);
    close_ok(b);
    SAME(open("a", O_RDONLY), b);
    close_ok(b);
    close_ok(a);
    SAME(dup(c), a);
    close_ok(a);
    SAME(close(c), 0);
    FAILS(close(c), EBADF);
}

static void duplicates_share(void)
{
    char bytes[4];
    int a = open_new("f"), b = dup(a), c = open("f", O_RDWR);

    write_all(a, "0123456789", 10);
    SAME(lseek(b, 0, SEEK_CUR), 10);
    SAME(lseek(b, 2, SEEK_SET), 2);
    read_all(a, bytes, 1);
    SAME(bytes[0], '2');
    SAME(lseek(c, 0, SEEK_CUR), 0); /* another open file */
    SAME(fcntl(a, F_SETFL, O_APPEND), 0);
    CHECK(fcntl(b, F_GETFL, 0) & O_APPEND);
    CHECK(!(fcntl(c, F_GETFL, 0) & O_APPEND));
    close_ok(a);
    write_all(b, "x", 1);
    SAME(size_of("f"), 11);
    close_ok(b);
    close_ok(c);
}

static void forks_share(void)
{
    char bytes[4];
    int file = open_new("f");
    pid_t child;

    write_all(file, "0123456789", 10);
    SAME(lseek(file, 0, SEEK_SET), 0);
    child = fork_child();
    if (child == 0) {
        read_all(file, bytes, 3);
        close_ok(file);
        _exit(bytes[2] != '2');
    }
    expect_exit(child, 0);
    read_all(file, bytes, 1);
    SAME(bytes[0], '3');
    close_ok(file);
}

static void dup2_cases(void)
{
    char bytes[4];
    int a = open_new("a"), b = open_new("b");

    write_all(a, "a", 1);
    SAME(dup2(a, b), b); /* b is closed before */
    write_all(b, "A", 1);
    expect_text("a", "aA");
    SAME(size_of("b"), 0);
    SAME(dup2(a, a), a);
    SAME(dup2(a, 40), 40);
    SAME(dup2(a, OPEN_MAX - 1), OPEN_MAX - 1);
    FAILS(dup2(a, OPEN_MAX), EBADF);
    FAILS(dup2(a, -1), EBADF);
    FAILS(dup2(77, 5), EBADF);
    FAILS(dup2(33, 33), EBADF);
    FAILS(dup2(33, b), EBADF); /* and b is as it was */
    write_all(b, "x", 1);
    FAILS(read(33, bytes, 1), EBADF);
    close_ok(40);
    close_ok(OPEN_MAX - 1);
    close_ok(a);
    close_ok(b);
}

static void dup_from(void)
{
    int a = open_new("a");

    SAME(fcntl(a, F_DUPFD, 10), 10);
    SAME(fcntl(a, F_DUPFD, 10), 11);
    SAME(fcntl(a, F_DUPFD, 0), a + 1);
    SAME(fcntl(a, F_DUPFD, OPEN_MAX - 1), OPEN_MAX - 1);
    FAILS(fcntl(a, F_DUPFD, OPEN_MAX - 1), EMFILE);
    FAILS(fcntl(a, F_DUPFD, OPEN_MAX), EINVAL);
    FAILS(fcntl(a, F_DUPFD, -1), EINVAL);
    close_ok(10);
    close_ok(11);
    close_ok(a + 1);
    close_ok(OPEN_MAX - 1);
    close_ok(a);
}

static void close_on_exec(void)
{
    int a = open_new("a"), b;

    SAME(fcntl(a, F_GETFD, 0), 0);
    SAME(fcntl(a, F_SETFD, FD_CLOEXEC), 0);
    SAME(fcntl(a, F_GETFD, 0), FD_CLOEXEC);
    b = dup(a); /* the flag is the descriptor's */
    SAME(fcntl(b, F_GETFD, 0), 0);
    SAME(fcntl(a, F_SETFD, 0), 0);
    SAME(fcntl(a, F_GETFD, 0), 0);
    SAME(fcntl(a, F_SETFD, FD_CLOEXEC), 0);
    SAME(dup2(b, a), a);
    SAME(fcntl(a, F_GETFD, 0), 0);
    SAME(ioctl(a, FIOCLEX), 0);
    SAME(fcntl(a, F_GETFD, 0), FD_CLOEXEC);
    SAME(ioctl(a, FIONCLEX), 0);
    SAME(fcntl(a, F_GETFD, 0), 0);
    close_ok(a);
    SAME(open("a", O_RDONLY), a);
    SAME(fcntl(a, F_GETFD, 0), 0);
    close_ok(a);
    close_ok(b);
}

static void status_flags(void)
{
    int ends[2], yes = 1, file = open("f", O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0644);
    int keep = O_ACCMODE | O_APPEND | O_NONBLOCK;

    SAME(fcntl(file, F_GETFL, 0) & keep, O_RDWR | O_APPEND);
    SAME(fcntl(file, F_SETFL, O_NONBLOCK | O_WRONLY), 0); /* the mode stays */
    SAME(fcntl(file, F_GETFL, 0) & keep, O_RDWR | O_NONBLOCK);
    make_pipe(ends);
    SAME(fcntl(ends[0], F_GETFL, 0) & keep, O_RDONLY);
    SAME(fcntl(ends[1], F_GETFL, 0) & keep, O_WRONLY);
    SAME(ioctl(ends[0], FIONBIO, &yes), 0);
    SAME(fcntl(ends[0], F_GETFL, 0) & keep, O_RDONLY | O_NONBLOCK);
    SAME(fcntl(ends[1], F_GETFL, 0) & keep, O_WRONLY);
    yes = 0;
    SAME(ioctl(ends[0], FIONBIO, &yes), 0);
    SAME(fcntl(ends[0], F_GETFL, 0) & keep, O_RDONLY);
    close_pipe(ends);
    close_ok(file);
}

static void bad_commands(void)
{
    int file = open_new("f"), number;

    FAILS(fcntl(file, 999, 0), EINVAL);
    FAILS(fcntl(file, -1, 0), EINVAL);
    FAILS(ioctl(file, IS_OURS ? 0x40047473 : 0x5411, &number), ENOTTY);
    FAILS(ioctl(77, FIONREAD, &number), EBADF);
    close_ok(file);
}

static void bytes_ahead(void)
{
    int file = open_new("f"), number = -1;

    write_all(file, "0123456789", 10);
    SAME(lseek(file, 4, SEEK_SET), 4);
    SAME(ioctl(file, FIONREAD, &number), 0);
    SAME(number, 6);
    close_ok(file);
}

static void table_full(void)
{
    int ends[2], count = 0, file = open_new("f");

    while (dup(file) >= 0)
        count++;
    SAME(errno, EMFILE);
    SAME(count, OPEN_MAX - 1 - file);
    SAME(getdtablesize(), OPEN_MAX);
    FAILS(open("f", O_RDONLY), EMFILE);
    FAILS(open("new", O_RDWR | O_CREAT, 0644), EMFILE);
    CHECK(!exists("new"));
    FAILS(pipe(ends), EMFILE);
    close_ok(OPEN_MAX - 1);
    FAILS(pipe(ends), EMFILE); /* one is not enough, and is not lost */
    SAME(open("f", O_RDONLY), OPEN_MAX - 1);
    for (int descriptor = file; descriptor < OPEN_MAX; descriptor++)
        close_ok(descriptor);
}

/* Each call that takes a descriptor, with those that are none. */
static void bad_descriptors(void)
{
    static const int bad[] = { -1, 9, OPEN_MAX, OPEN_MAX + 1, 0x7fffffff, -0x7fffffff - 1 };
    char byte;
    struct stat status;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        int d = bad[i];

        FAILS(read(d, &byte, 1), EBADF);
        FAILS(write(d, &byte, 1), EBADF);
        FAILS(raw(SYS_close, d, 0, 0, 0, 0), EBADF);
        FAILS(lseek(d, 0, SEEK_SET), EBADF);
        FAILS(dup(d), EBADF);
        FAILS(fcntl(d, F_GETFD, 0), EBADF);
        FAILS(fcntl(d, F_SETFL, 0), EBADF);
        FAILS(fstat(d, &status), EBADF);
        FAILS(fchmod(d, 0), EBADF);
        FAILS(fchown(d, 0, 0), EBADF);
        FAILS(fchdir(d), EBADF);
        FAILS(ftruncate(d, 0), EBADF);
        FAILS(fsync(d), EBADF);
        FAILS(raw(SYS_ioctl, d, 0, 0, 0, 0), EBADF);
        FAILS(raw(SYS_flock, d, 2, 0, 0, 0), EBADF);
        FAILS(raw(SYS_readv, d, 0, 1, 0, 0), EBADF);
        FAILS(raw(SYS_writev, d, 0, 1, 0, 0), EBADF);
    }
}

const struct test descriptors[] = {
    TEST(lowest_first, 0),
    TEST(duplicates_share, 0),
    TEST(forks_share, 0),
    TEST(dup2_cases, 0),
    TEST(dup_from, 0),
    TEST(close_on_exec, 0),
    TEST(status_flags, 0),
    TEST(bad_commands, 0),
    TEST(bytes_ahead, 0),
    TEST(table_full, 0),
    TEST(bad_descriptors, 0),
    END,
};
