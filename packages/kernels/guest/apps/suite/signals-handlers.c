/* Handlers: nested, with masks, on other stacks, left by longjmp; what they must not disturb. */
#include "suite.h"

#include <setjmp.h>

static volatile int order[20];
static volatile int steps;

static void add(int what)
{
    if (steps < 20)
        order[steps++] = what;
}

static void expect_order(const int *wanted, int count)
{
    SAME(steps, count);
    for (int i = 0; i < count; i++)
        SAME(order[i], wanted[i]);
}

static void outer(int signal)
{
    add(1);
    kill(getpid(), SIGUSR2); /* not blocked: at once */
    add(2);
    kill(getpid(), signal); /* blocked until this one is back */
    add(3);
}

static void inner(int signal)
{
    (void)signal;
    add(10);
}

static void once(int signal)
{
    (void)signal;
    add(20);
}

static void outer_once(int signal)
{
    if (steps > 0)
        once(signal);
    else
        outer(signal);
}

static void nested_handlers(void)
{
    static const int wanted[] = { 1, 10, 2, 3, 20 };

    catch_signal(SIGUSR1, outer_once, 0);
    catch_signal(SIGUSR2, inner, 0);
    SAME(kill(getpid(), SIGUSR1), 0);
    expect_order(wanted, 5);
}

/* With SIGUSR2 in the mask of SIGUSR1's action it has to wait. */
static void masked_handlers(void)
{
    static const int wanted[] = { 1, 2, 3 };
    struct sigaction action;
    sigset_t mask;

    memset(&action, 0, sizeof(action));
    action.sa_handler = outer_once;
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, SIGUSR2);
    SAME(sigaction(SIGUSR1, &action, NULL), 0);
    catch_signal(SIGUSR2, inner, 0);
    SAME(kill(getpid(), SIGUSR1), 0);
    SAME(steps, 5); /* then both, in either order */
    steps = 3;
    expect_order(wanted, 3);
    CHECK(order[3] + order[4] == 30);
    sigprocmask(SIG_BLOCK, NULL, &mask);
    CHECK(!sigismember(&mask, SIGUSR1) && !sigismember(&mask, SIGUSR2));
}

static void handler_changes_mask(int signal)
{
    (void)signal;
    block_signal(SIGHUP); /* until the handler is back */
    add(1);
}

static void mask_comes_back(void)
{
    sigset_t mask;

    catch_signal(SIGUSR1, handler_changes_mask, 0);
    SAME(kill(getpid(), SIGUSR1), 0);
    sigprocmask(SIG_BLOCK, NULL, &mask);
    CHECK(!sigismember(&mask, SIGHUP));
    SAME(steps, 1);
}

static sigjmp_buf place_with_mask;

static void jumps(int signal)
{
    (void)signal;
    siglongjmp(place_with_mask, 7);
}

static void left_by_jump(void)
{
    sigset_t mask;

    catch_signal(SIGUSR1, jumps, 0);
    for (int turn = 0; turn < 3; turn++) {
        int value = sigsetjmp(place_with_mask, 1);

        if (value == 0) {
            kill(getpid(), SIGUSR1);
            fail(__FILE__, __LINE__, "the handler comes back");
        }
        SAME(value, 7);
        sigprocmask(SIG_BLOCK, NULL, &mask);
        CHECK(!sigismember(&mask, SIGUSR1));
    }
}

/* All registers that a computation is in are its own again. */
static volatile sig_atomic_t rings;

static void rings_again(int signal)
{
    volatile unsigned long long x = 3;

    (void)signal;
    for (int i = 0; i < 50; i++)
        x = x * x + 17 / (i + 1);
    rings++;
}

static unsigned long long __attribute__((noinline)) compute(void)
{
    unsigned long long a = unseen(1), b = 2, c = 3, d = 4, e = 5, f = 6;

    for (unsigned i = 1; i < 4000; i++) {
        a = a * 6364136223846793005ull + b;
        b ^= a >> 17;
        c += a / i + d % i;
        d = d * 31 + (c >> 3);
        e ^= d + (unsigned)a / i;
        f += e * 7 + (a < b);
    }
    return a ^ b ^ c ^ d ^ e ^ f;
}

static void registers_stay(void)
{
    struct itimerval often = { { 0, 2000 }, { 0, 2000 } }, off = { { 0, 0 }, { 0, 0 } };
    unsigned long long wanted = compute();

    catch_signal(SIGALRM, rings_again, 0);
    SAME(setitimer(ITIMER_REAL, &often, NULL), 0);
    for (int turn = 0; turn < 1000000 && rings < 30; turn++)
        CHECK(compute() == wanted);
    SAME(setitimer(ITIMER_REAL, &off, NULL), 0);
    CHECK(rings >= 30);
}

static char stack[32768] __attribute__((aligned(16)));
static volatile int was_on_stack;

static void where(int signal)
{
    char here;
    char *volatile at = &here;

    was_on_stack = at >= stack && at < stack + sizeof(stack);
    if (signal == SIGUSR1) {
        kill(getpid(), SIGUSR2); /* nested: stays on it, further down */
        CHECK(was_on_stack);
    }
}

static void use_stack(void)
{
#ifdef __GLIBC__
    stack_t new = { .ss_sp = stack, .ss_size = sizeof(stack) };

    SAME(sigaltstack(&new, NULL), 0);
#else
    struct sigstack new = { stack + sizeof(stack), 0 }, old;

    SAME(sigstack(&new, &old), 0);
    CHECK(old.ss_sp == NULL && !old.ss_onstack);
    SAME(sigstack(NULL, &old), 0);
    CHECK(old.ss_sp == stack + sizeof(stack) && !old.ss_onstack);
#endif
}

static void another_stack(void)
{
    use_stack();
    catch_signal(SIGUSR1, where, SA_ONSTACK);
    catch_signal(SIGUSR2, where, SA_ONSTACK);
    SAME(kill(getpid(), SIGUSR1), 0);
    CHECK(was_on_stack);
    catch_signal(SIGUSR2, where, 0);
    SAME(kill(getpid(), SIGUSR2), 0);
    CHECK(!was_on_stack);
    SAME(kill(getpid(), SIGUSR1), 0); /* that it is free again is known */
    CHECK(was_on_stack);
}

static void saved(int signal)
{
    (void)signal;
    _exit(was_on_stack ? 0 : 5);
}

static void saved_on_stack(int signal)
{
    char here;
    char *volatile at = &here;

    was_on_stack = at >= stack && at < stack + sizeof(stack);
    saved(signal);
}

static int recurse(int depth)
{
    volatile char room[2000];

    room[0] = depth;
    return depth < 0 ? 0 : recurse(depth + 1) + room[0];
}

/* Out of stack: only another stack has room for the handler. */
static void overflow_handled(void)
{
    use_stack();
    catch_signal(SIGSEGV, saved_on_stack, SA_ONSTACK);
    recurse(0);
}

static void stack_overflow(void)
{
    run_ok(overflow_handled);
}

static void overflow_unhandled(void)
{
    catch_signal(SIGSEGV, saved, 0);
    recurse(0);
}

static void no_stack_for_handler(void)
{
    run_killed(overflow_unhandled, OR(SIGILL, SIGSEGV));
}

#ifndef __GLIBC__
static volatile int code_seen;
static void *volatile frame_seen;

static void full_handler(int signal, int code, void *frame)
{
    (void)signal;
    code_seen = code;
    frame_seen = frame;
}

/* 4.3BSD's own calls. */
static void old_calls(void)
{
    struct sigvec vector = { .sv_handler = full_handler, .sv_mask = sigmask(SIGHUP),
                             .sv_flags = SV_INTERRUPT };
    struct sigvec none = { .sv_handler = NULL }, old;

    SAME(sigvec(SIGUSR1, &none, NULL), 0); /* what the runner has set by sigaction, has a flag */
    SAME(sigvec(SIGUSR1, &vector, &old), 0);
    CHECK(old.sv_handler == NULL && old.sv_flags == 0 && old.sv_mask == 0);
    SAME(sigvec(SIGUSR1, NULL, &old), 0);
    CHECK(old.sv_handler == full_handler && old.sv_mask == sigmask(SIGHUP) &&
          old.sv_flags == SV_INTERRUPT);
    SAME(kill(getpid(), SIGUSR1), 0);
    CHECK(frame_seen != NULL);
    SAME(sigblock(sigmask(SIGUSR1)), 0);
    SAME(sigblock(sigmask(SIGKILL) | sigmask(SIGSTOP)), sigmask(SIGUSR1));
    SAME(sigblock(0), sigmask(SIGUSR1));
    frame_seen = NULL;
    SAME(kill(getpid(), SIGUSR1), 0);
    CHECK(frame_seen == NULL);
    FAILS(sigpause(0), EINTR);
    CHECK(frame_seen != NULL);
    SAME(sigsetmask(0), sigmask(SIGUSR1));
    vector.sv_mask = 0xffffffff; /* those that cannot be blocked are not kept */
    SAME(sigvec(SIGUSR1, &vector, NULL), 0);
    SAME(sigvec(SIGUSR1, NULL, &old), 0);
    SAME(old.sv_mask, 0xffffffff & ~(sigmask(SIGKILL) | sigmask(SIGSTOP)));
    FAILS(sigvec(SIGKILL, &vector, NULL), EINVAL);
    FAILS(sigvec(0, NULL, &old), EINVAL);
    FAILS(sigvec(NSIG, NULL, &old), EINVAL);
}
#else
static void old_calls(void) {}
#endif

const struct test signals_handlers[] = {
    TEST(nested_handlers, 0),
    TEST(masked_handlers, 0),
    TEST(mask_comes_back, 0),
    TEST(left_by_jump, 0),
    TEST(registers_stay, 0),
    TEST(another_stack, 0),
    TEST(stack_overflow, 0),
    TEST(no_stack_for_handler, 0),
    TEST(old_calls, OURS),
    END,
};
