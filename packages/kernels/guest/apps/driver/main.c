/*
 * driver: runs a program again and again and halts the machine. It takes the place of init and needs
 * no shell:
 *
 *      driver [-n times] [-i input] [-o output] [-a output] [-e errors] [-c directory] [-k]
 *             [--] program argument ...
 *
 *      -n   how many times, one after the other; once if not given
 *      -i   standard input comes from there; -o, -a standard output goes there, -a at its end
 *      -e   errors go there
 *      -c   the program's working directory
 *      -k   keep running: do not halt, but exit with the status of the last
 *
 * The marks are around the whole of it: first fork to last wait's return.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <mark.h>
#include <paths.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "marks.h"

#define NEW_FILE_MODE 0666
#define NOT_EXECUTED 127
#define FIRST_OF_OTHERS 3 /* descriptors behind the standard ones */

static char *default_environment[] = { "HOME=/", "PATH=/bin:/usr/bin", NULL };

struct redirection {
    const char *path; /* NULL: none */
    int flags;
};

/* By descriptor. */
static struct redirection redirections[FIRST_OF_OTHERS];
static const char *directory;
static int keeps_running;

static void open_console(void)
{
    int descriptor;

    do /* standard descriptors that nobody opened */
        descriptor = open(_PATH_CONSOLE, O_RDWR);
    while (descriptor >= 0 && descriptor < FIRST_OF_OTHERS - 1);
    if (descriptor >= FIRST_OF_OTHERS)
        close(descriptor);
}

static void __attribute__((noreturn)) end(int status)
{
    fflush(stdout);
    tcdrain(STDOUT_FILENO);
    if (!keeps_running) {
        sync();
        reboot(REBOOT_HALT);
    }
    _exit(status);
}

static void usage(void)
{
    fprintf(stderr, "usage: driver [-n times] [-i input] [-o output] [-a output] [-e errors] "
                    "[-c directory] [-k] program argument ...\n");
    end(2);
}

static void redirect(int descriptor, const char *path, int flags)
{
    redirections[descriptor] = (struct redirection){ path, flags };
}

static void parse(int argc, char *argv[], long *times)
{
    for (int option; (option = getopt(argc, argv, "n:i:o:a:e:c:k")) != -1;)
        switch (option) {
        case 'n':
            *times = strtol(optarg, NULL, 10);
            break;
        case 'i':
            redirect(STDIN_FILENO, optarg, O_RDONLY);
            break;
        case 'o':
            redirect(STDOUT_FILENO, optarg, O_WRONLY | O_CREAT | O_TRUNC);
            break;
        case 'a':
            redirect(STDOUT_FILENO, optarg, O_WRONLY | O_CREAT | O_APPEND);
            break;
        case 'e':
            redirect(STDERR_FILENO, optarg, O_WRONLY | O_CREAT | O_TRUNC);
            break;
        case 'c':
            directory = optarg;
            break;
        case 'k':
            keeps_running = 1;
            break;
        default:
            usage();
        }
    if (optind >= argc || *times < 1)
        usage();
}

/* What a failed child says, before it ends. */
static void __attribute__((noreturn)) child_failed(const char *what)
{
    dprintf(STDERR_FILENO, "driver: %s: %s\n", what, strerror(errno));
    _exit(NOT_EXECUTED);
}

static void run_child(char *argv[])
{
    if (directory != NULL && chdir(directory) < 0)
        child_failed(directory);
    for (int to = 0; to < FIRST_OF_OTHERS; to++) {
        const struct redirection *redirection = &redirections[to];
        int descriptor;

        if (redirection->path == NULL)
            continue;
        descriptor = open(redirection->path, redirection->flags, NEW_FILE_MODE);
        if (descriptor < 0)
            child_failed(redirection->path);
        if (descriptor != to) {
            dup2(descriptor, to);
            close(descriptor);
        }
    }
    execvp(argv[0], argv);
    child_failed(argv[0]);
}

/* Runs the program once; its status. */
static int run(char *argv[])
{
    pid_t child = fork();
    int status;
    pid_t ended;

    if (child == 0)
        run_child(argv);
    if (child < 0)
        return -1;
    do { /* as process 1 it has everyone's orphans, too */
        ended = wait(&status);
        if (ended < 0 && errno != EINTR)
            return -1;
    } while (ended != child);
    return status;
}

static void report(const char *name, long time, int status)
{
    if (status < 0)
        warn("%s: run %ld", name, time);
    else if (WIFSIGNALED(status))
        warnx("%s: run %ld: %s", name, time, strsignal(WTERMSIG(status)));
    else
        warnx("%s: run %ld: exit status %d", name, time, WEXITSTATUS(status));
}

int main(int argc, char *argv[])
{
    long times = 1;
    long failed = 0;
    long first_failed = 0;
    int failure = 0;

    open_console();
    if (environ == NULL || *environ == NULL)
        environ = default_environment;
    parse(argc, argv, &times);
    argv += optind;

    mark(MARK_BEGIN);
    for (long time = 1; time <= times; time++) {
        int status = run(argv);

        if (status != 0 && failed++ == 0) {
            failure = status;
            first_failed = time;
        }
    }
    mark(MARK_END);

    if (failed > 0)
        report(argv[0], first_failed, failure);
    printf("driver: %s: %ld of %ld succeeded\n", argv[0], times - failed, times);
    end(failed > 0);
}
