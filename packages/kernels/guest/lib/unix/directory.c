/* Reading directories, by getdirentries. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system.h"

#define BUFFER (8 * DIRECTORY_BLOCK)

struct _directory {
    int descriptor;
    int next;  /* offset of the next record in the buffer */
    int bytes; /* in the buffer */
    long buffer_at; /* what the buffer began with */
    _Alignas(uint32_t) char buffer[BUFFER];
};

DIR *fdopendir(int descriptor)
{
    struct stat status;
    DIR *directory;

    if (fstat(descriptor, &status) < 0)
        return NULL;
    if (!S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        return NULL;
    }
    directory = malloc(sizeof(*directory));
    if (directory == NULL)
        return NULL;
    directory->descriptor = descriptor;
    directory->next = directory->bytes = 0;
    directory->buffer_at = 0;
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return directory;
}

DIR *opendir(const char *path)
{
    int descriptor = open(path, O_RDONLY);
    DIR *directory;

    if (descriptor < 0)
        return NULL;
    directory = fdopendir(descriptor);
    if (directory == NULL) {
        int error = errno;

        close(descriptor);
        errno = error;
    }
    return directory;
}

struct dirent *readdir(DIR *directory)
{
    for (;;) {
        struct dirent *entry;

        if (directory->next >= directory->bytes) {
            directory->next = 0;
            directory->bytes = getdirentries(directory->descriptor, directory->buffer, BUFFER,
                                             &directory->buffer_at);
            if (directory->bytes <= 0) {
                directory->bytes = 0;
                return NULL;
            }
        }
        entry = (struct dirent *)(directory->buffer + directory->next);
        if (entry->d_reclen == 0) /* damaged */
            return NULL;
        directory->next += entry->d_reclen;
        if (entry->d_ino != 0)
            return entry;
    }
}

/* A place is the file's offset of the record. */
long telldir(DIR *directory)
{
    if (directory->bytes == 0)
        return lseek(directory->descriptor, 0, SEEK_CUR);
    return directory->buffer_at + directory->next;
}

void seekdir(DIR *directory, long position)
{
    long block = position - position % DIRECTORY_BLOCK;

    lseek(directory->descriptor, block, SEEK_SET);
    directory->next = directory->bytes = 0;
    while (block + directory->next < position && readdir(directory) != NULL)
        ;
}

void rewinddir(DIR *directory)
{
    seekdir(directory, 0);
}

int closedir(DIR *directory)
{
    int descriptor = directory->descriptor;

    free(directory);
    return close(descriptor);
}

int dirfd(DIR *directory)
{
    return directory->descriptor;
}
