/* kill: to whom, and who may. */
#include "suite.h"

static void kill_errors(void)
{
    pid_t child = fork_sleeper();

    FAILS(kill(child, -1), EINVAL);
    FAILS(kill(child, 99), EINVAL);
    FAILS(kill(29999, 0), ESRCH);
    FAILS(kill(29999, SIGTERM), ESRCH);
    FAILS(kill(-29999, SIGTERM), ESRCH);
    FAILS(kill(-0x7fffffff, SIGTERM), ESRCH);
    SAME(kill(child, 0), 0);
    SAME(kill(getpid(), 0), 0);
    kill_sleeper(child);
    FAILS(kill(child, 0), ESRCH);
}

static pid_t victim;

static void as_other(void)
{
    FAILS(kill(victim, 0), EPERM);
    FAILS(kill(victim, SIGTERM), EPERM);
    FAILS(kill(victim, SIGKILL), EPERM);
    FAILS(kill(1, SIGTERM), EPERM);
    FAILS(kill(getppid(), SIGTERM), EPERM);
    SAME(kill(victim, SIGCONT), 0); /* within the session everyone may */
    SAME(kill(getpid(), 0), 0);
}

static void permission_to_kill(void)
{
    victim = fork_sleeper();
    run_as_user(as_other);
    kill_sleeper(victim);
}

static void continue_other_session(void)
{
    FAILS(kill(victim, SIGCONT), EPERM);
}

static void continue_across_sessions(void)
{
    struct gate gate;

    gate_open(&gate);
    victim = fork_child();
    if (victim == 0) {
        setsid();
        gate_post(&gate);
        for (;;)
            pause();
    }
    gate_wait(&gate);
    run_as_user(continue_other_session);
    kill_sleeper(victim);
    gate_close(&gate);
}

/* The real or effective user is to be the other's real one, too. */
static void as_same(void)
{
    SAME(kill(victim, 0), 0);
    SAME(kill(victim, SIGTERM), 0);
}

static void same_user(void)
{
    struct gate gate;

    gate_open(&gate);
    victim = fork_child();
    if (victim == 0) {
        become_user(USER);
        gate_post(&gate);
        for (;;)
            pause();
    }
    gate_wait(&gate);
    run_as_user(as_same);
    expect_signal(victim, SIGTERM);
    gate_close(&gate);
}

static void to_group_partly(void)
{
    /* One of the group is ours: that is enough. */
    SAME(kill(-victim, SIGTERM), 0);
}

static void group_of_several_users(void)
{
    struct gate gate;
    pid_t other;

    gate_open(&gate);
    victim = fork_sleeper();
    SAME(setpgid(victim, victim), 0);
    other = fork_child();
    if (other == 0) {
        SAME(setpgid(0, victim), 0);
        become_user(USER);
        gate_post(&gate);
        for (;;)
            pause();
    }
    gate_wait(&gate);
    run_as_user(to_group_partly);
    expect_signal(other, SIGTERM);
    SAME(kill(victim, 0), 0);
    kill_sleeper(victim);
    gate_close(&gate);
}

static void user_kills_all(void)
{
    SAME(kill(-1, SIGTERM), 0); /* ours, but not oneself */
    expect_signal(victim, SIGTERM);
    FAILS(kill(-1, SIGTERM), ESRCH);
}

static void broadcast(void)
{
    pid_t bystander = fork_sleeper(), child = fork_child();

    if (child == 0) {
        become_user(4242); /* nobody else is */
        victim = fork_sleeper();
        user_kills_all();
        _exit(0);
    }
    expect_exit(child, 0);
    SAME(kill(bystander, 0), 0);
    kill_sleeper(bystander);
}

static volatile sig_atomic_t count;

static void note(int signal)
{
    (void)signal;
    count++;
}

/* Signals from many at once: at least one of each kind arrives, none is invented. */
static void storm(void)
{
    enum { CHILDREN = 6, TURNS = 50 };
    pid_t children[CHILDREN], me = getpid();

    catch_signal(SIGUSR1, note, 0);
    catch_signal(SIGUSR2, note, 0);
    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork_child();
        if (children[i] == 0) {
            for (int turn = 0; turn < TURNS; turn++)
                kill(me, turn % 2 ? SIGUSR1 : SIGUSR2);
            _exit(0);
        }
    }
    for (int i = 0; i < CHILDREN; i++)
        expect_exit(children[i], 0);
    CHECK(count >= 2 && count <= CHILDREN * TURNS);
}

static volatile int turns;

static void answer(int signal)
{
    (void)signal;
    turns++;
}

/* Two processes that send each other signals in turn. */
static void ping_pong(void)
{
    enum { TURNS = 200 };
    sigset_t none, both;
    pid_t other = getpid(), child;

    sigemptyset(&none);
    sigemptyset(&both);
    sigaddset(&both, SIGUSR1);
    sigprocmask(SIG_BLOCK, &both, NULL);
    catch_signal(SIGUSR1, answer, 0);
    child = fork_child();
    if (child == 0)
        while (turns < TURNS) {
            int before = turns;

            while (turns == before)
                sigsuspend(&none);
            kill(other, SIGUSR1);
            if (turns == TURNS)
                _exit(0);
        }
    for (int i = 0; i < TURNS; i++) {
        kill(child, SIGUSR1);
        while (turns == i)
            sigsuspend(&none);
    }
    SAME(turns, TURNS);
    expect_exit(child, 0);
}

const struct test signals_sending[] = {
    TEST(kill_errors, 0),
    TEST(permission_to_kill, ROOT),
    TEST(continue_across_sessions, ROOT),
    TEST(same_user, ROOT),
    TEST(group_of_several_users, ROOT),
    TEST(broadcast, ROOT | OURS),
    TEST(storm, 0),
    TEST(ping_pong, 0),
    END,
};
