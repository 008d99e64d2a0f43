/*
 * init: the first process. The console becomes its standard streams; /etc/rc is run, if there is
 * one; then a shell, again and again, each in a session of its own with the console as its terminal.
 * Orphans end here. When the shell of a single-user system ends (init -s, or no /etc/rc), or on
 * SIGTERM, everything is killed, the disks are brought up to date, and the machine is halted.
 */
#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define RC "/etc/rc"
#define EVERYBODY (-1) /* kill: all processes but this one */
#define GRACE 2        /* seconds between SIGTERM and SIGKILL */
#define RETRY 5        /* seconds to wait when there is no shell */
#define NOT_EXECUTED 127

static char *environment[] = { "HOME=/", "PATH=/bin:/usr/bin", "SHELL=/bin/sh", "TERM=dumb", NULL };

static volatile sig_atomic_t stopping;

static void stop(int signal)
{
    (void)signal;
    stopping = 1;
}

static void open_console(void)
{
    int descriptor = open(_PATH_CONSOLE, O_RDWR);

    if (descriptor < 0)
        return;
    for (int standard = 0; standard <= 2; standard++)
        if (descriptor != standard)
            dup2(descriptor, standard);
    if (descriptor > 2)
        close(descriptor);
}

/* A child with the console as its controlling terminal. */
static pid_t start(const char *path, char *const arguments[])
{
    pid_t child = fork();

    if (child != 0)
        return child;
    setsid();
    for (int descriptor = 0; descriptor <= 2; descriptor++)
        close(descriptor);
    open_console();
    ioctl(0, TIOCSCTTY);
    tcsetpgrp(0, getpid());
    signal(SIGTERM, SIG_DFL);
    execve(path, arguments, environment);
    fprintf(stderr, "init: %s: %s\n", path, strerror(errno));
    _exit(NOT_EXECUTED);
}

/* Waits for the child, reaping whoever ends meanwhile. Returns its status; -1 if init is to stop. */
static int wait_for(pid_t child)
{
    for (;;) {
        int status;
        pid_t ended = wait(&status);

        if (stopping)
            return -1;
        if (ended == child)
            return status;
        if (ended < 0 && errno == ECHILD)
            return 0;
    }
}

static void halt(void)
{
    tcdrain(STDOUT_FILENO);
    kill(EVERYBODY, SIGTERM);
    kill(EVERYBODY, SIGCONT);
    for (unsigned rest = GRACE; rest > 0 && waitpid(EVERYBODY, NULL, WNOHANG) >= 0;)
        rest = sleep(1) + rest - 1;
    kill(EVERYBODY, SIGKILL);
    sync();
    reboot(REBOOT_HALT);
    for (;;)
        pause();
}

int main(int argc, char *argv[])
{
    int single_user = argc > 1 && strcmp(argv[1], "-s") == 0;
    struct sigaction on_term = { .sa_handler = stop };

    open_console();
    sigaction(SIGTERM, &on_term, NULL);
    if (!single_user && access(RC, R_OK) == 0) {
        char *const arguments[] = { "sh", RC, NULL };

        wait_for(start(_PATH_BSHELL, arguments));
    } else {
        single_user = 1;
    }
    while (!stopping) {
        char *const arguments[] = { "-sh", NULL };
        int status = wait_for(start(_PATH_BSHELL, arguments));

        if (single_user)
            break;
        if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_EXECUTED)
            sleep(RETRY);
    }
    halt();
}
