/* Signals. */
#include <errno.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static volatile sig_atomic_t caught, last;

static void catch(int signal)
{
    caught++;
    last = signal;
}

static void handlers(void)
{
    struct sigaction action = { .sa_handler = catch }, old;

    CHECK(signal(SIGUSR1, catch) == SIG_DFL);
    caught = 0;
    CHECK(raise(SIGUSR1) == 0 && caught == 1 && last == SIGUSR1);
    CHECK(raise(SIGUSR1) == 0 && caught == 2);
    CHECK(signal(SIGUSR1, SIG_IGN) == catch && raise(SIGUSR1) == 0 && caught == 2);
    CHECK(signal(SIGUSR1, SIG_DFL) == SIG_IGN);
    sigemptyset(&action.sa_mask);
    CHECK(sigaction(SIGUSR2, &action, &old) == 0 && old.sa_handler == SIG_DFL);
    CHECK(raise(SIGUSR2) == 0 && caught == 3 && last == SIGUSR2);
    CHECK(sigaction(SIGUSR2, NULL, &old) == 0 && old.sa_handler == catch);
    CHECK(signal(SIGKILL, catch) == SIG_ERR && errno == EINVAL);
    CHECK(kill(getpid(), 0) == 0 && kill(0x7ffffff, 0) == -1 && errno == ESRCH);
}

static void masks(void)
{
    sigset_t usr2, none, before, waiting;

    sigemptyset(&none);
    sigemptyset(&usr2);
    sigaddset(&usr2, SIGUSR2);
    caught = 0;
    CHECK(sigprocmask(SIG_BLOCK, &usr2, &before) == 0 && !sigismember(&before, SIGUSR2));
    CHECK(raise(SIGUSR2) == 0 && caught == 0);
    CHECK(sigpending(&waiting) == 0 && sigismember(&waiting, SIGUSR2));
    CHECK(sigsuspend(&none) == -1 && errno == EINTR && caught == 1);
    CHECK(sigprocmask(SIG_BLOCK, NULL, &before) == 0 && sigismember(&before, SIGUSR2));
    CHECK(raise(SIGUSR2) == 0 && caught == 1);
    CHECK(sigprocmask(SIG_UNBLOCK, &usr2, NULL) == 0 && caught == 2);
}

static void timers(void)
{
    struct itimerval timer = { { 0, 0 }, { 0, 50000 } }, rest;
    struct sigaction action = { .sa_handler = catch };
    int ends[2];
    char byte;

    sigemptyset(&action.sa_mask);
    CHECK(sigaction(SIGALRM, &action, NULL) == 0);
    caught = 0;
    CHECK(setitimer(ITIMER_REAL, &timer, NULL) == 0 && pause() == -1 && caught == 1);
    CHECK(getitimer(ITIMER_REAL, &rest) == 0 && rest.it_value.tv_usec == 0);
    /* A read that waits is interrupted. */
    CHECK(pipe(ends) == 0 && setitimer(ITIMER_REAL, &timer, NULL) == 0);
    CHECK(read(ends[0], &byte, 1) == -1 && errno == EINTR && caught == 2);
    CHECK(close(ends[0]) == 0);
    CHECK(signal(SIGPIPE, catch) == SIG_DFL);
    CHECK(write(ends[1], "x", 1) == -1 && errno == EPIPE && caught == 3 && last == SIGPIPE);
    CHECK(close(ends[1]) == 0);
    signal(SIGPIPE, SIG_DFL);
    CHECK(alarm(100) == 0 && alarm(0) > 90);
}

static void children(void)
{
    int status;
    pid_t child = fork();

    if (child == 0)
        for (;;)
            pause();
    CHECK(kill(child, SIGSTOP) == 0 && waitpid(child, &status, WUNTRACED) == child);
    CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
    CHECK(waitpid(child, &status, WNOHANG) == 0);
    CHECK(kill(child, SIGCONT) == 0 && kill(child, SIGTERM) == 0);
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

void test_signals(void)
{
    handlers();
    masks();
    timers();
    children();
    signal(SIGUSR2, SIG_DFL);
    signal(SIGALRM, SIG_DFL);
}
