/* utime: by utimes. */
#include <stddef.h>
#include <sys/time.h>
#include <utime.h>

int utime(const char *path, const struct utimbuf *times)
{
    struct timeval values[2];

    if (times == NULL)
        return utimes(path, NULL);
    values[0] = (struct timeval){ times->actime, 0 };
    values[1] = (struct timeval){ times->modtime, 0 };
    return utimes(path, values);
}
