/* head [-n lines | -lines] [file ...]: the first lines of files, 10; - is standard input. */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES 4096

static unsigned long most = 10;

static void set_most(const char *text)
{
    char *rest;
    errno = 0;
    most = strtoul(text, &rest, 10);
    if (!isdigit((unsigned char)*text) || *rest != '\0' || errno != 0)
        errx(2, "%s: is no number of lines", text);
}

/* Of what is in memory: how many bytes belong to *left lines. */
static size_t part_of(const char *from, size_t bytes, unsigned long *left)
{
    const char *at = from, *end = from + bytes;
    while (*left > 0 && at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (newline == NULL)
            return bytes;
        at = newline + 1;
        --*left;
    }
    return (size_t)(at - from);
}

/* What was read too much of a file goes to who reads it next. */
static int copy(int file, const char *name)
{
    static char buffer[BUFFER_BYTES];
    unsigned long left = most;
    ssize_t bytes = 0;
    while (left > 0 && (bytes = read(file, buffer, sizeof buffer)) > 0) {
        size_t part = part_of(buffer, (size_t)bytes, &left);
        fwrite(buffer, 1, part, stdout);
        if (part < (size_t)bytes)
            lseek(file, (off_t)part - bytes, SEEK_CUR);
    }
    if (bytes < 0)
        warn("%s", name);
    return bytes < 0;
}

static void print_name(const char *name)
{
    static bool is_later;
    printf("%s==> %s <==\n", is_later ? "\n" : "", name);
    is_later = true;
}

int main(int count, char **arguments)
{
    int failed = 0, option;
    if (count > 1 && arguments[1][0] == '-' && isdigit((unsigned char)arguments[1][1])) {
        set_most(arguments[1] + 1);
        arguments[1] = arguments[0];
        arguments++;
        count--;
    }
    while ((option = getopt(count, arguments, "n:")) != -1)
        if (option == 'n')
            set_most(optarg);
        else
            return 2;
    if (optind == count)
        failed = copy(STDIN_FILENO, "standard input");
    for (int i = optind; i < count; i++) {
        bool is_standard = strcmp(arguments[i], "-") == 0;
        const char *name = is_standard ? "standard input" : arguments[i];
        int file = is_standard ? STDIN_FILENO : open(name, O_RDONLY);
        if (file < 0) {
            warn("%s", name);
            failed = 1;
            continue;
        }
        if (count - optind > 1)
            print_name(name);
        failed |= copy(file, name);
        if (!is_standard)
            close(file);
    }
    if (fflush(stdout) != 0 || ferror(stdout))
        err(1, "standard output");
    return failed;
}
