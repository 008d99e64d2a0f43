/* ln [-fs] target [name], ln [-fs] target ... directory: more names of files, or symbolic links. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../common/copy.h"

int main(int count, char **arguments)
{
    bool forced = false, symbolic = false;
    int failed = 0, option;
    while ((option = getopt(count, arguments, "fs")) != -1)
        if (option == 'f')
            forced = true;
        else if (option == 's')
            symbolic = true;
        else
            return 2;
    int given = count - optind;
    if (given < 1) {
        fputs("usage: ln [-fs] target [name]\n       ln [-fs] target ... directory\n", stderr);
        return 2;
    }
    const char *last = given == 1 ? "." : arguments[count - 1];
    bool into = is_directory(last);
    if (given > 2 && !into)
        errx(1, "%s: is no directory", last);
    for (int i = optind; i < count - (given > 1); i++) {
        char *inner = into ? path_in(last, arguments[i]) : NULL;
        const char *name = into ? inner : last;
        if (forced)
            unlink(name);
        if ((symbolic ? symlink : link)(arguments[i], name) < 0) {
            warn("%s", name);
            failed = 1;
        }
        free(inner);
    }
    return failed;
}
