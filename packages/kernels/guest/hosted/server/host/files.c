/* Programs' files: memory that the host executes. */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host.h"

int host_program_make(void)
{
    return memfd_create("program", MFD_CLOEXEC);
}

bool host_program_write(int file, const void *bytes, size_t count)
{
    const char *at = bytes;

    while (count > 0) {
        ssize_t written = write(file, at, count);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        at += written;
        count -= written;
    }
    return true;
}
