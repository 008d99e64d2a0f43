/* What stat says, and what statfs says. */
#ifndef ABI_STAT_H
#define ABI_STAT_H

#include <abi/types.h>

#define S_IFMT 0170000
#define S_IFIFO 0010000
#define S_IFCHR 0020000
#define S_IFDIR 0040000
#define S_IFBLK 0060000
#define S_IFREG 0100000
#define S_IFLNK 0120000
#define S_IFSOCK 0140000
#define S_ISUID 0004000
#define S_ISGID 0002000
#define S_ISVTX 0001000
#define S_IRUSR 0400
#define S_IWUSR 0200
#define S_IXUSR 0100
#define S_ISDIR(mode) (((mode)&S_IFMT) == S_IFDIR)
#define S_ISREG(mode) (((mode)&S_IFMT) == S_IFREG)
#define S_ISCHR(mode) (((mode)&S_IFMT) == S_IFCHR)
#define S_ISBLK(mode) (((mode)&S_IFMT) == S_IFBLK)
#define S_ISLNK(mode) (((mode)&S_IFMT) == S_IFLNK)
#define S_ISFIFO(mode) (((mode)&S_IFMT) == S_IFIFO)

struct stat {
    dev_t st_dev;
    ino_t st_ino;
    uint32_t st_mode;
    uint32_t st_nlink;
    uid_t st_uid;
    gid_t st_gid;
    dev_t st_rdev;
    off_t st_size;
    time_t st_atime; /* seconds */
    time_t st_mtime;
    time_t st_ctime;
    int32_t st_blksize; /* a good size for reads and writes */
    int32_t st_blocks;  /* of 512 bytes */
};

struct statfs {
    int32_t f_bsize; /* bytes of a fragment: the unit of the counts */
    int32_t f_blocks;
    int32_t f_bfree;
    int32_t f_bavail; /* for others than the superuser; may be negative */
    int32_t f_files;
    int32_t f_ffree;
    dev_t f_dev;
    char f_mounted_on[64];
};

#endif
