/* Executes trees. Every function returns the status, which is also last_status. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sh.h"

#define CANNOT_FORK 254

enum flow flow;
int flow_levels;
bool exit_on_error;
bool shows_commands;
bool interactive;
jmp_buf *error_return;
static int unchecked; /* within a condition: set -e does not end the shell */

void shell_error(const char *format, ...)
{
    va_list arguments;
    fflush(stdout);
    fprintf(stderr, "%s: ", shell_name);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    last_status = 2;
    if (error_return != NULL)
        longjmp(*error_return, 1);
    shell_exit(2);
}

void shell_exit(int status)
{
    last_status = status;
    trap_at_exit();
    fflush(stdout);
    _exit(last_status);
}

/* A child that executes part of a tree; its pid in the parent, 0 in the child. */
static int fork_shell(void)
{
    fflush(stdout);
    int child = fork();
    if (child < 0) {
        fprintf(stderr, "%s: cannot fork: %s\n", shell_name, strerror(errno));
        return -1;
    }
    if (child == 0) {
        signals_for_children();
        traps_clear();
        interactive = false;
        error_return = NULL;
    }
    return child;
}

static _Noreturn void execute_and_exit(struct node *node)
{
    execute(node);
    shell_exit(last_status);
}

static void assign(const struct word *assignments, bool exports)
{
    for (; assignments != NULL; assignments = assignments->next) {
        size_t length = name_length(assignments->text);
        char name[length + 1];
        memcpy(name, assignments->text, length);
        name[length] = '\0';
        char *value = expand_string(assignments->text + length + 1);
        variable_set(name, value);
        if (exports)
            variable_export(name);
        free(value);
    }
}

int function_call(struct node *body, char **arguments)
{
    char **outer = positional;
    int outer_count = positional_count;
    positional = arguments + 1;
    positional_count = 0;
    while (positional[positional_count] != NULL)
        positional_count++;
    int status = execute(body);
    if (flow == FLOW_RETURN)
        flow = FLOW_NONE;
    positional = outer;
    positional_count = outer_count;
    return status;
}

static void show(char **arguments)
{
    fflush(stdout);
    fputs("+", stderr);
    for (; *arguments != NULL; arguments++)
        fprintf(stderr, " %s", *arguments);
    fputc('\n', stderr);
}

static int execute_here(struct node *node, struct strings *words, builtin *builtin)
{
    struct saved_descriptors saved = {0};
    struct node *function = builtin == NULL ? function_find(words->at[0]) : NULL;
    int status = 1;
    bool exec = strcmp(words->at[0], "exec") == 0;
    if (redirect(node->redirections, exec ? NULL : &saved)) {
        assign(node->assignments, false);
        status = builtin != NULL ? builtin(words->count, words->at)
                                 : function_call(function, words->at);
    }
    redirect_undo(&saved);
    return status;
}

static int execute_program(struct node *node, struct strings *words)
{
    int child = fork_shell();
    if (child < 0)
        return CANNOT_FORK;
    if (child == 0) {
        if (!redirect(node->redirections, NULL))
            _exit(1);
        assign(node->assignments, true);
        program_execute(words->at);
    }
    return wait_status(child);
}

static int execute_command(struct node *node)
{
    struct strings words = {0};
    bool special;
    int status;
    int before = last_status;
    last_status = 0;
    for (struct word *word = node->words; word != NULL; word = word->next) {
        int kept = last_status;
        last_status = before; /* $? is that of the command before */
        expand_word(word->text, &words);
        if (last_status == before)
            last_status = kept;
    }
    if (words.count == 0) {
        struct saved_descriptors saved = {0};
        int substituted = last_status;
        status = redirect(node->redirections, &saved) ? substituted : 1;
        redirect_undo(&saved);
        assign(node->assignments, false);
        if (node->assignments != NULL && status == 0)
            status = last_status;
        strings_free(&words);
        return status;
    }
    last_status = before;
    if (shows_commands)
        show(words.at);
    builtin *builtin = builtin_find(words.at[0], &special);
    if (builtin != NULL && !special && function_find(words.at[0]) != NULL)
        builtin = NULL;
    if (builtin != NULL || function_find(words.at[0]) != NULL)
        status = execute_here(node, &words, builtin);
    else
        status = execute_program(node, &words);
    strings_free(&words);
    return status;
}

static int execute_pipe(struct node *node)
{
    int ends[2];
    if (pipe(ends) < 0)
        shell_error("pipe: %s", strerror(errno));
    int left = fork_shell();
    if (left == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        if (ends[1] != STDOUT_FILENO)
            close(ends[1]);
        execute_and_exit(node->left);
    }
    close(ends[1]);
    int right = fork_shell();
    if (right == 0) {
        dup2(ends[0], STDIN_FILENO);
        if (ends[0] != STDIN_FILENO)
            close(ends[0]);
        execute_and_exit(node->right);
    }
    close(ends[0]);
    int status = right < 0 ? CANNOT_FORK : wait_status(right);
    if (left >= 0)
        wait_status(left);
    return status;
}

static int execute_condition(struct node *node)
{
    unchecked++;
    int status = execute(node);
    unchecked--;
    return status;
}

/* Whether a loop must be left. */
static bool loop_ends(void)
{
    if (flow == FLOW_NONE)
        return false;
    if (flow == FLOW_RETURN)
        return true;
    bool again = flow == FLOW_CONTINUE && flow_levels == 1;
    if (--flow_levels == 0)
        flow = FLOW_NONE;
    return !again;
}

static int execute_while(struct node *node)
{
    int status = 0;
    bool wanted = node->kind == NODE_WHILE;
    while ((execute_condition(node->left) == 0) == wanted && flow == FLOW_NONE) {
        status = execute(node->right);
        if (loop_ends())
            return status;
    }
    loop_ends();
    return status;
}

static int execute_for(struct node *node)
{
    struct strings list = {0};
    int status = 0;
    if (node->has_list)
        for (struct word *word = node->words; word != NULL; word = word->next)
            expand_word(word->text, &list);
    else
        for (int i = 0; i < positional_count; i++)
            strings_add(&list, strdup(positional[i]));
    for (int i = 0; i < list.count; i++) {
        variable_set(node->assignments->text, list.at[i]);
        status = execute(node->right);
        if (loop_ends())
            break;
    }
    strings_free(&list);
    return status;
}

static int execute_case(struct node *node)
{
    char *word = expand_string(node->words->text);
    int status = 0;
    for (struct case_arm *arm = node->arms; arm != NULL; arm = arm->next)
        for (struct word *one = arm->patterns; one != NULL; one = one->next) {
            char *pattern = expand_pattern(one->text);
            bool fits = pattern_matches(pattern, word);
            free(pattern);
            if (fits) {
                free(word);
                return execute(arm->body);
            }
        }
    free(word);
    return status;
}

static int execute_background(struct node *node)
{
    int child = fork_shell();
    if (child == 0) {
        int nothing = open("/dev/null", O_RDONLY);
        signal(SIGINT, SIG_IGN);
        signal(SIGQUIT, SIG_IGN);
        if (nothing > 0) {
            dup2(nothing, STDIN_FILENO);
            close(nothing);
        }
        execute_and_exit(node->left);
    }
    if (child > 0)
        last_background = child;
    return child < 0 ? CANNOT_FORK : 0;
}

static int execute_subshell(struct node *node)
{
    int child = fork_shell();
    if (child == 0) {
        if (!redirect(node->redirections, NULL))
            _exit(1);
        execute_and_exit(node->left);
    }
    return child < 0 ? CANNOT_FORK : wait_status(child);
}

static int execute_compound(struct node *node)
{
    switch (node->kind) {
    case NODE_GROUP:
        return execute(node->left);
    case NODE_IF:
        if (execute_condition(node->left) == 0)
            return flow == FLOW_NONE ? execute(node->right) : last_status;
        if (flow != FLOW_NONE)
            return last_status;
        return node->other == NULL ? 0 : execute(node->other);
    case NODE_WHILE:
    case NODE_UNTIL:
        return execute_while(node);
    case NODE_FOR:
        return execute_for(node);
    default:
        return execute_case(node);
    }
}

static int execute_redirected(struct node *node)
{
    struct saved_descriptors saved = {0};
    int status = 1;
    if (redirect(node->redirections, &saved))
        status = execute_compound(node);
    redirect_undo(&saved);
    return status;
}

static int execute_kind(struct node *node)
{
    switch (node->kind) {
    case NODE_COMMAND:
        return execute_command(node);
    case NODE_PIPE:
        return execute_pipe(node);
    case NODE_AND:
    case NODE_OR: {
        int status = execute_condition(node->left);
        if (flow != FLOW_NONE || (status == 0) != (node->kind == NODE_AND))
            return status;
        return execute(node->right);
    }
    case NODE_NOT:
        return !execute_condition(node->left);
    case NODE_SEQUENCE:
        execute(node->left);
        return flow == FLOW_NONE ? execute(node->right) : last_status;
    case NODE_BACKGROUND:
        return execute_background(node);
    case NODE_SUBSHELL:
        return execute_subshell(node);
    case NODE_FUNCTION:
        function_define(node->words->text, node);
        return 0;
    default:
        return execute_redirected(node);
    }
}

int execute(struct node *node)
{
    if (node == NULL)
        return 0;
    traps_run();
    last_status = execute_kind(node);
    bool simple = node->kind == NODE_COMMAND || node->kind == NODE_PIPE ||
                  node->kind == NODE_SUBSHELL;
    if (exit_on_error && simple && last_status != 0 && unchecked == 0)
        shell_exit(last_status);
    return last_status;
}

static bool has_function(const struct node *node)
{
    if (node == NULL)
        return false;
    if (node->kind == NODE_FUNCTION || has_function(node->left) || has_function(node->right) ||
        has_function(node->other))
        return true;
    for (const struct case_arm *arm = node->arms; arm != NULL; arm = arm->next)
        if (has_function(arm->body))
            return true;
    return false;
}

int execute_input(struct input *input)
{
    jmp_buf *outer = error_return;
    jmp_buf here;
    bool ended = false;
    while (!ended) {
        struct region *volatile region = region_new();
        struct node *volatile command = NULL;
        if (interactive && outer == NULL) {
            error_return = &here;
            if (setjmp(here) != 0) { /* the rest of the line is dropped */
                input_drop_line(input);
                flow = FLOW_NONE;
                continue;
            }
        }
        command = parse_command(input, region, &ended);
        if (command != NULL)
            execute(command);
        fflush(stdout);
        if (!has_function(command))
            region_free(region);
        if (flow == FLOW_RETURN)
            break;
        flow = FLOW_NONE;
    }
    error_return = outer;
    input_close(input);
    return last_status;
}

int execute_string(const char *string)
{
    return execute_input(input_of_string(string));
}

void command_output(const char *command, struct text *output)
{
    int ends[2];
    char buffer[256];
    ssize_t count;
    if (pipe(ends) < 0)
        shell_error("pipe: %s", strerror(errno));
    int child = fork_shell();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        if (ends[1] != STDOUT_FILENO)
            close(ends[1]);
        execute_string(command);
        shell_exit(last_status);
    }
    close(ends[1]);
    while ((count = read(ends[0], buffer, sizeof buffer)) > 0 || (count < 0 && errno == EINTR))
        for (ssize_t i = 0; i < count; i++)
            text_add(output, buffer[i]);
    close(ends[0]);
    while (output->length > 0 && output->at[output->length - 1] == '\n')
        output->at[--output->length] = '\0';
    last_status = child < 0 ? CANNOT_FORK : wait_status(child);
}
