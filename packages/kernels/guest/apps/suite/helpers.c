/* What the program is when a test executes it: its first argument begins with @ and says what. */
#include "suite.h"

static int report(int descriptor, const char *text)
{
    write_all(descriptor, text, strlen(text));
    return 0;
}

/* As many arguments, each with as many bytes, as the first two say. */
static int check_arguments(int argc, char *argv[])
{
    int count = atoi(argv[1]);
    size_t bytes = atoi(argv[2]);

    if (argc != count + 3)
        return 1;
    for (int i = 3; i < argc; i++) {
        if (strlen(argv[i]) != bytes)
            return 2;
        for (size_t at = 0; at < bytes; at++)
            if (argv[i][at] != 'a' + (int)((i + at) % 26))
                return 3;
    }
    return argv[argc] == NULL ? 0 : 4;
}

/* The environment is exactly the other arguments. */
static int check_environment(int argc, char *argv[])
{
    int i;

    for (i = 1; i < argc; i++)
        if (environ[i - 1] == NULL || strcmp(environ[i - 1], argv[i]) != 0)
            return 1;
    return environ[i - 1] == NULL ? 0 : 2;
}

/* 0 default, 1 ignored, 2 something else; 4 if it is blocked; 8 if it is pending. */
static int check_signal(int signal)
{
    struct sigaction action;
    sigset_t blocked, waiting;

    sigaction(signal, NULL, &action);
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    sigpending(&waiting);
    return (action.sa_handler == SIG_DFL ? 0 : action.sa_handler == SIG_IGN ? 1 : 2) |
           (sigismember(&blocked, signal) ? 4 : 0) | (sigismember(&waiting, signal) ? 8 : 0);
}

static int open_descriptors(void)
{
    int count = 0;

    for (int descriptor = 3; descriptor < OPEN_MAX; descriptor++)
        count += fcntl(descriptor, F_GETFD) != -1;
    return count;
}

int helper(int argc, char *argv[])
{
    const char *what = argv[0] + 1;
    int number = argc > 1 ? atoi(argv[1]) : 0;

    if (strcmp(what, "exit") == 0)
        return number;
    if (strcmp(what, "arguments") == 0)
        return check_arguments(argc, argv);
    if (strcmp(what, "environment") == 0)
        return check_environment(argc, argv);
    if (strcmp(what, "pause") == 0)
        return pause();
    if (strcmp(what, "open") == 0)
        return fcntl(number, F_GETFD) != -1;
    if (strcmp(what, "descriptors") == 0)
        return open_descriptors();
    if (strcmp(what, "signal") == 0)
        return check_signal(number);
    if (strcmp(what, "euid") == 0)
        return geteuid();
    if (strcmp(what, "egid") == 0)
        return getegid();
    if (strcmp(what, "ruid") == 0)
        return getuid();
    /* Back to the real user, and to the saved one again. */
    if (strcmp(what, "saved") == 0) {
        uid_t effective = geteuid();

        return setreuid(-1, getuid()) < 0 || geteuid() != getuid() || setreuid(-1, effective) < 0 ||
               geteuid() != effective;
    }
    if (strcmp(what, "umask") == 0)
        return umask(0);
    if (strcmp(what, "nice") == 0)
        return getpriority(PRIO_PROCESS, 0) + 20;
    if (strcmp(what, "pid") == 0)
        return getpid() != atoi(argv[1]);
    if (strcmp(what, "alarm") == 0)
        return alarm(0) > 0;
    if (strcmp(what, "say") == 0)
        return report(number, argv[2]);
    return 100;
}
