/* flock: a lock belongs to an open file, whoever has descriptors of it. */
#include "suite.h"

#include <sys/file.h>

static int open_same(void)
{
    int file = open("f", O_RDWR | O_CREAT, 0644);

    CHECK(file >= 0);
    return file;
}

static void exclusive(void)
{
    int a = open_same(), b = open_same();

    SAME(flock(a, LOCK_EX), 0);
    FAILS(flock(b, LOCK_EX | LOCK_NB), EWOULDBLOCK);
    FAILS(flock(b, LOCK_SH | LOCK_NB), EWOULDBLOCK);
    SAME(flock(a, LOCK_EX | LOCK_NB), 0); /* it has it */
    SAME(flock(a, LOCK_UN), 0);
    SAME(flock(b, LOCK_EX | LOCK_NB), 0);
    FAILS(flock(a, LOCK_SH | LOCK_NB), EWOULDBLOCK);
    close_ok(b); /* lets go */
    SAME(flock(a, LOCK_SH | LOCK_NB), 0);
    close_ok(a);
}

static void shared(void)
{
    int a = open_same(), b = open_same(), c = open_same();

    SAME(flock(a, LOCK_SH), 0);
    SAME(flock(b, LOCK_SH), 0);
    FAILS(flock(c, LOCK_EX | LOCK_NB), EWOULDBLOCK);
    SAME(flock(a, LOCK_UN), 0);
    FAILS(flock(c, LOCK_EX | LOCK_NB), EWOULDBLOCK);
    SAME(flock(b, LOCK_UN), 0);
    SAME(flock(c, LOCK_EX | LOCK_NB), 0);
    SAME(flock(c, LOCK_SH | LOCK_NB), 0); /* down */
    SAME(flock(a, LOCK_SH | LOCK_NB), 0);
    SAME(flock(a, LOCK_UN), 0);
    SAME(flock(c, LOCK_EX | LOCK_NB), 0); /* and up */
    FAILS(flock(a, LOCK_SH | LOCK_NB), EWOULDBLOCK);
    SAME(flock(c, LOCK_UN), 0);
    SAME(flock(c, LOCK_UN), 0); /* there is none: all right */
    close_ok(a);
    close_ok(b);
    close_ok(c);
}

static void lock_is_shared_by_dup(void)
{
    int a = open_same(), b = dup(a), c = open_same();

    SAME(flock(a, LOCK_EX), 0);
    SAME(flock(b, LOCK_EX | LOCK_NB), 0);
    close_ok(a); /* not the last descriptor */
    FAILS(flock(c, LOCK_EX | LOCK_NB), EWOULDBLOCK);
    SAME(flock(b, LOCK_UN), 0);
    SAME(flock(c, LOCK_EX | LOCK_NB), 0);
    close_ok(b);
    close_ok(c);
}

static void lock_is_inherited(void)
{
    int a = open_same(), b = open_same();
    pid_t child;

    SAME(flock(a, LOCK_EX), 0);
    child = fork_child();
    if (child == 0)
        _exit(0); /* its end lets go of nothing */
    expect_exit(child, 0);
    FAILS(flock(b, LOCK_EX | LOCK_NB), EWOULDBLOCK);
    child = fork_child();
    if (child == 0)
        _exit(flock(a, LOCK_UN) < 0); /* this does */
    expect_exit(child, 0);
    SAME(flock(b, LOCK_EX | LOCK_NB), 0);
    close_ok(a);
    close_ok(b);
}

static void lock_waits(void)
{
    int a = open_same(), ends[2];
    pid_t child;
    char byte;

    make_pipe(ends);
    SAME(flock(a, LOCK_EX), 0);
    child = fork_child();
    if (child == 0) {
        int b = open_same();

        SAME(flock(b, LOCK_EX), 0);
        write_all(ends[1], "b", 1);
        _exit(0);
    }
    pause_ms(50);
    write_all(ends[1], "a", 1);
    SAME(flock(a, LOCK_UN), 0);
    expect_exit(child, 0);
    read_all(ends[0], &byte, 1);
    SAME(byte, 'a');
    read_all(ends[0], &byte, 1);
    SAME(byte, 'b');
    close_pipe(ends);
    close_ok(a);
}

/* A counter in a file, by several processes. */
static void lock_excludes(void)
{
    enum { CHILDREN = 4, TURNS = 25 };
    pid_t children[CHILDREN];
    int count = 0, file = open_same();

    write_all(file, &count, sizeof(count));
    close_ok(file);
    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork_child();
        if (children[i] != 0)
            continue;
        file = open_same();
        for (int turn = 0; turn < TURNS; turn++) {
            SAME(flock(file, LOCK_EX), 0);
            SAME(lseek(file, 0, SEEK_SET), 0);
            read_all(file, &count, sizeof(count));
            count++;
            if (turn % 5 == i)
                pause_ms(1);
            SAME(lseek(file, 0, SEEK_SET), 0);
            write_all(file, &count, sizeof(count));
            SAME(flock(file, LOCK_UN), 0);
        }
        _exit(0);
    }
    for (int i = 0; i < CHILDREN; i++)
        expect_exit(children[i], 0);
    file = open_same();
    read_all(file, &count, sizeof(count));
    SAME(count, CHILDREN * TURNS);
    close_ok(file);
}

static void lock_errors(void)
{
    int file = open_same();

    FAILS(flock(77, LOCK_EX), EBADF);
    FAILS(flock(file, 0), EINVAL);
    FAILS(flock(file, LOCK_EX | LOCK_SH), EINVAL);
    close_ok(file);
}

static void lock_of_pipe(void)
{
    int ends[2];

    make_pipe(ends);
    FAILS(flock(ends[0], LOCK_EX), EOPNOTSUPP);
    close_pipe(ends);
}

const struct test files_locks[] = {
    TEST(exclusive, 0),
    TEST(shared, 0),
    TEST(lock_is_shared_by_dup, 0),
    TEST(lock_is_inherited, 0),
    TEST(lock_waits, 0),
    TEST(lock_excludes, 0),
    TEST(lock_errors, 0),
    TEST(lock_of_pipe, OURS),
    END,
};
