/* select. */
#include "suite.h"

static int wait_readable(int descriptor, int milliseconds)
{
    struct timeval limit = { milliseconds / 1000, milliseconds % 1000 * 1000 };
    fd_set set;

    FD_ZERO(&set);
    FD_SET(descriptor, &set);
    return select(descriptor + 1, &set, NULL, NULL, &limit);
}

static int wait_writable(int descriptor)
{
    struct timeval limit = { 0, 0 };
    fd_set set;

    FD_ZERO(&set);
    FD_SET(descriptor, &set);
    return select(descriptor + 1, NULL, &set, NULL, &limit);
}

static void select_pipe(void)
{
    char byte;
    int ends[2];

    make_pipe(ends);
    SAME(wait_readable(ends[0], 0), 0);
    SAME(wait_writable(ends[1]), 1);
    write_all(ends[1], "x", 1);
    SAME(wait_readable(ends[0], 0), 1);
    SAME(wait_readable(ends[0], 1000), 1);
    read_all(ends[0], &byte, 1);
    SAME(wait_readable(ends[0], 0), 0);
    close_ok(ends[1]);
    SAME(wait_readable(ends[0], 0), 1); /* the end can be read */
    SAME(read(ends[0], &byte, 1), 0);
    close_ok(ends[0]);
}

static void select_full_pipe(void)
{
    static char bytes[PIPE_BUF];
    int ends[2];

    make_pipe(ends);
    SAME(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    while (write(ends[1], bytes, sizeof(bytes)) > 0)
        continue;
    SAME(errno, EWOULDBLOCK);
    SAME(wait_writable(ends[1]), 0);
    read_all(ends[0], bytes, sizeof(bytes));
    SAME(wait_writable(ends[1]), 1);
    close_ok(ends[0]);
    SAME(wait_writable(ends[1]), 1); /* it would fail at once */
    close_ok(ends[1]);
}

static void select_files(void)
{
    fd_set in, out, both;
    struct timeval limit = { 0, 0 };
    int file = open_new("f"), directory = open(".", O_RDONLY);

    FD_ZERO(&in);
    FD_SET(file, &in);
    FD_SET(directory, &in);
    out = in;
    FD_ZERO(&both);
    SAME(select(OPEN_MAX, &in, &out, &both, &limit), 4); /* always ready */
    CHECK(FD_ISSET(file, &in) && FD_ISSET(file, &out) && FD_ISSET(directory, &in));
    CHECK(!FD_ISSET(0, &in));
    close_ok(file);
    close_ok(directory);
}

static void select_clears(void)
{
    int a[2], b[2];
    fd_set set;
    struct timeval limit = { 5, 0 };

    make_pipe(a);
    make_pipe(b);
    write_all(b[1], "x", 1);
    FD_ZERO(&set);
    FD_SET(a[0], &set);
    FD_SET(b[0], &set);
    SAME(select(b[0] + 1, &set, NULL, NULL, &limit), 1);
    CHECK(!FD_ISSET(a[0], &set) && FD_ISSET(b[0], &set));
    FD_ZERO(&set);
    FD_SET(a[0], &set);
    FD_SET(b[0], &set);
    SAME(select(b[0], &set, NULL, NULL, &(struct timeval){ 0, 0 }), 0); /* b is not looked at */
    CHECK(!FD_ISSET(a[0], &set));
    close_pipe(a);
    close_pipe(b);
}

static void select_times(void)
{
    long before = now_ms(), passed;
    int ends[2];

    make_pipe(ends);
    SAME(select(0, NULL, NULL, NULL, &(struct timeval){ 0, 200000 }), 0);
    passed = now_ms() - before;
    CHECK(passed >= 200 - EARLINESS && passed < 200 + LATENESS);
    before = now_ms();
    SAME(wait_readable(ends[0], 150), 0);
    passed = now_ms() - before;
    CHECK(passed >= 150 - EARLINESS && passed < 150 + LATENESS);
    before = now_ms();
    SAME(wait_readable(ends[0], 0), 0);
    CHECK(now_ms() - before < LATENESS);
    close_pipe(ends);
}

static void select_wakes(void)
{
    int ends[2];
    pid_t child;
    long before = now_ms();
    char byte;

    make_pipe(ends);
    child = fork_child();
    if (child == 0) {
        pause_ms(100);
        write_all(ends[1], "x", 1);
        _exit(0);
    }
    SAME(wait_readable(ends[0], 10000), 1);
    CHECK(now_ms() - before < 100 + LATENESS);
    read_all(ends[0], &byte, 1);
    expect_exit(child, 0);
    child = fork_child();
    if (child == 0) {
        pause_ms(50);
        _exit(0); /* the last writer */
    }
    close_ok(ends[1]);
    SAME(wait_readable(ends[0], 10000), 1);
    SAME(read(ends[0], &byte, 1), 0);
    expect_exit(child, 0);
    close_ok(ends[0]);
}

/* Several that select the same: all are woken. */
static void select_collision(void)
{
    enum { CHILDREN = 4 };
    pid_t children[CHILDREN];
    int ends[2];

    make_pipe(ends);
    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork_child();
        if (children[i] == 0)
            _exit(wait_readable(ends[0], 20000) != 1);
    }
    pause_ms(100);
    write_all(ends[1], "x", 1);
    for (int i = 0; i < CHILDREN; i++)
        expect_exit(children[i], 0);
    close_pipe(ends);
}

static void select_errors(void)
{
    fd_set set;
    struct timeval limit = { 0, 0 }, negative = { -1, 0 }, much = { 0, 1000000 };

    FD_ZERO(&set);
    FD_SET(33, &set);
    FAILS(select(34, &set, NULL, NULL, &limit), EBADF);
    FD_ZERO(&set);
    FD_SET(33, &set);
    FAILS(select(34, NULL, &set, NULL, &limit), EBADF);
    FD_ZERO(&set);
    FD_SET(33, &set);
    FAILS(select(34, NULL, NULL, &set, &limit), EBADF);
    FD_ZERO(&set);
    FAILS(select(-1, &set, NULL, NULL, &limit), EINVAL);
    FAILS(select(0, NULL, NULL, NULL, &negative), EINVAL);
    if (IS_OURS)
        FAILS(select(0, NULL, NULL, NULL, &much), EINVAL);
    SAME(select(0, NULL, NULL, NULL, &limit), 0);
}

const struct test select_calls[] = {
    TEST(select_pipe, 0),
    TEST(select_full_pipe, 0),
    TEST(select_files, 0),
    TEST(select_clears, 0),
    TEST(select_times, 0),
    TEST(select_wakes, 0),
    TEST(select_collision, 0),
    TEST(select_errors, 0),
    END,
};
