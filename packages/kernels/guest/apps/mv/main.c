/* mv [-f] from to, mv [-f] from ... directory: moves; copies and removes across file systems. */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../common/copy.h"

static bool move(const char *from, const char *to)
{
    static const struct copy_how how = {true, true};
    if (rename(from, to) == 0)
        return true;
    if (errno != EXDEV) {
        warn("%s to %s", from, to);
        return false;
    }
    return copy_path(from, to, &how) && remove_tree(from);
}

int main(int count, char **arguments)
{
    int failed = 0, option;
    while ((option = getopt(count, arguments, "f")) != -1)
        if (option != 'f')
            return 2;
    if (count - optind < 2) {
        fputs("usage: mv [-f] from to\n       mv [-f] from ... directory\n", stderr);
        return 2;
    }
    const char *last = arguments[count - 1];
    bool into = is_directory(last);
    if (count - optind > 2 && !into)
        errx(1, "%s: is no directory", last);
    for (int i = optind; i < count - 1; i++) {
        char *to = into ? path_in(last, arguments[i]) : NULL;
        failed |= !move(arguments[i], into ? to : last);
        free(to);
    }
    return failed;
}
