/* Named pipes. */
#include <sys/stat.h>

int mkfifo(const char *path, mode_t mode)
{
    return mknod(path, (mode & ~S_IFMT) | S_IFIFO, 0);
}
