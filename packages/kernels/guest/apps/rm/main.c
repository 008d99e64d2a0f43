/* rm [-fr] file ...: removes names; -r trees; -f says nothing of what is not there. */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../common/copy.h"

int main(int count, char **arguments)
{
    bool forced = false, recursive = false;
    int failed = 0, option;
    while ((option = getopt(count, arguments, "frR")) != -1)
        if (option == 'f')
            forced = true;
        else if (option == 'r' || option == 'R')
            recursive = true;
        else
            return 2;
    if (optind == count && !forced) {
        fputs("usage: rm [-fr] file ...\n", stderr);
        return 2;
    }
    for (int i = optind; i < count; i++) {
        struct stat status;
        const char *slash = strrchr(arguments[i], '/');
        const char *last = slash == NULL ? arguments[i] : slash + 1;
        if (strcmp(last, ".") == 0 || strcmp(last, "..") == 0) {
            warnx("%s: . and .. cannot be removed", arguments[i]);
            failed = 1;
        } else if (lstat(arguments[i], &status) < 0) {
            if (!forced || errno != ENOENT) {
                warn("%s", arguments[i]);
                failed = 1;
            }
        } else if (S_ISDIR(status.st_mode) && !recursive) {
            warnx("%s: is a directory", arguments[i]);
            failed = 1;
        } else
            failed |= !remove_tree(arguments[i]);
    }
    return failed;
}
