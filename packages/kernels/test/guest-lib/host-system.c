/* The host's half of guest-system.c. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

long guest_host_read(int descriptor, void *buffer, size_t bytes)
{
    return read(descriptor, buffer, bytes);
}

long guest_host_write(int descriptor, const void *buffer, size_t bytes)
{
    return write(descriptor, buffer, bytes);
}

int guest_host_open(const char *path, int access, int creates, int truncates, int appends,
                    int exclusive, unsigned mode)
{
    return open(path,
                (access == 0 ? O_RDONLY : access == 1 ? O_WRONLY : O_RDWR) |
                    (creates ? O_CREAT : 0) | (truncates ? O_TRUNC : 0) |
                    (appends ? O_APPEND : 0) | (exclusive ? O_EXCL : 0),
                mode);
}

int guest_host_close(int descriptor)
{
    return close(descriptor);
}

long guest_host_lseek(int descriptor, long offset, int whence)
{
    return lseek(descriptor, offset, whence);
}

int guest_host_errno(void)
{
    return errno;
}

void guest_host_exit(int status)
{
    _exit(status);
}
