/* Calls of the host, with the personality's numbers for flags and errors: a result, or -error. */
#ifndef HOST_CALLS_H
#define HOST_CALLS_H

struct host_stat {
    unsigned mode, links, uid, gid;
    long size, inode;
};

/* In `folder`, as `uid` from now on, with the mask `mask`. */
void host_start(const char *folder, unsigned uid, unsigned mask);

long host_open(const char *path, int flags, unsigned mode);
long host_close(int fd);
long host_read(int fd, char *at, long bytes);
long host_write(int fd, const char *at, long bytes);
long host_readv(int fd, char *at, long first, long second);
long host_writev(int fd, const char *at, long first, long second);
long host_lseek(int fd, long distance, int whence);
long host_dup(int fd);
long host_get_flags(int fd);
long host_set_flags(int fd, int flags);
long host_flock(int fd, int how);
long host_fstat(int fd, struct host_stat *st);
long host_fchmod(int fd, unsigned mode);
long host_ftruncate(int fd, long size);
long host_fchdir(int fd);
long host_fsync(int fd);

long host_stat(const char *path, struct host_stat *st);
long host_lstat(const char *path, struct host_stat *st);
long host_access(const char *path, int mode);
long host_readlink(const char *path, char *at, long bytes);
long host_mkdir(const char *path, unsigned mode);
long host_rmdir(const char *path);
long host_unlink(const char *path);
long host_link(const char *from, const char *to);
long host_symlink(const char *target, const char *path);
long host_rename(const char *from, const char *to);
long host_chmod(const char *path, unsigned mode);
long host_truncate(const char *path, long size);
long host_utimes(const char *path, const int *seconds /* two; NULL: now */);
long host_chdir(const char *path);
long host_umask(unsigned mask);
/* The names in it, sorted, each with a NUL, without "." and ".."; how many. */
long host_names(const char *path, char *at);

#endif
