/*
 * The system calls that the tests of the C library need, on the host. Compiled with the library's
 * headers and renamed as all of the library is; what it calls is in host-system.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

long host_read(int descriptor, void *buffer, size_t bytes);
long host_write(int descriptor, const void *buffer, size_t bytes);
int host_open(const char *path, int access, int creates, int truncates, int appends, int exclusive,
              unsigned mode);
int host_close(int descriptor);
long host_lseek(int descriptor, long offset, int whence);
int host_errno(void);
void host_exit(int status);

#define BLOCK_BYTES 512 /* small, so that buffers are filled and emptied often */
#define ARENA_BYTES (64 << 20)

static long failing(long result)
{
    if (result < 0)
        errno = host_errno();
    return result;
}

ssize_t read(int descriptor, void *buffer, size_t bytes)
{
    return failing(host_read(descriptor, buffer, bytes));
}

ssize_t write(int descriptor, const void *buffer, size_t bytes)
{
    return failing(host_write(descriptor, buffer, bytes));
}

int open(const char *path, int flags, ...)
{
    return failing(host_open(path, flags & O_ACCMODE, (flags & O_CREAT) != 0,
                             (flags & O_TRUNC) != 0, (flags & O_APPEND) != 0,
                             (flags & O_EXCL) != 0, 0666));
}

int close(int descriptor)
{
    return failing(host_close(descriptor));
}

off_t lseek(int descriptor, off_t offset, int whence)
{
    return failing(host_lseek(descriptor, offset, whence));
}

int fstat(int descriptor, struct stat *status)
{
    (void)descriptor;
    *status = (struct stat){ .st_mode = S_IFREG, .st_blksize = BLOCK_BYTES };
    return 0;
}

int ioctl(int descriptor, unsigned long request, ...)
{
    (void)descriptor;
    (void)request;
    errno = ENOTTY;
    return -1;
}

void *sbrk(ptrdiff_t bytes)
{
    static _Alignas(16) char arena[ARENA_BYTES];
    static char *end = arena;
    char *before = end;

    if (bytes > arena + sizeof(arena) - end) {
        errno = ENOMEM;
        return (void *)-1;
    }
    end += bytes;
    return before;
}

void _exit(int status)
{
    host_exit(status);
    for (;;)
        ;
}
