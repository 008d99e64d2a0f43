/* What signals do: by default, ignored, caught; what cannot be changed. */
#include "suite.h"

static volatile sig_atomic_t count, last;

static void note(int signal)
{
    count++;
    last = signal;
}

enum effect { KILLS, NOTHING, STOPS };

static enum effect effect_of(int signal)
{
    switch (signal) {
    case SIGCHLD:
    case SIGCONT:
    case SIGURG:
    case SIGWINCH:
        return NOTHING;
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
        return STOPS;
    case SIGIO:
        return OR(NOTHING, KILLS);
    default:
        return KILLS;
    }
}

static void default_actions(void)
{
    for (int signal = 1; signal <= LAST_SIGNAL; signal++) {
        pid_t child = fork_sleeper();
        int status;

        pause_ms(2);
        SAME(kill(child, signal), 0);
        switch (effect_of(signal)) {
        case KILLS:
            expect_signal(child, signal);
            continue;
        case NOTHING:
            pause_ms(10);
            SAME(waitpid(child, &status, WNOHANG | WUNTRACED), 0);
            break;
        case STOPS:
            SAME(waitpid(child, &status, WUNTRACED), child);
            CHECK(WIFSTOPPED(status));
            SAME(WSTOPSIG(status), signal);
            break;
        }
        kill_sleeper(child);
    }
}

static void ignored_signals(void)
{
    pid_t child;

    for (int signal = 1; signal <= LAST_SIGNAL; signal++)
        if (signal != SIGKILL && signal != SIGSTOP && !(IS_OURS && signal == SIGCONT))
            catch_signal(signal, SIG_IGN, 0);
    child = fork_sleeper();
    for (int signal = 1; signal <= LAST_SIGNAL; signal++)
        if (signal != SIGKILL && signal != SIGSTOP)
            SAME(kill(child, signal), 0);
    pause_ms(20);
    SAME(waitpid(child, NULL, WNOHANG | WUNTRACED), 0);
    catch_signal(SIGCHLD, SIG_DFL, 0);
    kill_sleeper(child);
}

static void caught_signals(void)
{
    for (int signal = 1; signal <= LAST_SIGNAL; signal++) {
        if (signal == SIGKILL || signal == SIGSTOP)
            continue;
        catch_signal(signal, note, 0);
        count = 0;
        SAME(kill(getpid(), signal), 0);
        SAME(count, 1);
        SAME(last, signal);
        SAME(kill(getpid(), signal), 0); /* the handler stays */
        SAME(count, 2);
        catch_signal(signal, SIG_DFL, 0);
    }
}

static void actions_that_stay(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof(action));
    action.sa_handler = note;
    FAILS(sigaction(SIGKILL, &action, NULL), EINVAL);
    FAILS(sigaction(SIGSTOP, &action, NULL), EINVAL);
    action.sa_handler = SIG_IGN;
    FAILS(sigaction(SIGKILL, &action, NULL), EINVAL);
    FAILS(sigaction(0, &action, NULL), EINVAL);
    FAILS(sigaction(-1, &action, NULL), EINVAL);
    FAILS(sigaction(99, &action, NULL), EINVAL);
    if (IS_OURS)
        FAILS(sigaction(SIGCONT, &action, NULL), EINVAL); /* nobody could continue it */
}

static void old_action(void)
{
    struct sigaction action, old;

    memset(&action, 0, sizeof(action));
    action.sa_handler = note;
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, SIGHUP);
    action.sa_flags = SA_RESTART;
    SAME(sigaction(SIGUSR1, &action, &old), 0);
    CHECK(old.sa_handler == SIG_DFL);
    SAME(sigaction(SIGUSR1, NULL, &old), 0);
    CHECK(old.sa_handler == note && sigismember(&old.sa_mask, SIGHUP) &&
          !sigismember(&old.sa_mask, SIGINT));
    CHECK(old.sa_flags & SA_RESTART);
    CHECK(signal(SIGUSR1, SIG_IGN) == note);
    CHECK(signal(SIGUSR1, SIG_DFL) == SIG_IGN);
}

static void blocked_signals(void)
{
    sigset_t waiting;

    catch_signal(SIGUSR1, note, 0);
    block_signal(SIGUSR1);
    count = 0;
    SAME(kill(getpid(), SIGUSR1), 0);
    SAME(kill(getpid(), SIGUSR1), 0);
    SAME(count, 0);
    SAME(sigpending(&waiting), 0);
    CHECK(sigismember(&waiting, SIGUSR1) && !sigismember(&waiting, SIGUSR2));
    unblock_signal(SIGUSR1);
    SAME(count, 1); /* once, however often */
    SAME(sigpending(&waiting), 0);
    CHECK(!sigismember(&waiting, SIGUSR1));
}

/* Ignoring throws away what is pending. */
static void pending_ignored(void)
{
    sigset_t waiting;

    block_signal(SIGUSR1);
    SAME(kill(getpid(), SIGUSR1), 0);
    catch_signal(SIGUSR1, SIG_IGN, 0);
    catch_signal(SIGUSR1, note, 0);
    SAME(sigpending(&waiting), 0);
    CHECK(!sigismember(&waiting, SIGUSR1));
    count = 0;
    unblock_signal(SIGUSR1);
    SAME(count, 0);
}

static void masks(void)
{
    sigset_t set, old;

    sigfillset(&set);
    SAME(sigprocmask(SIG_SETMASK, &set, NULL), 0);
    SAME(sigprocmask(SIG_BLOCK, NULL, &old), 0);
    CHECK(!sigismember(&old, SIGKILL) && !sigismember(&old, SIGSTOP));
    CHECK(sigismember(&old, SIGHUP) && sigismember(&old, LAST_SIGNAL));
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    SAME(sigprocmask(SIG_UNBLOCK, &set, &old), 0);
    CHECK(sigismember(&old, SIGHUP));
    SAME(sigprocmask(SIG_SETMASK, &set, &old), 0);
    CHECK(!sigismember(&old, SIGHUP) && sigismember(&old, SIGINT));
    FAILS(sigprocmask(99, &set, NULL), EINVAL);
}

static void kill_blocked(void)
{
    sigset_t set;
    pid_t child = fork_child();

    if (child == 0) {
        sigfillset(&set);
        sigprocmask(SIG_SETMASK, &set, NULL);
        for (;;)
            pause();
    }
    pause_ms(20);
    SAME(kill(child, SIGTERM), 0);
    pause_ms(10);
    SAME(waitpid(child, NULL, WNOHANG), 0);
    kill_sleeper(child);
}

static void reset_handler(void)
{
    struct sigaction action;

    catch_signal(SIGUSR1, note, SA_RESETHAND);
    count = 0;
    SAME(kill(getpid(), SIGUSR1), 0);
    SAME(count, 1);
    SAME(sigaction(SIGUSR1, NULL, &action), 0);
    CHECK(action.sa_handler == SIG_DFL);
}

static void wait_for_signal(void)
{
    sigset_t set;
    pid_t child, me = getpid();

    catch_signal(SIGUSR1, note, 0);
    block_signal(SIGUSR1);
    count = 0;
    child = fork_child();
    if (child == 0) {
        pause_ms(50);
        SAME(kill(me, SIGUSR1), 0);
        _exit(0);
    }
    sigemptyset(&set);
    FAILS(sigsuspend(&set), EINTR);
    SAME(count, 1);
    sigprocmask(SIG_BLOCK, NULL, &set);
    CHECK(sigismember(&set, SIGUSR1)); /* the mask is what it was */
    expect_exit(child, 0);
    SAME(kill(me, SIGUSR1), 0); /* pending already */
    SAME(count, 1);
    sigemptyset(&set);
    FAILS(sigsuspend(&set), EINTR);
    SAME(count, 2);
}

const struct test signals_actions[] = {
    TEST(default_actions, 0),
    TEST(ignored_signals, 0),
    TEST(caught_signals, 0),
    TEST(actions_that_stay, 0),
    TEST(old_action, 0),
    TEST(blocked_signals, 0),
    TEST(pending_ignored, 0),
    TEST(masks, 0),
    TEST(kill_blocked, 0),
    TEST(reset_handler, 0),
    TEST(wait_for_signal, 0),
    END,
};
