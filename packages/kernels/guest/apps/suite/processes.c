/* Children of tests, and how they wait for each other. */
#include "suite.h"

#include <grp.h>

const char *program_path;

pid_t fork_child(void)
{
    pid_t child = fork();

    if (child < 0)
        fail(__FILE__, __LINE__, "fork");
    return child;
}

int status_of(pid_t child)
{
    int status;
    pid_t ended;

    do
        ended = waitpid(child, &status, 0);
    while (ended < 0 && errno == EINTR);
    if (ended != child)
        fail(__FILE__, __LINE__, "a child cannot be waited for");
    return status;
}

/* A child that has failed has said so itself. */
void expect_exit(pid_t child, int wanted)
{
    int status = status_of(child);
    char text[100];

    if (WIFEXITED(status) && WEXITSTATUS(status) == wanted)
        return;
    if (WIFSIGNALED(status))
        snprintf(text, sizeof(text), "a child ends by signal %d", WTERMSIG(status));
    else
        snprintf(text, sizeof(text), "a child ends with %d, not %d", WEXITSTATUS(status), wanted);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 1 && wanted == 0)
        _exit(1);
    fail(__FILE__, __LINE__, text);
}

void expect_signal(pid_t child, int signal)
{
    int status = status_of(child);
    char text[100];

    if (WIFSIGNALED(status) && WTERMSIG(status) == signal)
        return;
    if (WIFSIGNALED(status))
        snprintf(text, sizeof(text), "a child ends by signal %d, not %d", WTERMSIG(status), signal);
    else
        snprintf(text, sizeof(text), "a child ends with %d, not by signal %d", WEXITSTATUS(status),
                 signal);
    fail(__FILE__, __LINE__, text);
}

static pid_t start(void (*run)(void))
{
    pid_t child = fork_child();

    if (child == 0) {
        run();
        _exit(0);
    }
    return child;
}

void run_ok(void (*run)(void))
{
    expect_exit(start(run), 0);
}

void run_killed(void (*run)(void), int signal)
{
    expect_signal(start(run), signal);
}

void become_user(uid_t user)
{
    gid_t group = user;

    if (setgroups(1, &group) < 0 || setregid(group, group) < 0 || setuid(user) < 0)
        fail(__FILE__, __LINE__, "another user");
}

void run_as_user(void (*run)(void))
{
    pid_t child = fork_child();

    if (child == 0) {
        become_user(USER);
        run();
        _exit(0);
    }
    expect_exit(child, 0);
}

pid_t fork_sleeper(void)
{
    pid_t child = fork_child();

    if (child == 0)
        for (;;)
            pause();
    return child;
}

void kill_sleeper(pid_t sleeper)
{
    if (kill(sleeper, SIGKILL) < 0)
        fail(__FILE__, __LINE__, "kill");
    expect_signal(sleeper, SIGKILL);
}

static volatile pid_t watched;

static void out_of_patience(int signal)
{
    (void)signal;
    kill(watched, SIGKILL);
}

int status_within(pid_t child, int milliseconds)
{
    struct itimerval timer = { { 0, 0 }, { milliseconds / 1000, milliseconds % 1000 * 1000 } };
    int status;

    watched = child;
    catch_signal(SIGALRM, out_of_patience, 0);
    setitimer(ITIMER_REAL, &timer, NULL);
    status = status_of(child);
    timerclear(&timer.it_value);
    setitimer(ITIMER_REAL, &timer, NULL);
    catch_signal(SIGALRM, SIG_DFL, 0);
    return status;
}

pid_t start_helper(const char *const arguments[])
{
    const char *all[20] = { program_path };
    pid_t child;

    for (int i = 0; i < 18 && arguments[i] != NULL; i++)
        all[i + 1] = arguments[i];
    child = fork_child();
    if (child == 0) {
        execv(program_path, (char *const *)all);
        fail(__FILE__, __LINE__, "exec of this program");
    }
    return child;
}

int helper_status(const char *const arguments[])
{
    int status = status_of(start_helper(arguments));

    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void make_pipe(int ends[2])
{
    if (pipe(ends) < 0)
        fail(__FILE__, __LINE__, "pipe");
}

void close_pipe(const int ends[2])
{
    if (close(ends[0]) < 0 || close(ends[1]) < 0)
        fail(__FILE__, __LINE__, "close of a pipe");
}

void gate_open(struct gate *gate)
{
    make_pipe(gate->ends);
}

void gate_post(struct gate *gate)
{
    write_all(gate->ends[1], "", 1);
}

void gate_wait(struct gate *gate)
{
    char byte;

    read_all(gate->ends[0], &byte, 1);
}

void gate_close(struct gate *gate)
{
    close_pipe(gate->ends);
}

void catch_signal(int signal, void (*handler)(int), int flags)
{
    struct sigaction action;

    memset(&action, 0, sizeof(action));
    action.sa_handler = handler;
    action.sa_flags = flags;
    if (sigaction(signal, &action, NULL) < 0)
        fail(__FILE__, __LINE__, "sigaction");
}

static void change_mask(int how, int signal)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, signal);
    if (sigprocmask(how, &set, NULL) < 0)
        fail(__FILE__, __LINE__, "sigprocmask");
}

void block_signal(int signal)
{
    change_mask(SIG_BLOCK, signal);
}

void unblock_signal(int signal)
{
    change_mask(SIG_UNBLOCK, signal);
}

/* All of it, whatever signals come. */
void pause_ms(int milliseconds)
{
    long end = now_ms() + milliseconds, left;

    while ((left = end - now_ms()) > 0)
        usleep(left * 1000);
}

long now_ms(void)
{
    struct timeval now;

    gettimeofday(&now, NULL);
    return (long)(now.tv_sec % 1000000) * 1000 + now.tv_usec / 1000;
}
