/* Processes: made, replaced, ended, waited for. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "operation.h"

/* Never executed before it is measured. */
#define FRESH_PROGRAM "/usr/cold/program"
#define SHORT_WHILE 100000 /* microseconds */

static void execute(const char *path, const char *why)
{
    char *arguments[] = {(char *)path, (char *)why, 0};
    char *environment[] = {0};
    execve(path, arguments, environment);
    must(0, path);
}

int executed(const char *why)
{
    if (sequence_executed(why))
        return 0;
    if (strcmp(why, "exec") == 0)
        END(EXEC);
    if (strcmp(why, "exec-first") == 0)
        END(EXEC_FIRST);
    return 0;
}

void measure_processes(void)
{
    ANNOUNCE(FORK, "fork", "fork, to the return in the parent");
    for (int i = 0; i < TIMES; i++) {
        BEGIN(FORK);
        pid_t child = fork();
        if (child == 0)
            _exit(0);
        END(FORK);
        waitpid(child, 0, 0);
    }
    ANNOUNCE(VFORK, "vfork", "vfork, to the return in the parent when the child has exited");
    for (int i = 0; i < TIMES; i++) {
        BEGIN(VFORK);
        pid_t child = vfork();
        if (child == 0)
            _exit(0);
        END(VFORK);
        waitpid(child, 0, 0);
    }
    ANNOUNCE(EXEC_FIRST, "exec-first", "exec for the first time");
    if (fork() == 0) {
        BEGIN(EXEC_FIRST);
        execute(FRESH_PROGRAM, "exec-first");
    }
    wait(0);
    ANNOUNCE(EXEC, "exec", "exec, run before");
    for (int i = 0; i < TIMES; i++) {
        if (fork() == 0) {
            BEGIN(EXEC);
            execute(program, "exec");
        }
        wait(0);
    }
    ANNOUNCE(EXIT_WAIT, "exit-wait", "exit, and a parent that waits");
    for (int i = 0; i < TIMES; i++) {
        if (fork() == 0) {
            usleep(SHORT_WHILE); /* the parent waits by then */
            BEGIN(EXIT_WAIT);
            _exit(0);
        }
        wait(0);
        END(EXIT_WAIT);
    }
    ANNOUNCE(WAIT, "wait", "wait for a child that is dead already");
    for (int i = 0; i < TIMES; i++) {
        if (fork() == 0)
            _exit(0);
        usleep(SHORT_WHILE);
        BEGIN(WAIT);
        wait(0);
        END(WAIT);
    }
}
