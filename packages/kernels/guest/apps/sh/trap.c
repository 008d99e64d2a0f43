/* Traps: commands for signals and for the shell's end. They run between commands. */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sh.h"

#define SIGNALS 32
#define AT_EXIT 0

static char *actions[SIGNALS]; /* NULL: the default; "": ignored */
static volatile sig_atomic_t caught[SIGNALS];
static volatile sig_atomic_t any_caught;

static const struct {
    const char *name;
    int signal;
} names[] = {{"EXIT", AT_EXIT},  {"HUP", SIGHUP},   {"INT", SIGINT},   {"QUIT", SIGQUIT},
             {"KILL", SIGKILL},  {"ALRM", SIGALRM}, {"TERM", SIGTERM}, {"PIPE", SIGPIPE},
             {"USR1", SIGUSR1},  {"USR2", SIGUSR2}, {"CHLD", SIGCHLD}, {"STOP", SIGSTOP},
             {"CONT", SIGCONT},  {"TSTP", SIGTSTP}};

int trap_signal(const char *name)
{
    if (isdigit((unsigned char)*name)) {
        int number = atoi(name);
        return number < SIGNALS ? number : -1;
    }
    if (strncasecmp(name, "SIG", 3) == 0)
        name += 3;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcasecmp(names[i].name, name) == 0)
            return names[i].signal;
    return -1;
}

static void catch(int signal)
{
    caught[signal] = 1;
    any_caught = 1;
}

void trap_set(int number, const char *action)
{
    free(actions[number]);
    actions[number] = action == NULL ? NULL : strdup(action);
    if (number == AT_EXIT)
        return;
    struct sigaction how = {.sa_handler = action == NULL    ? SIG_DFL
                                          : *action == '\0' ? SIG_IGN
                                                            : catch};
    sigaction(number, &how, NULL);
}

void traps_run(void)
{
    if (!any_caught)
        return;
    any_caught = 0;
    for (int number = 1; number < SIGNALS; number++)
        if (caught[number]) {
            int status = last_status;
            caught[number] = 0;
            if (actions[number] != NULL)
                execute_string(actions[number]);
            last_status = status;
        }
}

void trap_at_exit(void)
{
    char *action = actions[AT_EXIT];
    actions[AT_EXIT] = NULL;
    if (action != NULL) {
        int status = last_status;
        execute_string(action);
        last_status = status;
    }
}

/* In a subshell traps are gone; what is ignored stays so. */
void traps_clear(void)
{
    for (int number = 0; number < SIGNALS; number++)
        if (actions[number] != NULL && *actions[number] != '\0')
            trap_set(number, NULL);
}
