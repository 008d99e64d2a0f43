/* mkdir [-p] [-m mode] directory ...: makes directories; -p those above them, too. */
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ALL 0777

/* Those above a path; what is there already is left alone. */
static int make_parents(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int failed = mkdir(path, ALL) < 0 && errno != EEXIST;
        *slash = '/';
        if (failed)
            return -1;
    }
    return 0;
}

int main(int count, char **arguments)
{
    bool parents = false;
    long mode = -1;
    int failed = 0, option;
    while ((option = getopt(count, arguments, "pm:")) != -1)
        if (option == 'p')
            parents = true;
        else if (option == 'm') {
            char *end;
            mode = strtol(optarg, &end, 8);
            if (*end != '\0' || mode < 0 || mode > 07777)
                errx(2, "%s: an octal mode was expected", optarg);
        } else
            return 2;
    if (optind == count) {
        fputs("usage: mkdir [-p] [-m mode] directory ...\n", stderr);
        return 2;
    }
    for (int i = optind; i < count; i++) {
        char *path = arguments[i];
        struct stat status;
        if (parents && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
            continue;
        if ((parents && make_parents(path) < 0) || mkdir(path, ALL) < 0) {
            warn("%s", path);
            failed = 1;
        } else if (mode >= 0)
            chmod(path, (mode_t)mode);
    }
    return failed;
}
