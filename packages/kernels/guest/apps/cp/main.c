/* cp [-pR] from to, cp [-pR] from ... directory: copies. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../common/copy.h"

static int usage(void)
{
    fputs("usage: cp [-pR] from to\n       cp [-pR] from ... directory\n", stderr);
    return 2;
}

int main(int count, char **arguments)
{
    struct copy_how how = {false, false};
    int failed = 0, option;
    while ((option = getopt(count, arguments, "prR")) != -1)
        if (option == 'p')
            how.preserves = true;
        else if (option == 'r' || option == 'R')
            how.recursive = true;
        else
            return usage();
    if (count - optind < 2)
        return usage();
    const char *last = arguments[count - 1];
    bool into = is_directory(last);
    if (count - optind > 2 && !into)
        errx(1, "%s: is no directory", last);
    for (int i = optind; i < count - 1; i++) {
        char *to = into ? path_in(last, arguments[i]) : NULL;
        failed |= !copy_path(arguments[i], into ? to : last, &how);
        free(to);
    }
    return failed;
}
