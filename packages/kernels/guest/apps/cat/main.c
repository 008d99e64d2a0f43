/* cat [-u] [file ...]: copies files to standard output; - is standard input. */
#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEAST_BYTES 1024

static char *buffer;
static size_t bytes;

static int copy(int from, const char *name)
{
    ssize_t count;
    while ((count = read(from, buffer, bytes)) > 0)
        for (ssize_t done = 0; done < count;) {
            ssize_t written = write(STDOUT_FILENO, buffer + done, (size_t)(count - done));
            if (written < 0)
                err(1, "standard output");
            done += written;
        }
    if (count < 0)
        warn("%s", name);
    return count < 0;
}

int main(int count, char **arguments)
{
    struct stat status;
    int failed = 0, option;
    while ((option = getopt(count, arguments, "u")) != -1)
        if (option != 'u')
            return 2;
    bytes = LEAST_BYTES;
    if (fstat(STDOUT_FILENO, &status) == 0 && status.st_blksize > LEAST_BYTES)
        bytes = (size_t)status.st_blksize;
    buffer = malloc(bytes);
    if (buffer == NULL)
        err(1, NULL);
    if (optind == count)
        return copy(STDIN_FILENO, "standard input");
    for (int i = optind; i < count; i++) {
        if (strcmp(arguments[i], "-") == 0) {
            failed |= copy(STDIN_FILENO, "standard input");
            continue;
        }
        int file = open(arguments[i], O_RDONLY);
        if (file < 0) {
            warn("%s", arguments[i]);
            failed = 1;
            continue;
        }
        failed |= copy(file, arguments[i]);
        close(file);
    }
    return failed;
}
