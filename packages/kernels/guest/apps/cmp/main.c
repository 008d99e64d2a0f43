/*
 * cmp [-l | -s] file1 file2: compares two files by bytes; - is standard input. -l prints all
 * differences, -s none. 0 if the files are the same, 1 if they are not, 2 if that cannot be said.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TROUBLE 2

static int usage(void)
{
    fputs("usage: cmp [-l | -s] file1 file2\n", stderr);
    return TROUBLE;
}

static FILE *opened(const char *name)
{
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
    if (file == NULL)
        err(TROUBLE, "%s", name);
    return file;
}

static int next(FILE *file, const char *name)
{
    int byte = getc(file);
    if (byte == EOF && ferror(file))
        err(TROUBLE, "%s", name);
    return byte;
}

static int finish(int status)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        err(TROUBLE, "standard output");
    return status;
}

int main(int count, char **arguments)
{
    bool is_long = false, is_silent = false;
    int option;
    while ((option = getopt(count, arguments, "ls")) != -1)
        if (option == 'l')
            is_long = true;
        else if (option == 's')
            is_silent = true;
        else
            return usage();
    if (count - optind != 2 || (is_long && is_silent))
        return usage();
    const char *names[2] = {arguments[optind], arguments[optind + 1]};
    FILE *files[2] = {opened(names[0]), opened(names[1])};
    unsigned long number = 0, line = 1;
    int status = 0;
    for (;;) {
        int a = next(files[0], names[0]), b = next(files[1], names[1]);
        number++;
        if (a == EOF && b == EOF)
            return finish(status);
        if (a == EOF || b == EOF) {
            if (!is_silent)
                warnx("EOF on %s", names[a == EOF ? 0 : 1]);
            return finish(1);
        }
        if (a != b) {
            status = 1;
            if (is_long)
                printf("%lu %o %o\n", number, (unsigned)a, (unsigned)b);
            else {
                if (!is_silent)
                    printf("%s %s differ: char %lu, line %lu\n", names[0], names[1], number, line);
                return finish(status);
            }
        }
        if (a == '\n')
            line++;
    }
}
