/* setjmp and longjmp. */
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>

#include "check.h"

static jmp_buf place;
static volatile int jumps = 1;

static void __attribute__((noinline)) jump_from(int depth, int value)
{
    volatile int used = depth;

    if (depth > 0)
        jump_from(used - 1, value);
    else if (jumps)
        longjmp(place, value);
}

/* Values in saved registers must be those of the call, not of the jump. */
static int __attribute__((noinline)) returns(int value)
{
    volatile int before = value * 3;
    int result = setjmp(place);

    if (result == 0)
        jump_from(10, value);
    return before == value * 3 ? result : -1;
}

static void mask_of_signals(void)
{
    static sigjmp_buf with_mask;
    sigset_t usr1, now;

    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    if (sigsetjmp(with_mask, 1) == 0) {
        sigprocmask(SIG_BLOCK, &usr1, NULL);
        siglongjmp(with_mask, 1);
    }
    sigprocmask(SIG_BLOCK, NULL, &now);
    CHECK(!sigismember(&now, SIGUSR1));
}

void test_jumps(void)
{
    CHECK(returns(7) == 7);
    CHECK(returns(-1) == -1);
    CHECK(returns(0) == 1);
    mask_of_signals();
}
