/* system: a command for the shell. */
#include <paths.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOT_EXECUTED 127

int system(const char *command)
{
    sig_t interrupt, quit;
    uint32_t mask;
    pid_t child;
    int status = -1;

    if (command == NULL)
        return access(_PATH_BSHELL, X_OK) == 0;
    mask = sigblock(sigmask(SIGCHLD));
    child = vfork();
    if (child == 0) {
        sigsetmask(mask);
        execl(_PATH_BSHELL, "sh", "-c", command, (char *)NULL);
        _exit(NOT_EXECUTED);
    }
    interrupt = signal(SIGINT, SIG_IGN);
    quit = signal(SIGQUIT, SIG_IGN);
    if (child > 0 && waitpid(child, &status, 0) < 0)
        status = -1;
    signal(SIGINT, interrupt);
    signal(SIGQUIT, quit);
    sigsetmask(mask);
    return status;
}
