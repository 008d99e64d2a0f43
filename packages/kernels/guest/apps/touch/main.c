/* touch [-c] file ...: sets times to now, and makes what is not there, but for -c. */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>
#include <utime.h>

int main(int count, char **arguments)
{
    bool makes = true;
    int failed = 0, option;
    while ((option = getopt(count, arguments, "c")) != -1)
        if (option == 'c')
            makes = false;
        else
            return 2;
    if (optind == count) {
        fputs("usage: touch [-c] file ...\n", stderr);
        return 2;
    }
    for (int i = optind; i < count; i++) {
        if (utime(arguments[i], NULL) == 0)
            continue;
        if (errno == ENOENT && !makes)
            continue;
        int file = errno == ENOENT ? open(arguments[i], O_WRONLY | O_CREAT, 0666) : -1;
        if (file < 0) {
            warn("%s", arguments[i]);
            failed = 1;
        } else
            close(file);
    }
    return failed;
}
