/* What is known of a file. */
#ifndef SYS_STAT_H
#define SYS_STAT_H

#include <abi/stat.h>
#include <sys/types.h>

#define S_IRWXU 0700
#define S_IRWXG 0070
#define S_IRGRP 0040
#define S_IWGRP 0020
#define S_IXGRP 0010
#define S_IRWXO 0007
#define S_IROTH 0004
#define S_IWOTH 0002
#define S_IXOTH 0001
#define S_ISSOCK(mode) (((mode)&S_IFMT) == S_IFSOCK)
#define S_IREAD S_IRUSR
#define S_IWRITE S_IWUSR
#define S_IEXEC S_IXUSR

int stat(const char *restrict path, struct stat *restrict status);
int lstat(const char *restrict path, struct stat *restrict status);
int fstat(int descriptor, struct stat *status);
int chmod(const char *path, mode_t mode);
int fchmod(int descriptor, mode_t mode);
mode_t umask(mode_t mask);
int mkdir(const char *path, mode_t mode);
int mknod(const char *path, mode_t mode, dev_t device);
int mkfifo(const char *path, mode_t mode);
int statfs(const char *path, struct statfs *status);
int fstatfs(int descriptor, struct statfs *status);

#endif
