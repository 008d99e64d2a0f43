/*
 * What the program is when a test executes it: its first argument begins with @ and says what.
 */
#include "suite.h"

/* As many arguments, each with as many bytes, as the first two say. */
static int check_arguments(int argc, char *argv[])
{
    int count = atoi(argv[1]);
    size_t bytes = atoi(argv[2]);

    if (argc != count + 3)
        return 1;
    for (int i = 3; i < argc; i++)
        if (strlen(argv[i]) != bytes)
            return 2;
    return argv[argc] == NULL ? 0 : 3;
}

int helper(int argc, char *argv[])
{
    if (strcmp(argv[0], "@true") == 0)
        return 0;
    if (strcmp(argv[0], "@exit") == 0)
        return atoi(argv[1]);
    if (strcmp(argv[0], "@arguments") == 0)
        return check_arguments(argc, argv);
    if (strcmp(argv[0], "@pause") == 0)
        return pause();
    /* Is the descriptor open? */
    if (strcmp(argv[0], "@open") == 0)
        return fcntl(atoi(argv[1]), F_GETFD) != -1;
    /* Effective user and group. */
    if (strcmp(argv[0], "@user") == 0)
        return geteuid() != (uid_t)atoi(argv[1]) || getegid() != (gid_t)atoi(argv[2]) ||
               getuid() != (uid_t)atoi(argv[3]);
    /* 0 default, 1 ignored, 2 something else; 4 if it is blocked */
    if (strcmp(argv[0], "@signal") == 0) {
        struct sigaction action;
        sigset_t blocked;

        sigaction(atoi(argv[1]), NULL, &action);
        sigprocmask(SIG_BLOCK, NULL, &blocked);
        return (action.sa_handler == SIG_DFL ? 0 : action.sa_handler == SIG_IGN ? 1 : 2) |
               (sigismember(&blocked, atoi(argv[1])) ? 4 : 0);
    }
    return 100;
}
