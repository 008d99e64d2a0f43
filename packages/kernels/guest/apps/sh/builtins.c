/* Commands of the shell's own: those that change it, and some that would be programs. */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test/test.h"
#include "sh.h"

static int complain(const char *command, const char *about, const char *what)
{
    fflush(stdout);
    fprintf(stderr, "%s: %s: %s%s%s\n", shell_name, command, about, *about != '\0' ? ": " : "",
            what);
    return 1;
}

static int do_nothing(int count, char **arguments)
{
    (void)count, (void)arguments;
    return 0;
}

static int do_false(int count, char **arguments)
{
    (void)count, (void)arguments;
    return 1;
}

static int do_dot(int count, char **arguments)
{
    if (count < 2)
        return complain(".", "", "a file was expected");
    FILE *file = fopen(arguments[1], "r");
    struct text text = {0};
    if (file == NULL)
        return complain(".", arguments[1], strerror(errno));
    for (int c; (c = getc(file)) != EOF;)
        text_add(&text, (char)c);
    fclose(file);
    char *commands = text_take(&text);
    last_status = 0;
    execute_string(commands);
    free(commands);
    if (flow == FLOW_RETURN)
        flow = FLOW_NONE;
    return last_status;
}

static int leave_loop(int count, char **arguments, enum flow how)
{
    int levels = count > 1 ? atoi(arguments[1]) : 1;
    if (levels < 1)
        return complain(arguments[0], arguments[1], "a positive number was expected");
    flow = how;
    flow_levels = levels;
    return 0;
}

static int do_break(int count, char **arguments)
{
    return leave_loop(count, arguments, FLOW_BREAK);
}

static int do_continue(int count, char **arguments)
{
    return leave_loop(count, arguments, FLOW_CONTINUE);
}

static int do_cd(int count, char **arguments)
{
    const char *to = count > 1 ? arguments[1] : variable_get("HOME");
    char path[1024];
    bool back = to != NULL && strcmp(to, "-") == 0;
    if (back)
        to = variable_get("OLDPWD");
    if (to == NULL)
        return complain("cd", "", back ? "OLDPWD is not set" : "HOME is not set");
    char *before = getcwd(path, sizeof path) != NULL ? strdup(path) : NULL;
    if (chdir(to) < 0) {
        free(before);
        return complain("cd", to, strerror(errno));
    }
    if (back)
        puts(to);
    if (before != NULL)
        variable_set("OLDPWD", before);
    free(before);
    if (getcwd(path, sizeof path) != NULL)
        variable_set("PWD", path);
    return 0;
}

static int do_echo(int count, char **arguments)
{
    bool newline = true;
    int first = 1;
    if (count > 1 && strcmp(arguments[1], "-n") == 0) {
        newline = false;
        first = 2;
    }
    for (int i = first; i < count; i++)
        printf("%s%s", i > first ? " " : "", arguments[i]);
    if (newline)
        putchar('\n');
    return ferror(stdout) != 0;
}

static int do_eval(int count, char **arguments)
{
    struct text text = {0};
    for (int i = 1; i < count; i++) {
        if (i > 1)
            text_add(&text, ' ');
        text_add_string(&text, arguments[i]);
    }
    char *commands = text_take(&text);
    last_status = 0;
    execute_string(commands);
    free(commands);
    return last_status;
}

static int do_exec(int count, char **arguments)
{
    if (count < 2)
        return 0; /* its redirections stay */
    signals_for_children();
    fflush(stdout);
    program_execute(arguments + 1);
}

static int do_exit(int count, char **arguments)
{
    shell_exit(count > 1 ? atoi(arguments[1]) & 255 : last_status);
}

static int do_export(int count, char **arguments)
{
    if (count == 1)
        variables_print(true);
    for (int i = 1; i < count; i++) {
        size_t length = name_length(arguments[i]);
        if (length == 0 || (arguments[i][length] != '=' && arguments[i][length] != '\0'))
            return complain("export", arguments[i], "is no name");
        char name[length + 1];
        memcpy(name, arguments[i], length);
        name[length] = '\0';
        if (arguments[i][length] == '=')
            variable_set(name, arguments[i] + length + 1);
        variable_export(name);
    }
    return 0;
}

static int do_kill(int count, char **arguments)
{
    int signal = SIGTERM, at = 1, status = 0;
    if (at < count && arguments[at][0] == '-' && arguments[at][1] != '\0') {
        const char *given = arguments[at][1] == 's' && arguments[at][2] == '\0' && at + 1 < count
                                ? arguments[++at]
                                : arguments[at] + 1;
        signal = trap_signal(given);
        if (signal < 0)
            return complain("kill", given, "is no signal");
        at++;
    }
    if (at == count)
        return complain("kill", "", "a process was expected");
    for (; at < count; at++)
        if (kill(atoi(arguments[at]), signal) < 0)
            status = complain("kill", arguments[at], strerror(errno));
    return status;
}

static int do_pwd(int count, char **arguments)
{
    char path[1024];
    (void)count, (void)arguments;
    if (getcwd(path, sizeof path) == NULL)
        return complain("pwd", "", strerror(errno));
    puts(path);
    return 0;
}

/* A line of standard input, a byte at a time: what follows is for others. */
static bool read_line(struct text *line, bool raw)
{
    char c;
    for (;;) {
        if (read(STDIN_FILENO, &c, 1) != 1)
            return false;
        if (c == '\n')
            return true;
        if (c == '\\' && !raw) {
            if (read(STDIN_FILENO, &c, 1) != 1)
                return false;
            if (c == '\n')
                continue;
            text_add(line, '\\'); /* keeps a separator from being one */
        }
        text_add(line, c);
    }
}

static bool is_separator(const char *at, const char *ifs)
{
    return *at != '\0' && strchr(ifs, *at) != NULL;
}

static int do_read(int count, char **arguments)
{
    bool raw = count > 1 && strcmp(arguments[1], "-r") == 0;
    const char *ifs = variable_get("IFS");
    struct text text = {0};
    if (ifs == NULL)
        ifs = " \t\n";
    fflush(stdout);
    bool whole = read_line(&text, raw);
    char *line = text_take(&text), *at = line;
    for (int i = 1 + raw; i < count; i++) {
        struct text value = {0};
        while (is_separator(at, ifs) && isspace((unsigned char)*at))
            at++;
        bool last = i == count - 1;
        while (*at != '\0' && (last || !is_separator(at, ifs))) {
            if (*at == '\\' && !raw && at[1] != '\0')
                at++;
            text_add(&value, *at++);
        }
        if (*at != '\0' && !isspace((unsigned char)*at))
            at++;
        if (last)
            while (value.length > 0 && strchr(ifs, value.at[value.length - 1]) != NULL &&
                   isspace((unsigned char)value.at[value.length - 1]))
                value.at[--value.length] = '\0';
        char *own = text_take(&value);
        variable_set(arguments[i], own);
        free(own);
    }
    free(line);
    return !whole;
}

static int do_return(int count, char **arguments)
{
    flow = FLOW_RETURN;
    return count > 1 ? atoi(arguments[1]) & 255 : last_status;
}

static void set_positional(int count, char **arguments)
{
    struct strings list = {0};
    for (int i = 0; i < count; i++)
        strings_add(&list, strdup(arguments[i]));
    if (list.at == NULL) {
        strings_add(&list, NULL);
        list.count = 0;
    }
    positional = list.at; /* the old ones may be in use by a function's caller */
    positional_count = count;
}

static int do_set(int count, char **arguments)
{
    int at = 1;
    if (count == 1)
        variables_print(false);
    for (; at < count && (arguments[at][0] == '-' || arguments[at][0] == '+'); at++) {
        bool on = arguments[at][0] == '-';
        if (strcmp(arguments[at], "--") == 0) {
            set_positional(count - at - 1, arguments + at + 1);
            return 0;
        }
        for (const char *option = arguments[at] + 1; *option != '\0'; option++)
            if (*option == 'e')
                exit_on_error = on;
            else if (*option == 'x')
                shows_commands = on;
            else
                return complain("set", arguments[at], "there is no such option");
    }
    if (at < count)
        set_positional(count - at, arguments + at);
    return 0;
}

static int do_shift(int count, char **arguments)
{
    int by = count > 1 ? atoi(arguments[1]) : 1;
    if (by < 0 || by > positional_count)
        return complain("shift", "", "there are not so many");
    positional += by;
    positional_count -= by;
    return 0;
}

static void print_times(int who)
{
    struct rusage usage;
    getrusage(who, &usage);
    printf("%ldm%ld.%02lds %ldm%ld.%02lds\n", (long)usage.ru_utime.tv_sec / 60,
           (long)usage.ru_utime.tv_sec % 60, (long)usage.ru_utime.tv_usec / 10000,
           (long)usage.ru_stime.tv_sec / 60, (long)usage.ru_stime.tv_sec % 60,
           (long)usage.ru_stime.tv_usec / 10000);
}

static int do_times(int count, char **arguments)
{
    (void)count, (void)arguments;
    print_times(RUSAGE_SELF);
    print_times(RUSAGE_CHILDREN);
    return 0;
}

static int do_trap(int count, char **arguments)
{
    if (count < 2)
        return 0;
    bool resets = strcmp(arguments[1], "-") == 0 || isdigit((unsigned char)arguments[1][0]);
    for (int i = resets && arguments[1][0] != '-' ? 1 : 2; i < count; i++) {
        int signal = trap_signal(arguments[i]);
        if (signal < 0)
            return complain("trap", arguments[i], "is no signal");
        trap_set(signal, resets ? NULL : arguments[1]);
    }
    return 0;
}

static int do_type(int count, char **arguments)
{
    int status = 0;
    for (int i = 1; i < count; i++) {
        bool special;
        if (function_find(arguments[i]) != NULL)
            printf("%s is a function\n", arguments[i]);
        else if (builtin_find(arguments[i], &special) != NULL)
            printf("%s is a builtin\n", arguments[i]);
        else
            printf("%s is a program, if it is there\n", arguments[i]);
    }
    return status;
}

static int do_umask(int count, char **arguments)
{
    if (count > 1) {
        char *end;
        long mask = strtol(arguments[1], &end, 8);
        if (*end != '\0' || mask < 0 || mask > 0777)
            return complain("umask", arguments[1], "an octal number was expected");
        umask((mode_t)mask);
        return 0;
    }
    mode_t mask = umask(0);
    umask(mask);
    printf("%04o\n", (unsigned)mask);
    return 0;
}

static int do_unset(int count, char **arguments)
{
    for (int i = 1; i < count; i++)
        variable_unset(arguments[i]);
    return 0;
}

static int do_wait(int count, char **arguments)
{
    int status = 0;
    if (count > 1)
        for (int i = 1; i < count; i++)
            status = wait_status(atoi(arguments[i]));
    else
        while (wait(NULL) >= 0 || errno == EINTR)
            traps_run();
    return status;
}

static const struct {
    const char *name;
    builtin *function;
    bool special; /* no function can take its place */
} builtins[] = {
    {":", do_nothing, true},        {".", do_dot, true},         {"[", test_expression, false},
    {"break", do_break, true},      {"cd", do_cd, false},        {"continue", do_continue, true},
    {"echo", do_echo, false},       {"eval", do_eval, true},     {"exec", do_exec, true},
    {"exit", do_exit, true},        {"export", do_export, true}, {"false", do_false, false},
    {"kill", do_kill, false},       {"pwd", do_pwd, false},      {"read", do_read, false},
    {"return", do_return, true},    {"set", do_set, true},       {"shift", do_shift, true},
    {"test", test_expression, false}, {"times", do_times, true}, {"trap", do_trap, true},
    {"true", do_nothing, false},    {"type", do_type, false},    {"umask", do_umask, false},
    {"unset", do_unset, true},      {"wait", do_wait, false},
};

builtin *builtin_find(const char *name, bool *special)
{
    for (size_t i = 0; i < sizeof builtins / sizeof builtins[0]; i++)
        if (strcmp(builtins[i].name, name) == 0) {
            *special = builtins[i].special;
            return builtins[i].function;
        }
    return NULL;
}
