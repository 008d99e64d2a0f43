/* Calls as such: numbers that there are not, small ones without topic. */
#include "suite.h"

static volatile int caught;

static void note(int signal)
{
    caught = signal;
}

/* Numbers that no call has. */
static void wrong_numbers(void)
{
    static const long wrong[] = { 0, 7, 11, 18, 25, 97, 149, 155, 159, 160, 161, 1000, 0x7fffffff,
                                  -1, -160 };

    catch_signal(SIGSYS, note, 0);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        caught = 0;
        FAILS(raw(wrong[i], 1, 2, 3, 4, 5), ENOSYS);
        SAME(caught, SIGSYS);
    }
    catch_signal(SIGSYS, SIG_IGN, 0);
    FAILS(raw(0, 0, 0, 0, 0, 0), ENOSYS);
}

static void call_without_handler(void)
{
    raw(7, 0, 0, 0, 0, 0);
}

static void wrong_number_kills(void)
{
    run_killed(call_without_handler, SIGSYS);
}

static void constants(void)
{
    SAME(getpagesize(), 4096);
    SAME(getdtablesize(), OPEN_MAX);
    SAME(getpid(), getpid());
    CHECK(getpid() > 0 && getppid() > 0);
    SAME(sysconf(_SC_PAGESIZE), 4096);
    SAME(sysconf(_SC_OPEN_MAX), OPEN_MAX);
}

/* A failed call changes errno, one that succeeds does not. */
static void errno_stays(void)
{
    errno = 77;
    SAME(getpid() > 0, 1);
    SAME(chdir("."), 0);
    SAME(errno, 77);
    SAME(chdir("nothing"), -1);
    SAME(errno, ENOENT);
    SAME(chdir("."), 0);
    SAME(errno, ENOENT);
}

const struct test system_calls[] = {
    TEST(wrong_numbers, OURS),
    TEST(wrong_number_kills, OURS),
    TEST(constants, 0),
    TEST(errno_stays, 0),
    END,
};
