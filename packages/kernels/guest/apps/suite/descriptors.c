/* Descriptors: copies, flags, how many, locks, select, ioctl. */
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/time.h>

#include "suite.h"

static void copies(void)
{
    int a, b, c;
    char byte;

    make_file("f", "abcdef");
    a = open("f", O_RDONLY);
    b = dup(a);
    EQUAL(b, a + 1);
    EQUAL(read(a, &byte, 1), 1);
    EQUAL(read(b, &byte, 1), 1);
    EQUAL(byte, 'b'); /* one place for both */
    c = fcntl(a, F_DUPFD, 20);
    EQUAL(c, 20);
    EQUAL(read(c, &byte, 1), 1);
    EQUAL(byte, 'c');
    EQUAL(dup2(a, 30), 30);
    EQUAL(dup2(a, a), a);
    EQUAL(fcntl(30, F_SETFL, O_APPEND), 0); /* flags are the file's */
    CHECK(fcntl(a, F_GETFL) & O_APPEND);
    EQUAL(dup2(30, b), b); /* what was there is closed */
    CHECK(close(a) == 0 && close(b) == 0 && close(c) == 0);
    EQUAL(read(30, &byte, 1), 1);
    EQUAL(byte, 'd');
    EQUAL(close(30), 0);
    EQUAL(unlink("f"), 0);
}

static void wrong_numbers(void)
{
    static const int wrong[] = { -1, 3, OPEN_MAX - 1, OPEN_MAX, 1000, 0x7fffffff, -0x7fffffff };
    struct stat status;
    char byte;

    for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        FAILS(read(wrong[i], &byte, 1), EBADF);
        FAILS(write(wrong[i], &byte, 1), EBADF);
        FAILS(close(wrong[i]), EBADF);
        FAILS(dup(wrong[i]), EBADF);
        FAILS(dup2(wrong[i], 5), EBADF);
        FAILS(fcntl(wrong[i], F_GETFD), EBADF);
        FAILS(fstat(wrong[i], &status), EBADF);
        FAILS(lseek(wrong[i], 0, SEEK_CUR), EBADF);
        FAILS(fsync(wrong[i]), EBADF);
        FAILS(fchdir(wrong[i]), EBADF);
        FAILS(fchmod(wrong[i], 0644), EBADF);
        FAILS(ftruncate(wrong[i], 0), EBADF);
        FAILS(flock(wrong[i], LOCK_EX), EBADF);
        FAILS(isatty(wrong[i]) - 1, EBADF);
    }
    FAILS(dup2(0, -1), EBADF);
    FAILS(dup2(0, OPEN_MAX), EBADF);
    FAILS(fcntl(0, F_DUPFD, OPEN_MAX), EINVAL);
    FAILS(fcntl(0, F_DUPFD, -1), EINVAL);
    FAILS(fcntl(0, 999, 0), EINVAL);
}

static void as_many_as_there_are(void)
{
    int count = 0, ends[2];

    make_file("f", "");
    while (open("f", O_RDONLY) >= 0)
        count++;
    EQUAL(errno, EMFILE);
    EQUAL(count, OPEN_MAX - 3);
    FAILS(dup(0), EMFILE);
    FAILS(pipe(ends), EMFILE);
    FAILS(fcntl(0, F_DUPFD, 0), EMFILE);
    FAILS(open("g", O_RDWR | O_CREAT, 0644), EMFILE);
    CHECK(!exists("g"));
    EQUAL(close(10), 0);
    FAILS(pipe(ends), EMFILE); /* two are wanted */
    EQUAL(dup(0), 10);
    for (int i = 3; i < OPEN_MAX; i++)
        EQUAL(close(i), 0);
    EQUAL(unlink("f"), 0);
}

static int is_open_in_program(int descriptor)
{
    char number[10];
    pid_t child;

    sprintf(number, "%d", descriptor);
    child = fork_child();
    if (child == 0) {
        execl(program_path, "suite", "@open", number, NULL);
        _exit(99);
    }
    return WEXITSTATUS(status_of(child));
}

static void close_on_exec(void)
{
    int file, copy;

    make_file("f", "");
    file = open("f", O_RDONLY);
    EQUAL(fcntl(file, F_GETFD), 0);
    EQUAL(is_open_in_program(file), 1);
    EQUAL(fcntl(file, F_SETFD, FD_CLOEXEC), 0);
    EQUAL(is_open_in_program(file), 0);
    copy = dup(file); /* the descriptor's, not the file's */
    EQUAL(is_open_in_program(copy), 1);
    EQUAL(fcntl(file, F_SETFD, 0), 0);
    EQUAL(is_open_in_program(file), 1);
    EQUAL(ioctl(file, FIOCLEX), 0);
    EQUAL(fcntl(file, F_GETFD), FD_CLOEXEC);
    EQUAL(dup2(copy, file), file);
    EQUAL(fcntl(file, F_GETFD), 0);
    CHECK(close(file) == 0 && close(copy) == 0 && unlink("f") == 0);
}

/* A number that is used again has no flags from before. */
static void flags_do_not_stay(void)
{
    int file;

    make_file("f", "");
    file = open("f", O_RDONLY);
    EQUAL(fcntl(file, F_SETFD, FD_CLOEXEC), 0);
    EQUAL(close(file), 0);
    EQUAL(open("f", O_RDONLY), file);
    EQUAL(fcntl(file, F_GETFD), 0);
    EQUAL(close(file), 0);
    EQUAL(unlink("f"), 0);
}

static void locks(void)
{
    int a, b;
    pid_t child;

    make_file("f", "");
    a = open("f", O_RDWR);
    b = open("f", O_RDWR);
    EQUAL(flock(a, LOCK_SH), 0);
    EQUAL(flock(b, LOCK_SH | LOCK_NB), 0);
    FAILS(flock(a, LOCK_EX | LOCK_NB), EWOULDBLOCK);
    EQUAL(flock(b, LOCK_UN), 0);
    EQUAL(flock(a, LOCK_EX | LOCK_NB), 0);
    FAILS(flock(b, LOCK_SH | LOCK_NB), EWOULDBLOCK);
    EQUAL(flock(a, LOCK_EX), 0); /* it has it */
    child = fork_child();
    if (child == 0) {
        EQUAL(flock(a, LOCK_UN), 0); /* the file's, and the child has the same file */
        _exit(0);
    }
    expect_success(child);
    EQUAL(flock(b, LOCK_EX | LOCK_NB), 0);
    child = fork_child();
    if (child == 0) {
        close(b);
        EQUAL(flock(a, LOCK_EX), 0); /* waits */
        _exit(0);
    }
    pause_ms(100);
    EQUAL(waitpid(child, NULL, WNOHANG), 0);
    EQUAL(close(b), 0); /* the last one: unlocks */
    expect_success(child);
    EQUAL(flock(a, LOCK_UN), 0);
    EQUAL(flock(a, LOCK_UN), 0);
    EQUAL(close(a), 0);
    EQUAL(unlink("f"), 0);
}

static int ready(int descriptor, int writing, int milliseconds)
{
    struct timeval time = { milliseconds / 1000, milliseconds % 1000 * 1000 };
    fd_set set;
    int count;

    FD_ZERO(&set);
    FD_SET(descriptor, &set);
    count = select(descriptor + 1, writing ? NULL : &set, writing ? &set : NULL, NULL, &time);
    EQUAL(FD_ISSET(descriptor, &set) != 0, count == 1);
    return count;
}

static void select_pipes(void)
{
    int ends[2];
    pid_t child;
    char byte;
    struct timeval before, after;

    EQUAL(pipe(ends), 0);
    EQUAL(ready(ends[0], 0, 0), 0);
    EQUAL(ready(ends[1], 1, 0), 1);
    gettimeofday(&before, NULL);
    EQUAL(ready(ends[0], 0, 200), 0);
    gettimeofday(&after, NULL);
    CHECK((after.tv_sec - before.tv_sec) * 1000 + (after.tv_usec - before.tv_usec) / 1000 >= 190);
    child = fork_child();
    if (child == 0) {
        pause_ms(50);
        _exit(write(ends[1], "x", 1) != 1);
    }
    EQUAL(ready(ends[0], 0, 5000), 1);
    EQUAL(ready(ends[0], 0, 0), 1);
    expect_success(child);
    EQUAL(read(ends[0], &byte, 1), 1);
    EQUAL(ready(ends[0], 0, 0), 0);
    EQUAL(close(ends[1]), 0);
    EQUAL(ready(ends[0], 0, 5000), 1); /* end of file is ready, too */
    EQUAL(read(ends[0], &byte, 1), 0);
    EQUAL(close(ends[0]), 0);
}

static void select_full(void)
{
    int ends[2];
    static char block[4096];

    EQUAL(pipe(ends), 0);
    EQUAL(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    while (write(ends[1], block, sizeof(block)) > 0)
        continue;
    CHECK(errno == EWOULDBLOCK || errno == EAGAIN);
    EQUAL(ready(ends[1], 1, 0), 0);
    while (ready(ends[0], 0, 0))
        CHECK(read(ends[0], block, sizeof(block)) > 0);
    EQUAL(ready(ends[1], 1, 0), 1);
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
}

static void select_errors(void)
{
    struct timeval wrong = { 0, -1 }, none = { 0, 0 };
    fd_set set;
    int file;

    make_file("f", "");
    file = open("f", O_RDWR);
    EQUAL(ready(file, 0, 0), 1); /* files always are */
    EQUAL(ready(file, 1, 0), 1);
    EQUAL(close(file), 0);
    FD_ZERO(&set);
    FD_SET(file, &set);
    FAILS(select(file + 1, &set, NULL, NULL, &none), EBADF);
    FD_ZERO(&set);
    FAILS(select(1, &set, NULL, NULL, &wrong), EINVAL);
    FAILS(select(-1, &set, NULL, NULL, &none), EINVAL);
    EQUAL(select(0, NULL, NULL, NULL, &none), 0);
    EQUAL(unlink("f"), 0);
}

static void controls(void)
{
    int ends[2], count = -1, on = 1, off = 0, file;
    char byte;

    EQUAL(pipe(ends), 0);
    EQUAL(ioctl(ends[0], FIONREAD, &count), 0);
    EQUAL(count, 0);
    EQUAL(write(ends[1], "12345", 5), 5);
    EQUAL(ioctl(ends[0], FIONREAD, &count), 0);
    EQUAL(count, 5);
    while (count-- > 0)
        EQUAL(read(ends[0], &byte, 1), 1);
    EQUAL(ioctl(ends[0], FIONBIO, &on), 0);
    CHECK(read(ends[0], &byte, 1) == -1 && (errno == EWOULDBLOCK || errno == EAGAIN));
    CHECK(fcntl(ends[0], F_GETFL) & O_NONBLOCK);
    EQUAL(ioctl(ends[0], FIONBIO, &off), 0);
    FAILS(isatty(ends[0]) - 1, ENOTTY);
    FAILS(ioctl(ends[0], 0x7777, &on), ENOTTY);
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
    make_file("f", "123");
    file = open("f", O_RDONLY);
    EQUAL(ioctl(file, FIONREAD, &count), 0);
    EQUAL(count, 3);
    FAILS(ioctl(file, 0x7777, &on), ENOTTY);
    EQUAL(close(file), 0);
    EQUAL(unlink("f"), 0);
}

const struct test descriptors[] = {
    TEST(copies, 0), TEST(wrong_numbers, 0), TEST(as_many_as_there_are, 0),
    TEST(close_on_exec, 0), TEST(flags_do_not_stay, 0), TEST(locks, 0), TEST(select_pipes, 0),
    TEST(select_full, 0), TEST(select_errors, 0), TEST(controls, 0), END,
};
