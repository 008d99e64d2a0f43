/* Signals: what becomes of them. */
#include <sys/time.h>

#include "suite.h"

static volatile sig_atomic_t count, last, depth, deepest;
static sigset_t blocked_inside;

static void note(int signal)
{
    count++;
    last = signal;
    sigprocmask(SIG_BLOCK, NULL, &blocked_inside);
}

static void catch(int signal, void (*handler)(int), int flags)
{
    struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

    sigemptyset(&action.sa_mask);
    EQUAL(sigaction(signal, &action, NULL), 0);
}

static void block(int how, int signal)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, signal);
    EQUAL(sigprocmask(how, &set, NULL), 0);
}

static void caught(void)
{
    for (int signal = 1; signal < NSIG; signal++) {
        if (signal == SIGKILL || signal == SIGSTOP)
            continue;
        if (!IS_OURS && signal > SIGSYS)
            break;
        catch(signal, note, 0);
        count = 0;
        EQUAL(kill(getpid(), signal), 0);
        EQUAL(count, 1);
        EQUAL(last, signal);
        EQUAL(sigismember(&blocked_inside, signal), 1);
        EQUAL(kill(getpid(), signal), 0);
        EQUAL(count, 2); /* it stays */
    }
}

static void ignored(void)
{
    for (int signal = 1; signal < 16; signal++) {
        if (signal == SIGKILL || signal == SIGSTOP)
            continue;
        catch(signal, SIG_IGN, 0);
        EQUAL(kill(getpid(), signal), 0);
    }
    /* Nor does it wait, then. */
    block(SIG_BLOCK, SIGUSR1);
    catch(SIGUSR1, SIG_IGN, 0);
    EQUAL(kill(getpid(), SIGUSR1), 0);
    catch(SIGUSR1, note, 0);
    count = 0;
    block(SIG_UNBLOCK, SIGUSR1);
    if (IS_OURS)
        EQUAL(count, 0);
    count = 0;
    block(SIG_BLOCK, SIGUSR1);
    EQUAL(kill(getpid(), SIGUSR1), 0);
    catch(SIGUSR1, SIG_IGN, 0); /* what waits is forgotten */
    catch(SIGUSR1, note, 0);
    block(SIG_UNBLOCK, SIGUSR1);
    EQUAL(count, 0);
}

static void by_default(void)
{
    static const int nothing[] = { SIGCHLD, SIGURG, SIGWINCH, SIGCONT };

    for (int i = 0; i < 4; i++)
        EQUAL(kill(getpid(), nothing[i]), 0);
}

static void blocked(void)
{
    sigset_t waiting;

    catch(SIGUSR1, note, 0);
    catch(SIGUSR2, note, 0);
    count = 0;
    block(SIG_BLOCK, SIGUSR1);
    for (int i = 0; i < 3; i++)
        EQUAL(kill(getpid(), SIGUSR1), 0);
    EQUAL(kill(getpid(), SIGUSR2), 0);
    EQUAL(count, 1);
    EQUAL(last, SIGUSR2);
    EQUAL(sigpending(&waiting), 0);
    EQUAL(sigismember(&waiting, SIGUSR1), 1);
    EQUAL(sigismember(&waiting, SIGUSR2), 0);
    block(SIG_UNBLOCK, SIGUSR1);
    EQUAL(count, 2); /* several are one */
    sigpending(&waiting);
    EQUAL(sigismember(&waiting, SIGUSR1), 0);
}

static void cannot_be_blocked(void)
{
    sigset_t all, is;
    pid_t child;

    sigfillset(&all);
    EQUAL(sigprocmask(SIG_SETMASK, &all, NULL), 0);
    EQUAL(sigprocmask(SIG_BLOCK, NULL, &is), 0);
    EQUAL(sigismember(&is, SIGKILL), 0);
    EQUAL(sigismember(&is, SIGSTOP), 0);
    EQUAL(sigismember(&is, SIGTERM), 1);
    FAILS((long)signal(SIGKILL, note), EINVAL);
    FAILS((long)signal(SIGSTOP, SIG_IGN), EINVAL);
    child = fork_sleeper(); /* with everything blocked */
    EQUAL(kill(child, SIGTERM), 0);
    pause_ms(30);
    EQUAL(waitpid(child, NULL, WNOHANG), 0);
    EQUAL(kill(child, SIGKILL), 0);
    EQUAL(status_of(child), SIGKILL);
}

static void inner(int signal)
{
    (void)signal;
    deepest = depth;
    count++;
}

static void outer(int signal)
{
    (void)signal;
    depth = 1;
    kill(getpid(), SIGUSR2);
    depth = 0;
    count += 10;
}

/* One handler within another, unless that one's mask makes it wait. */
static void nested(void)
{
    struct sigaction action = { .sa_handler = outer };

    catch(SIGUSR1, outer, 0);
    catch(SIGUSR2, inner, 0);
    count = 0;
    EQUAL(kill(getpid(), SIGUSR1), 0);
    EQUAL(count, 11);
    EQUAL(deepest, 1);
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, SIGUSR2);
    EQUAL(sigaction(SIGUSR1, &action, NULL), 0);
    EQUAL(kill(getpid(), SIGUSR1), 0);
    EQUAL(count, 22);
    EQUAL(deepest, 0);
}

static int turns;

static void again(int signal)
{
    EQUAL(depth, 0);
    depth++;
    if (turns-- > 0)
        kill(getpid(), signal); /* taken when this is over */
    depth--;
    count++;
}

static void from_within(void)
{
    catch(SIGUSR1, again, 0);
    turns = 10;
    count = depth = 0;
    EQUAL(kill(getpid(), SIGUSR1), 0);
    EQUAL(count, 11);
}

static void once(void)
{
    struct sigaction is;

    catch(SIGUSR1, note, SA_RESETHAND);
    count = 0;
    EQUAL(kill(getpid(), SIGUSR1), 0);
    EQUAL(count, 1);
    EQUAL(sigaction(SIGUSR1, NULL, &is), 0);
    CHECK(is.sa_handler == SIG_DFL);
}

/* Masks are swapped and waited in one step. */
static void suspended(void)
{
    sigset_t none, is;
    pid_t child;

    catch(SIGUSR1, note, 0);
    block(SIG_BLOCK, SIGUSR1);
    sigemptyset(&none);
    count = 0;
    EQUAL(kill(getpid(), SIGUSR1), 0);
    FAILS(sigsuspend(&none), EINTR);
    EQUAL(count, 1);
    EQUAL(sigprocmask(SIG_BLOCK, NULL, &is), 0);
    EQUAL(sigismember(&is, SIGUSR1), 1);
    child = fork_child();
    if (child == 0) {
        pause_ms(50);
        _exit(kill(getppid(), SIGUSR1) != 0);
    }
    FAILS(sigsuspend(&none), EINTR);
    EQUAL(count, 2);
    expect_success(child);
}

static void stop_and_continue(void)
{
    pid_t child = fork_sleeper();
    int status;

    for (int i = 0; i < 3; i++) {
        int signal = i == 0 ? SIGSTOP : i == 1 ? SIGTSTP : SIGSTOP;

        if (signal == SIGTSTP && !IS_OURS)
            continue;
        EQUAL(kill(child, signal), 0);
        EQUAL(waitpid(child, &status, WUNTRACED), child);
        CHECK(WIFSTOPPED(status));
        EQUAL(WSTOPSIG(status), signal);
        EQUAL(waitpid(child, &status, WUNTRACED | WNOHANG), 0); /* told once */
        EQUAL(kill(child, SIGCONT), 0);
        EQUAL(waitpid(child, &status, WUNTRACED | WNOHANG), 0);
    }
    EQUAL(kill(child, SIGSTOP), 0);
    EQUAL(waitpid(child, &status, WUNTRACED), child);
    EQUAL(kill(child, SIGTERM), 0);
    pause_ms(50);
    EQUAL(waitpid(child, &status, WNOHANG), 0); /* stopped: it waits */
    EQUAL(kill(child, SIGCONT), 0);
    EQUAL(status_of(child), SIGTERM);
    child = fork_sleeper();
    EQUAL(kill(child, SIGSTOP), 0);
    EQUAL(waitpid(child, &status, WUNTRACED), child);
    EQUAL(kill(child, SIGKILL), 0); /* that does not */
    EQUAL(status_of(child), SIGKILL);
}

/* SIGCONT and the stopping signals take each other away. */
static void stop_against_continue(void)
{
    sigset_t waiting;

    catch(SIGCONT, note, 0);
    block(SIG_BLOCK, SIGCONT);
    block(SIG_BLOCK, SIGTSTP);
    EQUAL(kill(getpid(), SIGTSTP), 0);
    sigpending(&waiting);
    EQUAL(sigismember(&waiting, SIGTSTP), 1);
    EQUAL(kill(getpid(), SIGCONT), 0);
    sigpending(&waiting);
    EQUAL(sigismember(&waiting, SIGTSTP), 0);
    EQUAL(sigismember(&waiting, SIGCONT), 1);
    EQUAL(kill(getpid(), SIGTSTP), 0);
    sigpending(&waiting);
    EQUAL(sigismember(&waiting, SIGCONT), 0);
    catch(SIGTSTP, SIG_IGN, 0);
}

static void of_children(void)
{
    pid_t child;
    int status;
    sigset_t none;

    sigemptyset(&none);
    block(SIG_BLOCK, SIGCHLD);
    catch(SIGCHLD, note, 0);
    count = 0;
    child = fork_child();
    if (child == 0)
        _exit(0);
    FAILS(sigsuspend(&none), EINTR);
    EQUAL(count, 1);
    expect_success(child);
    child = fork_sleeper();
    EQUAL(kill(child, SIGSTOP), 0);
    FAILS(sigsuspend(&none), EINTR);
    EQUAL(count, 2);
    EQUAL(waitpid(child, &status, WUNTRACED), child);
    catch(SIGCHLD, note, SA_NOCLDSTOP);
    EQUAL(kill(child, SIGCONT), 0);
    EQUAL(kill(child, SIGSTOP), 0);
    EQUAL(waitpid(child, &status, WUNTRACED), child);
    sigpending(&none);
    EQUAL(sigismember(&none, SIGCHLD), 0);
    EQUAL(kill(child, SIGKILL), 0);
    EQUAL(status_of(child), SIGKILL);
}

static void permitted(void)
{
    pid_t root = fork_sleeper(), other, child;

    other = fork_child();
    if (other == 0) {
        setreuid(20, 20);
        for (;;)
            pause();
    }
    pause_ms(50);
    child = fork_user();
    if (child == 0) {
        pid_t mine = fork_sleeper();

        FAILS(kill(root, SIGTERM), EPERM);
        FAILS(kill(root, 0), EPERM);
        FAILS(kill(other, SIGKILL), EPERM);
        FAILS(kill(1, SIGTERM), EPERM);
        EQUAL(kill(other, SIGCONT), 0); /* the same session */
        EQUAL(kill(mine, 0), 0);
        EQUAL(kill(mine, SIGTERM), 0);
        EQUAL(status_of(mine), SIGTERM);
        _exit(0);
    }
    expect_success(child);
    EQUAL(kill(root, SIGTERM), 0);
    EQUAL(kill(other, SIGTERM), 0);
    EQUAL(status_of(root), SIGTERM);
    EQUAL(status_of(other), SIGTERM);
    FAILS(kill(root, 0), ESRCH);
    FAILS(kill(getpid(), NSIG + 40), EINVAL);
    FAILS(kill(getpid(), -1), EINVAL);
    EQUAL(kill(0, 0), 0);
}

/* A zombie can still be named. */
static void to_a_zombie(void)
{
    pid_t child = fork_child();

    if (child == 0)
        _exit(0);
    pause_ms(50);
    EQUAL(kill(child, SIGTERM), 0);
    expect_success(child);
    FAILS(kill(child, 0), ESRCH);
}

static void inherited(void)
{
    pid_t child;
    sigset_t is;

    catch(SIGUSR1, note, 0);
    block(SIG_BLOCK, SIGUSR2);
    kill(getpid(), SIGUSR2);
    child = fork_child();
    if (child == 0) {
        count = 0;
        kill(getpid(), SIGUSR1);
        EQUAL(count, 1);
        sigprocmask(SIG_BLOCK, NULL, &is);
        EQUAL(sigismember(&is, SIGUSR2), 1);
        sigpending(&is);
        EQUAL(sigismember(&is, SIGUSR2), 0); /* what waits is the parent's */
        _exit(0);
    }
    expect_success(child);
    catch(SIGUSR2, SIG_IGN, 0);
}

#if IS_OURS
static char alternative[16384];

static void where(int signal, int code, void *frame)
{
    char here;

    (void)code, (void)frame;
    count = &here >= alternative && &here < alternative + sizeof(alternative);
    last = signal;
}

static void own_stack(void)
{
    struct sigstack new = { alternative + sizeof(alternative), 0 }, old;
    struct sigvec vector = { .sv_handler = where, .sv_flags = SV_ONSTACK };

    EQUAL(sigstack(&new, &old), 0);
    EQUAL(old.ss_onstack, 0);
    EQUAL(sigvec(SIGUSR1, &vector, NULL), 0);
    vector.sv_flags = 0;
    EQUAL(sigvec(SIGUSR2, &vector, NULL), 0);
    kill(getpid(), SIGUSR1);
    EQUAL(count, 1);
    kill(getpid(), SIGUSR2);
    EQUAL(count, 0);
    EQUAL(sigstack(NULL, &old), 0);
    CHECK(old.ss_sp == alternative + sizeof(alternative) && old.ss_onstack == 0);
}

static void old_calls(void)
{
    catch(SIGUSR1, note, 0);
    count = 0;
    EQUAL(sigblock(sigmask(SIGUSR1)), 0);
    EQUAL(sigblock(sigmask(SIGUSR2)), sigmask(SIGUSR1));
    kill(getpid(), SIGUSR1);
    EQUAL(count, 0);
    EQUAL(sigsetmask(0), sigmask(SIGUSR1) | sigmask(SIGUSR2));
    EQUAL(count, 1);
    sigblock(sigmask(SIGUSR1));
    kill(getpid(), SIGUSR1);
    FAILS(sigpause(0), EINTR);
    EQUAL(count, 2);
    EQUAL(sigsetmask(0xffffffff), sigmask(SIGUSR1));
    EQUAL(~sigsetmask(0), sigmask(SIGKILL) | sigmask(SIGSTOP));
}
#else
static void own_stack(void) { }
static void old_calls(void) { }
#endif

const struct test signals[] = {
    TEST(caught, 0), TEST(ignored, 0), TEST(by_default, 0), TEST(blocked, 0),
    TEST(cannot_be_blocked, 0), TEST(nested, 0), TEST(from_within, 0), TEST(once, 0),
    TEST(suspended, 0), TEST(stop_and_continue, 0), TEST(stop_against_continue, 0),
    TEST(of_children, 0), TEST(permitted, ROOT), TEST(to_a_zombie, 0), TEST(inherited, 0),
    TEST(own_stack, OURS), TEST(old_calls, OURS), END,
};
