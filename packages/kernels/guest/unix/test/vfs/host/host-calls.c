/* Calls of the host for the comparison; the only file here that knows its headers. */
#define _GNU_SOURCE
#include "host-calls.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

/* Error numbers of 4.3BSD, where they are others. */
static long failure(int error)
{
    switch (error) {
    case EAGAIN: return -35;
    case EOPNOTSUPP: return -45;
    case ELOOP: return -62;
    case ENAMETOOLONG: return -63;
    case ENOTEMPTY: return -66;
    default: return -error;
    }
}

static long result(long value)
{
    return value == -1 ? failure(errno) : value;
}

static void must(int value)
{
    if (value != -1)
        return;
    perror("host");
    exit(1);
}

void host_start(const char *folder, unsigned uid, unsigned mask)
{
    must(chdir(folder));
    umask(mask);
    if (geteuid() != 0)
        return;
    must(setgroups(0, NULL));
    must(setresgid(uid, uid, uid));
    must(setresuid(uid, uid, uid));
}

#define BSD_NONBLOCK 0x0004
#define BSD_APPEND 0x0008
#define BSD_CREAT 0x0200
#define BSD_TRUNC 0x0400
#define BSD_EXCL 0x0800

static int flags_of(int flags)
{
    return (flags & O_ACCMODE) | (flags & BSD_NONBLOCK ? O_NONBLOCK : 0)
        | (flags & BSD_APPEND ? O_APPEND : 0) | (flags & BSD_CREAT ? O_CREAT : 0)
        | (flags & BSD_TRUNC ? O_TRUNC : 0) | (flags & BSD_EXCL ? O_EXCL : 0);
}

long host_open(const char *path, int flags, unsigned mode)
{
    return result(open(path, flags_of(flags), mode));
}

long host_close(int fd) { return result(close(fd)); }
long host_read(int fd, char *at, long bytes) { return result(read(fd, at, (size_t)bytes)); }
long host_write(int fd, const char *at, long bytes) { return result(write(fd, at, (size_t)bytes)); }

long host_readv(int fd, char *at, long first, long second)
{
    struct iovec parts[] = {{at, (size_t)first}, {at + first, (size_t)second}};

    return result(readv(fd, parts, 2));
}

long host_writev(int fd, const char *at, long first, long second)
{
    struct iovec parts[] = {{(char *)at, (size_t)first}, {(char *)at + first, (size_t)second}};

    return result(writev(fd, parts, 2));
}

long host_lseek(int fd, long distance, int whence) { return result(lseek(fd, distance, whence)); }
long host_dup(int fd) { return result(dup(fd)); }

long host_get_flags(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    if (flags == -1)
        return failure(errno);
    return (flags & O_ACCMODE) | (flags & O_NONBLOCK ? BSD_NONBLOCK : 0)
        | (flags & O_APPEND ? BSD_APPEND : 0);
}

long host_set_flags(int fd, int flags) { return result(fcntl(fd, F_SETFL, flags_of(flags))); }
long host_flock(int fd, int how) { return result(flock(fd, how)); }

static long stat_result(int value, const struct stat *from, struct host_stat *st)
{
    if (value == -1)
        return failure(errno);
    *st = (struct host_stat){.mode = from->st_mode, .links = (unsigned)from->st_nlink,
                             .uid = from->st_uid, .gid = from->st_gid, .size = from->st_size,
                             .inode = (long)from->st_ino};
    return 0;
}

long host_fstat(int fd, struct host_stat *st)
{
    struct stat got;

    return stat_result(fstat(fd, &got), &got, st);
}

long host_stat(const char *path, struct host_stat *st)
{
    struct stat got;

    return stat_result(stat(path, &got), &got, st);
}

long host_lstat(const char *path, struct host_stat *st)
{
    struct stat got;

    return stat_result(lstat(path, &got), &got, st);
}

long host_fchmod(int fd, unsigned mode) { return result(fchmod(fd, mode)); }
long host_ftruncate(int fd, long size) { return result(ftruncate(fd, size)); }
long host_fchdir(int fd) { return result(fchdir(fd)); }
long host_fsync(int fd) { return result(fsync(fd)); }
long host_access(const char *path, int mode) { return result(access(path, mode)); }
long host_mkdir(const char *path, unsigned mode) { return result(mkdir(path, mode)); }
long host_rmdir(const char *path) { return result(rmdir(path)); }
long host_unlink(const char *path) { return result(unlink(path)); }
long host_symlink(const char *target, const char *path) { return result(symlink(target, path)); }
long host_rename(const char *from, const char *to) { return result(rename(from, to)); }
long host_chmod(const char *path, unsigned mode) { return result(chmod(path, mode)); }
long host_truncate(const char *path, long size) { return result(truncate(path, size)); }
long host_chdir(const char *path) { return result(chdir(path)); }
long host_umask(unsigned mask) { return (long)umask(mask); }

/* 4.3BSD follows a symbolic link here. */
long host_link(const char *from, const char *to)
{
    return result(linkat(AT_FDCWD, from, AT_FDCWD, to, AT_SYMLINK_FOLLOW));
}

long host_readlink(const char *path, char *at, long bytes)
{
    return result(readlink(path, at, (size_t)bytes));
}

long host_utimes(const char *path, const int *seconds)
{
    struct timeval times[2] = {{0}};

    if (seconds == NULL)
        return result(utimes(path, NULL));
    times[0].tv_sec = seconds[0];
    times[1].tv_sec = seconds[1];
    return result(utimes(path, times));
}

long host_names(const char *path, char *at)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, NULL), names = 0;

    if (count == -1)
        return failure(errno);
    for (int i = 0; i < count; i++)
        for (int j = i + 1; j < count; j++)
            if (strcmp(entries[j]->d_name, entries[i]->d_name) < 0) {
                struct dirent *swap = entries[i];

                entries[i] = entries[j];
                entries[j] = swap;
            }
    for (int i = 0; i < count; i++) {
        if (strcmp(entries[i]->d_name, ".") != 0 && strcmp(entries[i]->d_name, "..") != 0) {
            at = stpcpy(at, entries[i]->d_name) + 1;
            names++;
        }
        free(entries[i]);
    }
    free(entries);
    return names;
}
