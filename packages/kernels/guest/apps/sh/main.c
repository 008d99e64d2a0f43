/*
 * sh [-eix] [-c commands | file] [argument ...]: reads commands from a file, its arguments, or standard
 * input, and executes them. From a terminal it prompts.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sh.h"

#define SCRIPT_DESCRIPTOR 10 /* scripts are read from here on, out of the way */
#define NOT_FOUND 127

extern char **environ;

static void start_interactive(void)
{
    interactive = true;
    signal(SIGQUIT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    trap_set(SIGINT, ":"); /* ends what is being typed */
    if (variable_get("PS1") == NULL)
        variable_set("PS1", geteuid() == 0 ? "# " : "$ ");
    if (variable_get("PS2") == NULL)
        variable_set("PS2", "> ");
}

static int open_script(const char *path)
{
    int file = open(path, O_RDONLY);
    if (file < 0) {
        fprintf(stderr, "%s: %s: cannot be opened\n", shell_name, path);
        exit(NOT_FOUND);
    }
    int moved = fcntl(file, F_DUPFD, SCRIPT_DESCRIPTOR);
    if (moved < 0)
        return file;
    close(file);
    fcntl(moved, F_SETFD, FD_CLOEXEC);
    return moved;
}

int main(int count, char **arguments)
{
    const char *commands = NULL;
    bool wants_prompt = false;
    int option;
    shell_name = arguments[0] != NULL ? arguments[0] : "sh";
    variables_start(environ);
    while ((option = getopt(count, arguments, "c:eix")) != -1)
        switch (option) {
        case 'c':
            commands = optarg;
            break;
        case 'e':
            exit_on_error = true;
            break;
        case 'i':
            wants_prompt = true;
            break;
        case 'x':
            shows_commands = true;
            break;
        default:
            fputs("usage: sh [-eix] [-c commands | file] [argument ...]\n", stderr);
            return 2;
        }
    arguments += optind;
    count -= optind;
    struct input *input;
    if (commands != NULL) {
        if (count > 0)
            shell_name = *arguments++, count--;
        input = input_of_string(commands);
    } else if (count > 0) {
        shell_name = *arguments++, count--;
        input = input_of_descriptor(open_script(shell_name), false);
    } else {
        if (wants_prompt || isatty(STDIN_FILENO))
            start_interactive();
        input = input_of_descriptor(STDIN_FILENO, interactive);
    }
    positional = arguments;
    positional_count = count;
    execute_input(input);
    shell_exit(last_status);
}
