/* tee [-a] [file ...]: copies standard input to standard output and to files. */
#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define BUFFER_BYTES 4096

static int write_all(int to, const char *from, ssize_t count)
{
    while (count > 0) {
        ssize_t written = write(to, from, (size_t)count);
        if (written < 0)
            return -1;
        from += written;
        count -= written;
    }
    return 0;
}

int main(int count, char **arguments)
{
    static char buffer[BUFFER_BYTES];
    int how = O_TRUNC, failed = 0, option;
    while ((option = getopt(count, arguments, "a")) != -1)
        if (option == 'a')
            how = O_APPEND;
        else
            return 2;
    int files = count - optind;
    int *to = calloc((size_t)files + 1, sizeof *to);
    if (to == NULL)
        err(1, NULL);
    to[files] = STDOUT_FILENO;
    for (int i = 0; i < files; i++)
        if ((to[i] = open(arguments[optind + i], O_WRONLY | O_CREAT | how, 0666)) < 0) {
            warn("%s", arguments[optind + i]);
            failed = 1;
        }
    ssize_t bytes;
    while ((bytes = read(STDIN_FILENO, buffer, sizeof buffer)) > 0)
        for (int i = 0; i <= files; i++)
            if (to[i] >= 0 && write_all(to[i], buffer, bytes) < 0) {
                warn("%s", i < files ? arguments[optind + i] : "standard output");
                to[i] = -1;
                failed = 1;
            }
    return failed || bytes < 0;
}
