/* Calls as tests write them. */
#ifndef TREE_H
#define TREE_H

#include "host.h"

#define FAILS(call, error) CHECK_IS(call, -(error))
#define WORKS(call) CHECK_IS(call, 0)

#define OPEN(path, flags, mode) CALL(open, PATH(path), (flags), (mode))
#define CLOSE(descriptor) CALL(close, (descriptor))
#define READ(descriptor, at, bytes) CALL(read, (descriptor), (long)(at), (bytes))
#define WRITE(descriptor, at, bytes) CALL(write, (descriptor), (long)(at), (bytes))
#define MKDIR(path, mode) CALL(mkdir, PATH(path), (mode))
#define SYMLINK(target, path) CALL(symlink, PATH(target), PATH(path))
#define UNLINK(path) CALL(unlink, PATH(path))
#define RENAME(from, to) CALL(rename, PATH(from), PATH(to))
#define MKNOD(path, mode, device) CALL(mknod, PATH(path), (mode), (device))

static inline void file_make(const char *path, const char *text)
{
    long descriptor = OPEN(path, O_WRONLY | O_CREAT | O_EXCL, 0644);

    CHECK(descriptor >= 0);
    CHECK_IS(WRITE(descriptor, text, strlen(text)), strlen(text));
    WORKS(CLOSE(descriptor));
}

static inline struct stat stat_of(const char *path)
{
    struct stat st;

    WORKS(CALL(stat, PATH(path), (long)&st));
    return st;
}

static inline long stat_error(const char *path)
{
    struct stat st;

    return CALL(stat, PATH(path), (long)&st);
}

static inline long lstat_error(const char *path)
{
    struct stat st;

    return CALL(lstat, PATH(path), (long)&st);
}

static inline mode_t mode_of(const char *path)
{
    return stat_of(path).st_mode & 07777;
}

static inline bool same_file(const char *a, const char *b)
{
    struct stat x = stat_of(a), y = stat_of(b);

    return x.st_ino == y.st_ino && x.st_dev == y.st_dev;
}

static inline void file_is(const char *path, const char *text)
{
    char got[256];
    long descriptor = OPEN(path, O_RDONLY, 0);

    CHECK(descriptor >= 0);
    CHECK_IS(READ(descriptor, got, sizeof got), strlen(text));
    CHECK(memcmp(got, text, strlen(text)) == 0);
    WORKS(CLOSE(descriptor));
}

/* /disk1 is the block device of the second disk; it is mounted on `directory`. */
static inline void second_mount(const char *directory, long flags)
{
    if (lstat_error("/disk1") != 0)
        WORKS(MKNOD("/disk1", S_IFBLK | 0600, DEVICE_SECOND));
    WORKS(CALL(mount, PATH("/disk1"), PATH(directory), flags));
}

#endif
