/* Where commands come from: a descriptor, read a buffer at a time, or a string. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sh.h"

#define BUFFER_BYTES 1024

struct input {
    int descriptor; /* -1: a string */
    bool prompts;
    const char *prompt; /* the variable that has what to show before more is read */
    int line;
    const char *at;
    const char *end;
    char *string;
    char buffer[BUFFER_BYTES];
};

struct input *input_of_descriptor(int descriptor, bool prompts)
{
    struct input *input = calloc(1, sizeof *input);
    if (input == NULL)
        shell_error("out of memory");
    input->descriptor = descriptor;
    input->prompts = prompts;
    input->line = 1;
    return input;
}

struct input *input_of_string(const char *string)
{
    struct input *input = input_of_descriptor(-1, false);
    input->string = strdup(string);
    input->at = input->string;
    input->end = input->string + strlen(string);
    return input;
}

void input_close(struct input *input)
{
    free(input->string);
    free(input);
}

void input_prompt(struct input *input, const char *variable) { input->prompt = variable; }

int input_line(const struct input *input) { return input->line; }

/* False: there is no more. Commands share their input with the shell: it reads no further than it
 * must, a line from a terminal, a character from anything that cannot be moved back in. */
static bool fill(struct input *input)
{
    if (input->descriptor < 0)
        return false;
    if (input->prompts && input->prompt != NULL) {
        const char *prompt = variable_get(input->prompt);
        if (prompt != NULL)
            write(STDERR_FILENO, prompt, strlen(prompt));
        input->prompt = "PS2";
    }
    size_t room = sizeof input->buffer;
    if (!input->prompts && lseek(input->descriptor, 0, SEEK_CUR) < 0)
        room = 1;
    ssize_t count;
    do {
        count = read(input->descriptor, input->buffer, room);
        if (count < 0 && errno == EINTR) {
            traps_run();
            if (interactive)
                write(STDERR_FILENO, "\n", 1);
        }
    } while (count < 0 && errno == EINTR && !interactive);
    if (count < 0 && errno == EINTR && error_return != NULL)
        longjmp(*error_return, 1);
    if (count <= 0)
        return false;
    input->at = input->buffer;
    input->end = input->buffer + count;
    return true;
}

int input_peek(struct input *input)
{
    if (input->at == input->end && !fill(input))
        return INPUT_END;
    return (unsigned char)*input->at;
}

int input_get(struct input *input)
{
    int character = input_peek(input);
    if (character == INPUT_END)
        return character;
    input->at++;
    if (character == '\n')
        input->line++;
    return character;
}

void input_drop_line(struct input *input)
{
    while (input->at < input->end)
        if (input_get(input) == '\n')
            return;
}
