/* Programs: found by PATH, executed; scripts without #! are the shell's own. Their status. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sh.h"

#define NOT_FOUND 127
#define NOT_EXECUTABLE 126
#define BY_SIGNAL 128 /* plus its number */

/* A file that is no program is read as commands. */
static _Noreturn void run_script(const char *path, char **arguments)
{
    int file = open(path, O_RDONLY);
    if (file < 0)
        _exit(NOT_EXECUTABLE);
    shell_name = (char *)path;
    positional = arguments + 1;
    positional_count = 0;
    while (positional[positional_count] != NULL)
        positional_count++;
    interactive = false;
    execute_input(input_of_descriptor(file, false));
    shell_exit(last_status);
}

static void try_execute(const char *path, char **arguments, char **environment, int *error)
{
    execve(path, arguments, environment);
    if (errno == ENOEXEC)
        run_script(path, arguments);
    if (errno != ENOENT && errno != ENOTDIR)
        *error = errno;
}

void program_execute(char **arguments)
{
    const char *name = arguments[0], *path = variable_get("PATH");
    char **environment = variables_environment();
    int error = ENOENT;
    if (strchr(name, '/') != NULL)
        try_execute(name, arguments, environment, &error);
    else
        for (path = path == NULL ? "/bin:/usr/bin" : path; path != NULL;) {
            size_t length = strcspn(path, ":");
            struct text file = {0};
            for (size_t i = 0; i < length; i++)
                text_add(&file, path[i]);
            if (length > 0)
                text_add(&file, '/');
            text_add_string(&file, name);
            char *own = text_take(&file);
            try_execute(own, arguments, environment, &error);
            free(own);
            path = path[length] == ':' ? path + length + 1 : NULL;
        }
    fprintf(stderr, "%s: %s: %s\n", shell_name, name,
            error == ENOENT ? "not found" : strerror(error));
    _exit(error == ENOENT ? NOT_FOUND : NOT_EXECUTABLE);
}

/* Waits for a child; what $? is then. */
int wait_status(int child)
{
    int status;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            return NOT_FOUND;
        traps_run();
    }
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    if (WIFSIGNALED(status)) {
        int signal = WTERMSIG(status);
        if (signal == SIGINT && interactive)
            write(STDERR_FILENO, "\n", 1);
        else if (signal != SIGPIPE && signal != SIGINT)
            fprintf(stderr, "%s\n", strsignal(signal));
        return BY_SIGNAL + signal;
    }
    return BY_SIGNAL + WSTOPSIG(status);
}

/* An interactive shell ignores what its children must not. */
void signals_for_children(void)
{
    if (!interactive)
        return;
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}
