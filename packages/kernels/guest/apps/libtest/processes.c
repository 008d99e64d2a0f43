/* Processes: fork, wait, exec, pipes. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define PIPED 10000

static int changed_in_child;

static void fork_and_wait(void)
{
    pid_t parent = getpid(), child = fork();
    int status;

    if (child == 0) {
        changed_in_child = 1;
        _exit(getppid() == parent && getpid() != parent ? 42 : 1);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 42);
    CHECK(changed_in_child == 0);
    CHECK(wait(&status) == -1 && errno == ECHILD);
    child = vfork();
    if (child == 0)
        _exit(7);
    CHECK(child > 0 && wait(&status) == child && WEXITSTATUS(status) == 7);
    child = fork();
    if (child == 0)
        abort();
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status) && strcmp(strsignal(WTERMSIG(status)), "") != 0);
}

static void through_a_pipe(void)
{
    static char sent[PIPED], received[PIPED];
    int ends[2], status, bytes = 0;
    ssize_t part;
    pid_t child;

    for (int i = 0; i < PIPED; i++)
        sent[i] = i * 13;
    CHECK(pipe(ends) == 0);
    child = fork();
    if (child == 0) {
        close(ends[0]);
        _exit(write(ends[1], sent, PIPED) == PIPED ? 0 : 1);
    }
    close(ends[1]);
    while ((part = read(ends[0], received + bytes, PIPED - bytes)) > 0)
        bytes += part;
    CHECK(part == 0 && bytes == PIPED && memcmp(sent, received, PIPED) == 0);
    close(ends[0]);
    CHECK(waitpid(child, &status, 0) == child && status == 0);
}

/* What a program writes to standard output, and its status; output ends at `room` bytes. */
static int run(char *const arguments[], char *output, size_t room)
{
    int ends[2], status = -1;
    ssize_t part;
    size_t bytes = 0;
    pid_t child;

    if (pipe(ends) < 0)
        return -1;
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execvp(arguments[0], arguments);
        _exit(127);
    }
    close(ends[1]);
    while ((part = read(ends[0], output + bytes, room - 1 - bytes)) > 0)
        bytes += part;
    output[bytes] = '\0';
    close(ends[0]);
    return waitpid(child, &status, 0) == child ? status : -1;
}

static void execute(void)
{
    char output[100];
    char *const echo[] = { "echo", "two", "words", NULL };
    char *const failure[] = { "false", NULL };
    char *const nothing[] = { "no-such-program", NULL };

    CHECK(run(echo, output, sizeof(output)) == 0 && strcmp(output, "two words\n") == 0);
    CHECK(WEXITSTATUS(run(failure, output, sizeof(output))) == 1);
    CHECK(WEXITSTATUS(run(nothing, output, sizeof(output))) == 127);
}

static void shared_offset(void)
{
    int file = open("shared", O_RDWR | O_CREAT | O_TRUNC, 0644), status;
    pid_t child;

    CHECK(file >= 0);
    child = fork();
    if (child == 0)
        _exit(write(file, "child", 5) == 5 ? 0 : 1);
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(lseek(file, 0, SEEK_CUR) == 5);
    CHECK(close(file) == 0 && unlink("shared") == 0);
}

static void usage_and_limits(void)
{
    struct rusage usage;
    struct rlimit limit;

    CHECK(getrusage(RUSAGE_SELF, &usage) == 0 && usage.ru_utime.tv_usec < 1000000);
    CHECK(getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur > 0);
    errno = 0;
    CHECK(getpriority(PRIO_PROCESS, 0) >= -20 && errno == 0);
}

void test_processes(void)
{
    fork_and_wait();
    through_a_pipe();
    execute();
    shared_offset();
    usage_and_limits();
}
