/* Errors that end the editor, and memory, without which it cannot go on. */
#include <stdarg.h>
#include <stdlib.h>

#include "sed.h"

int exit_status;

static void complain(const char *format, va_list arguments)
{
    vfprintf(stderr, format, arguments);
    putc('\n', stderr);
}

void panic(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("sed: ", stderr);
    complain(format, arguments);
    va_end(arguments);
    exit(PANIC);
}

void bad_script(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fprintf(stderr, "sed: line %lu of the script: ", script_line());
    complain(format, arguments);
    va_end(arguments);
    exit(BAD_USAGE);
}

void *get_memory(void *old, size_t size)
{
    void *memory = realloc(old, size > 0 ? size : 1);

    if (memory == NULL)
        panic("out of memory");
    return memory;
}
