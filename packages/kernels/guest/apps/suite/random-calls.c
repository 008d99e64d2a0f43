/*
 * System calls with numbers and arguments by chance, thousands of them, in children that are
 * ordinary users. Whatever becomes of them, the system and the others go on. Each child's seed is
 * told by its number, so that one can be repeated.
 */
#include "suite.h"

#ifndef __GLIBC__

#define CHILDREN 30
#define CALLS 300
#define PATIENCE 500 /* ms: a child may have gone to sleep for good */

static uint32_t state;
static char buffer[16384] __attribute__((aligned(8)));

static long argument(void)
{
    static const uint32_t corners[] = {
        0,          1,          2,          3,          4,          0xffffffff, 0x7fffffff,
        0x80000000, 0x80030000, 0xffffc000, 0xc0000000, 0xbfe00000, 0x00400000, 0x10000000,
        0x7fffeffc, 0x7fffefff, 0x7ffff000, 0xfffff000, 64,         1024,       4095,
        4096,       8192,       0x4004667f, 0x40147413, 0x8014741a, 0x20006601, 512,
    };
    uint32_t r = random_next(&state);

    switch (r % 6) {
    case 0:
        return (long)(buffer + random_next(&state) % sizeof(buffer));
    case 1:
        return (long)(buffer + random_next(&state) % 8 * 100); /* the paths */
    case 2:
        return random_next(&state) % 20;
    case 3:
        return (long)random_next(&state);
    default:
        return corners[random_next(&state) % (sizeof(corners) / sizeof(corners[0]))];
    }
}

/* Calls that make more processes than one, reach others, or end the test. */
static int is_spared(long number)
{
    switch (number) {
    case SYS_exit:
    case SYS_fork:
    case SYS_vfork:
    case SYS_kill:
    case SYS_reboot:
    case SYS_execve:
    case SYS_setpriority: /* of all that a user has */
        return 1;
    }
    return 0;
}

static void random_life(void)
{
    static const char *const paths[] = { "a", "b", "d", "d/a", "l", "/dev/null", "/dev/zero",
                                         "/dev/tty" };

    for (int descriptor = 0; descriptor < OPEN_MAX; descriptor++)
        close(descriptor);
    setpgid(0, 0);
    for (int signal = 1; signal < NSIG; signal++)
        if (signal != SIGKILL && signal != SIGSTOP && signal != SIGCONT)
            catch_signal(signal, SIG_IGN, 0); /* SIGSYS above all */
    for (int i = 0; i < CALLS; i++) {
        long number = random_next(&state) % 165, a[5];

        if (i % 20 == 0)
            for (int path = 0; path < 8; path++)
                strcpy(buffer + path * 100, paths[path]);
        for (int j = 0; j < 5; j++)
            a[j] = argument();
        if (!is_spared(number))
            raw(number, a[0], a[1], a[2], a[3], a[4]);
    }
    _exit(0);
}

static void lives(uint32_t seed, int children)
{
    for (int i = 0; i < children; i++) {
        pid_t child;
        char byte;
        int ends[2];

        child = fork_child();
        if (child == 0) {
            state = seed + i * 7919 + 1;
            become_user(USER);
            random_life();
        }
        (void)status_within(child, PATIENCE);
        /* We are well. */
        make_pipe(ends);
        write_all(ends[1], "x", 1);
        SAME(read(ends[0], &byte, 1), 1);
        close_pipe(ends);
    }
}

static void random_calls_few(void)
{
    SAME(chmod(".", 0777), 0);
    SAME(mkdir("d", 0755), 0);
    SAME(chmod("d", 0777), 0);
    lives(1993, CHILDREN);
}

static void random_calls_many(void)
{
    SAME(chmod(".", 0777), 0);
    SAME(mkdir("d", 0755), 0);
    SAME(chmod("d", 0777), 0);
    lives(5, 10 * CHILDREN);
}

/* Several at once. */
static void random_calls_at_once(void)
{
    enum { GROUPS = 4 };
    pid_t children[GROUPS];

    SAME(chmod(".", 0777), 0);
    SAME(mkdir("d", 0755), 0);
    SAME(chmod("d", 0777), 0);
    for (int i = 0; i < GROUPS; i++) {
        children[i] = fork_child();
        if (children[i] == 0) {
            lives(100000 * (i + 1), CHILDREN / 2);
            _exit(0);
        }
    }
    for (int i = 0; i < GROUPS; i++)
        expect_exit(children[i], 0);
}

const struct test random_calls[] = {
    TEST(random_calls_few, OURS | ROOT),
    TEST(random_calls_at_once, OURS | ROOT),
    TEST(random_calls_many, OURS | ROOT | SLOW),
    END,
};
#else
const struct test random_calls[] = { END };
#endif
