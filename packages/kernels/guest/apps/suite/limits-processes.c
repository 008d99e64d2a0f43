/* As many processes as there can be, and then fewer again. Not for the host. */
#include "suite.h"

#define MOST 1000

static pid_t children[MOST];

/* Forks sleepers until that fails; how many. */
static int fork_until_full(int *error)
{
    int made = 0;

    for (; made < MOST; made++) {
        children[made] = fork();
        if (children[made] < 0)
            break;
        if (children[made] == 0)
            for (;;)
                pause();
    }
    *error = errno;
    return made;
}

static void kill_all(int made)
{
    for (int i = 0; i < made; i++)
        SAME(kill(children[i], SIGKILL), 0);
    for (int i = 0; i < made; i++)
        expect_signal(children[i], SIGKILL);
}

static void as_user(void)
{
    for (int turn = 0; turn < 3; turn++) {
        int error, made = fork_until_full(&error);

        SAME(error, EAGAIN);
        SAME(made, CHILD_MAX - 1); /* and this one */
        FAILS(fork(), EAGAIN);
        FAILS(vfork(), EAGAIN);
        kill_all(made);
    }
    kill_sleeper(fork_sleeper());
}

static void processes_of_user(void)
{
    run_as_user(as_user);
}

/* While a user has all of his, another one has none less. */
static void others_go_on(void)
{
    struct gate full, done;
    pid_t user;

    gate_open(&full);
    gate_open(&done);
    user = fork_child();
    if (user == 0) {
        int error, made;

        become_user(4242);
        made = fork_until_full(&error);
        gate_post(&full);
        gate_wait(&done);
        kill_all(made);
        _exit(0);
    }
    gate_wait(&full);
    for (int i = 0; i < 10; i++)
        kill_sleeper(fork_sleeper());
    run_as_user(as_user);
    gate_post(&done);
    expect_exit(user, 0);
    gate_close(&full);
    gate_close(&done);
}

/* The superuser has no limit but the table, or memory. */
static void process_table_full(void)
{
    int error, first, second;

    first = fork_until_full(&error);
    CHECK(error == EAGAIN || error == ENOMEM);
    CHECK(first > CHILD_MAX);
    kill_all(first);
    second = fork_until_full(&error);
    CHECK(error == EAGAIN || error == ENOMEM);
    kill_all(second);
    CHECK(second >= first - first / 10 && second <= first + first / 10);
    kill_sleeper(fork_sleeper());
}

/* Every process makes others as fast as it can. */
static void fork_bomb(void)
{
    pid_t first = fork_child();

    if (first == 0) {
        setpgid(0, 0);
        become_user(4242);
        for (;;)
            if (fork() < 0)
                pause_ms(1);
    }
    pause_ms(50);
    setpgid(first, first);
    pause_ms(1500);
    for (int turn = 0; turn < 5; turn++) { /* we go on meanwhile */
        pid_t child = fork_child();

        if (child == 0)
            _exit(turn);
        expect_exit(child, turn);
    }
    for (int turn = 0; turn < 100 && kill(-first, SIGSTOP) == 0; turn++)
        if (turn > 5)
            break;
    kill(-first, SIGKILL);
    expect_signal(first, SIGKILL);
    for (int turn = 0; turn < 500 && kill(-first, SIGKILL) == 0; turn++)
        pause_ms(10);
    FAILS(kill(-first, 0), ESRCH);
}

const struct test limits_processes[] = {
    TEST(processes_of_user, OURS | ROOT),
    TEST(others_go_on, OURS | ROOT),
    TEST(process_table_full, OURS | ROOT),
    TEST(fork_bomb, OURS | ROOT),
    END,
};
