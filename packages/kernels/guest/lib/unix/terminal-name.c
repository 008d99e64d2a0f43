/* ttyname: the terminal's name, found in /dev by its device number. */
#include <dirent.h>
#include <paths.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *ttyname(int descriptor)
{
    static char path[sizeof(_PATH_DEV) + 256];
    struct stat wanted, status;
    struct dirent *entry;
    DIR *directory;

    if (!isatty(descriptor) || fstat(descriptor, &wanted) < 0)
        return NULL;
    directory = opendir(_PATH_DEV);
    if (directory == NULL)
        return NULL;
    while ((entry = readdir(directory)) != NULL) {
        strcpy(path, _PATH_DEV);
        strcat(path, entry->d_name);
        if (stat(path, &status) == 0 && S_ISCHR(status.st_mode) &&
            status.st_rdev == wanted.st_rdev)
            break;
    }
    closedir(directory);
    return entry == NULL ? NULL : path;
}
