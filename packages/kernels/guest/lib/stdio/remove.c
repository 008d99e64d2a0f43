/* remove: a file, or an empty directory. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stream.h"

int remove(const char *path)
{
    struct stat status;

    if (lstat(path, &status) < 0)
        return -1;
    return S_ISDIR(status.st_mode) ? rmdir(path) : unlink(path);
}
