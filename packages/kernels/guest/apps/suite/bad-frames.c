/*
 * sigreturn with frames that are none, or not what they were; handlers, trampolines and signal
 * stacks where there can be none.
 */
#include "suite.h"

#ifndef __GLIBC__

#define FRAME_WORDS 80 /* more than any frame has */
#define NOBODY 4243    /* a user that has no other processes */
#define SOON 500       /* ms: of what may go on for ever */
#define LATE 60000

static int status_after(void (*run)(void), int milliseconds)
{
    pid_t child = fork_child();
    int status;

    if (child == 0) {
        run();
        _exit(0);
    }
    status = status_within(child, milliseconds);
    return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

/* ---- frames that never were one ---- */

static void forged_frames(void)
{
    static uint32_t garbage[FRAME_WORDS + 2] __attribute__((aligned(8)));
    static const uintptr_t places[] = {
        0,          4,          8,          0x1000,     0x00400000, 0x30000000,
        0x7ffffff8, 0x80000000, 0x80030000, 0xc0000000, 0xfffffff8,
    };

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        SAME(raw(SYS_sigreturn, places[i], 0, 0, 0, 0), -1);
        CHECK(errno == EFAULT || errno == EINVAL);
    }
    for (int at = 0; at < 8; at++) {
        SAME(raw(SYS_sigreturn, (long)garbage + at, 0, 0, 0, 0), -1);
        CHECK(errno == EFAULT || errno == EINVAL);
    }
    memset(garbage, 0xff, sizeof(garbage));
    FAILS(raw(SYS_sigreturn, (long)garbage, 0, 0, 0, 0), EINVAL);
}

/* ---- frames that handlers have changed ---- */

static uint32_t state;

static void spoil(int signal, int code, void *frame)
{
    uint32_t *words = frame;

    (void)signal;
    (void)code;
    for (int i = random_next(&state) % 4; i >= 0; i--)
        switch (random_next(&state) % 3) {
        case 0:
            words[random_next(&state) % FRAME_WORDS] = random_next(&state);
            break;
        case 1:
            words[random_next(&state) % FRAME_WORDS] =
                0x80000000u + random_next(&state) % 0x100000 * 4;
            break;
        default:
            words[random_next(&state) % FRAME_WORDS] ^= 1u << random_next(&state) % 32;
        }
}

static void take_spoiled_frame(void)
{
    struct sigvec vector = { .sv_handler = spoil };
    char room[FRAME_WORDS * 4]; /* what is behind the frame is this */

    memset(room, 0, sizeof(room));
    sigvec(SIGUSR1, &vector, NULL);
    kill(getpid(), SIGUSR1);
}

/* It may go on anywhere in this program: as a user who has nothing, and nobody. */
static void take_spoiled_frame_harmlessly(void)
{
    for (int descriptor = 0; descriptor < OPEN_MAX; descriptor++)
        close(descriptor);
    chdir("/");
    setsid();
    become_user(NOBODY);
    take_spoiled_frame();
}

static void end_spoiled(void)
{
    become_user(NOBODY);
    kill(-1, SIGKILL);
}

static void spoiled_frames(void)
{
    for (int turn = 0; turn < 150; turn++) {
        state = 77 + turn;
        (void)status_after(take_spoiled_frame_harmlessly, SOON);
        run_ok(end_spoiled); /* it may have made children */
    }
    kill_sleeper(fork_sleeper());
}

/* The mask of the frame cannot block what cannot be blocked; masks that are all ones. */
static void all_ones(int signal, int code, void *frame)
{
    uint32_t *words = frame;

    (void)signal;
    (void)code;
    for (int i = 4; i < 12; i++)
        if (words[i] == 0x40404040)
            words[i] = 0xffffffff;
}

static void mask_in_frame(void)
{
    struct sigvec vector = { .sv_handler = all_ones };

    sigsetmask(0x40404040);
    SAME(sigvec(SIGHUP, &vector, NULL), 0);
    SAME(kill(getpid(), SIGHUP), 0);
    CHECK((sigblock(0) & (sigmask(SIGKILL) | sigmask(SIGSTOP))) == 0);
}

/* ---- handlers that are nowhere ---- */

static uintptr_t wild;

static void handler_somewhere(void)
{
    signal(SIGUSR1, (void (*)(int))wild);
    kill(getpid(), SIGUSR1);
    _exit(1);
}

static void trampoline_somewhere(void)
{
    struct sigvec vector = { .sv_handler = spoil, .sv_trampoline = (void (*)(void))wild };

    raw(SYS_sigvec, SIGUSR1, (long)&vector, 0, 0, 0);
    kill(getpid(), SIGUSR1);
    _exit(1);
}

static void stack_somewhere(void)
{
    struct sigstack stack = { (void *)wild, 0 };

    sigstack(&stack, NULL);
    catch_signal(SIGUSR1, SIG_DFL, 0);
    sigvec(SIGUSR1, &(struct sigvec){ .sv_handler = spoil, .sv_flags = SV_ONSTACK }, NULL);
    kill(getpid(), SIGUSR1);
    _exit(1);
}

static void nowhere(void)
{
    static const uintptr_t places[] = { 8, 0x1002, 0x30000000, 0x00400000 - 4, 0x80000000,
                                        0x80030000, 0xbfc00000, 0xc0000000, 0xfffffffc };

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        int end;

        wild = places[i];
        end = status_after(handler_somewhere, LATE);
        CHECK(end == SIGSEGV || end == SIGBUS || end == SIGILL);
        end = status_after(trampoline_somewhere, LATE);
        CHECK(end == SIGSEGV || end == SIGBUS || end == SIGILL);
        end = status_after(stack_somewhere, LATE);
        SAME(end, SIGILL); /* the frame cannot be pushed */
    }
}

#ifdef __mips__
/* The stack pointer is garbage when a signal comes. */
#define WITH_STACK(name, upper)                                                              \
    static void name(void)                                                                   \
    {                                                                                        \
        catch_signal(SIGUSR1, (void (*)(int))_exit, 0);                                      \
        __asm__ volatile("li $2, 20; syscall; move $4, $2; li $5, 30; lui $29, " upper "; "  \
                         "li $2, 37; syscall"                                                \
                         :                                                                   \
                         :                                                                   \
                         : "$2", "$3", "$4", "$5", "$7");                                    \
        _exit(1);                                                                            \
    }
WITH_STACK(stack_at_null, "0x0000")
WITH_STACK(stack_in_hole, "0x3000")
WITH_STACK(stack_in_text, "0x0041")
WITH_STACK(stack_in_kernel, "0x8004")
WITH_STACK(stack_at_end, "0xffff")

static void garbage_stack(void)
{
    run_killed(stack_at_null, SIGILL);
    run_killed(stack_in_hole, SIGILL);
    run_killed(stack_in_text, SIGILL);
    run_killed(stack_in_kernel, SIGILL);
    run_killed(stack_at_end, SIGILL);
}
#else
static void garbage_stack(void) {}
#endif

/* A handler that goes on for ever into itself. */
static void deeper(int signal)
{
    sigsetmask(0);
    kill(getpid(), signal);
}

static void endless_handlers_inside(void)
{
    catch_signal(SIGUSR1, deeper, 0);
    kill(getpid(), SIGUSR1);
}

static void endless_handlers(void)
{
    int end = status_after(endless_handlers_inside, LATE);

    CHECK(end == SIGILL || end == SIGSEGV);
}

const struct test bad_frames[] = {
    TEST(forged_frames, OURS),
    TEST(spoiled_frames, OURS | ROOT),
    TEST(mask_in_frame, OURS),
    TEST(nowhere, OURS),
    TEST(garbage_stack, OURS | MIPS),
    TEST(endless_handlers, OURS),
    END,
};
#else
const struct test bad_frames[] = { END };
#endif
