/* Names made, removed, changed, listed. */
#include <abi/dirent.h>

#include "tree.h"

static void made(void)
{
    WORKS(MKDIR("/d", 0777));
    CHECK_IS(stat_of("/d").st_mode, S_IFDIR | 0755);
    CHECK_IS(stat_of("/").st_nlink, 3);
    WORKS(MKDIR("/e/", 0700)); /* as it will be one */
    FAILS(MKDIR("/d", 0755), EEXIST);
    FAILS(MKDIR("/d/.", 0755), EEXIST);
    FAILS(MKDIR("/d/..", 0755), EEXIST);
    FAILS(MKDIR("/absent/x", 0755), ENOENT);
    FAILS(CALL(mkdir, BAD_ADDRESS, 0755), EFAULT);
    file_make("/f", "");
    FAILS(MKDIR("/f", 0755), EEXIST);
    FAILS(MKDIR("/f/x", 0755), ENOTDIR);
    WORKS(SYMLINK("nowhere", "/s"));
    FAILS(MKDIR("/s", 0755), EEXIST); /* links at the end are not followed */
    act_as(7, 7);
    FAILS(MKDIR("/x", 0755), EACCES);
    FAILS(SYMLINK("y", "/x"), EACCES);
    FAILS(CALL(link, PATH("/f"), PATH("/x")), EACCES);
    FAILS(MKDIR("/d", 0755), EEXIST);
}

static void removed(void)
{
    WORKS(MKDIR("/d", 0755));
    WORKS(MKDIR("/d/e", 0755));
    file_make("/f", "");
    FAILS(CALL(rmdir, PATH("/d")), ENOTEMPTY);
    FAILS(CALL(rmdir, PATH("/d/.")), EINVAL);
    FAILS(CALL(rmdir, PATH("/d/e/..")), ENOTEMPTY);
    FAILS(CALL(rmdir, PATH("/f")), ENOTDIR);
    FAILS(CALL(rmdir, PATH("/absent")), ENOENT);
    FAILS(UNLINK("/d"), EPERM);
    FAILS(UNLINK("/d/."), EPERM);
    FAILS(UNLINK("/d/.."), EPERM);
    FAILS(UNLINK("/absent"), ENOENT);
    FAILS(UNLINK("/f/"), ENOTDIR);
    WORKS(CALL(rmdir, PATH("/d/e/")));
    WORKS(CALL(rmdir, PATH("/d")));
    WORKS(UNLINK("/f"));
    FAILS(stat_error("/f"), ENOENT);
    CHECK_IS(stat_of("/").st_nlink, 2);
    WORKS(SYMLINK("nowhere", "/s"));
    WORKS(UNLINK("/s"));
    FAILS(lstat_error("/s"), ENOENT);
}

static void sticky(void)
{
    WORKS(MKDIR("/t", 0777));
    WORKS(CALL(chmod, PATH("/t"), 01777));
    file_make("/t/roots", "");
    act_as(7, 7);
    file_make("/t/sevens", "");
    FAILS(UNLINK("/t/roots"), EPERM);
    FAILS(RENAME("/t/roots", "/t/x"), EPERM);
    FAILS(RENAME("/t/sevens", "/t/roots"), EPERM);
    act_as(8, 8);
    FAILS(UNLINK("/t/sevens"), EPERM);
    act_as(7, 7);
    WORKS(RENAME("/t/sevens", "/t/mine"));
    WORKS(UNLINK("/t/mine"));
}

static void linked(void)
{
    file_make("/f", "text");
    WORKS(MKDIR("/d", 0755));
    WORKS(CALL(link, PATH("/f"), PATH("/d/g")));
    CHECK(same_file("/f", "/d/g"));
    CHECK_IS(stat_of("/f").st_nlink, 2);
    WORKS(UNLINK("/f"));
    file_is("/d/g", "text");
    FAILS(CALL(link, PATH("/d"), PATH("/e")), EPERM);
    FAILS(CALL(link, PATH("/d/g"), PATH("/d/g")), EEXIST);
    FAILS(CALL(link, PATH("/d/g"), PATH("/d")), EEXIST);
    FAILS(CALL(link, PATH("/d/g"), PATH("/new/")), ENOENT);
    FAILS(CALL(link, PATH("/absent"), PATH("/x")), ENOENT);
    FAILS(CALL(link, PATH("/d/g"), PATH("/absent/x")), ENOENT);
    WORKS(SYMLINK("d/g", "/s"));
    WORKS(CALL(link, PATH("/s"), PATH("/h"))); /* what it leads to */
    CHECK(same_file("/d/g", "/h"));
    CHECK(S_ISREG(stat_of("/h").st_mode));
    FAILS(SYMLINK("x", "/s"), EEXIST);
    FAILS(SYMLINK("x", "/new/"), ENOENT);
    FAILS(CALL(symlink, BAD_ADDRESS, PATH("/x")), EFAULT);
    FAILS(CALL(symlink, PATH("x"), BAD_ADDRESS), EFAULT);
}

static void nodes(void)
{
    WORKS(MKNOD("/fifo", S_IFIFO | 0666, 0));
    WORKS(MKNOD("/block", S_IFBLK | 0600, makedev(1, 2)));
    WORKS(MKNOD("/char", S_IFCHR | 0600, makedev(3, 4)));
    WORKS(MKNOD("/file", S_IFREG | 0600, 0));
    CHECK_IS(stat_of("/fifo").st_mode, S_IFIFO | 0644);
    CHECK(S_ISBLK(stat_of("/block").st_mode) && stat_of("/block").st_rdev == makedev(1, 2));
    CHECK(S_ISCHR(stat_of("/char").st_mode) && stat_of("/char").st_rdev == makedev(3, 4));
    CHECK(S_ISREG(stat_of("/file").st_mode));
    FAILS(MKNOD("/x", S_IFDIR | 0755, 0), EINVAL);
    FAILS(MKNOD("/x", S_IFLNK | 0755, 0), EINVAL);
    FAILS(MKNOD("/x/", S_IFREG | 0644, 0), ENOENT);
    FAILS(MKNOD("/file", S_IFIFO | 0644, 0), EEXIST);
    act_as(7, 7);
    FAILS(MKNOD("/x", S_IFCHR | 0644, 0), EPERM);
    FAILS(MKNOD("/x", S_IFBLK | 0644, 0), EPERM);
    FAILS(MKNOD("/x", S_IFIFO | 0644, 0), EACCES);
}

static void renamed(void)
{
    file_make("/f", "f");
    file_make("/g", "g");
    WORKS(MKDIR("/d", 0755));
    WORKS(MKDIR("/e", 0755));
    WORKS(RENAME("/f", "/d/f"));
    file_is("/d/f", "f");
    WORKS(RENAME("/d/f", "/g"));
    file_is("/g", "f");
    FAILS(stat_error("/d/f"), ENOENT);
    WORKS(RENAME("/g", "/g"));
    WORKS(CALL(link, PATH("/g"), PATH("/h")));
    WORKS(RENAME("/g", "/h")); /* names of one file: nothing to do */
    CHECK_IS(stat_of("/g").st_nlink, 2);
    FAILS(RENAME("/absent", "/x"), ENOENT);
    FAILS(RENAME("/g", "/absent/x"), ENOENT);
    FAILS(RENAME("/g", "/d"), EISDIR);
    FAILS(RENAME("/d", "/g"), ENOTDIR);
    FAILS(RENAME("/g", "/x/"), ENOTDIR);
    FAILS(RENAME("/g/", "/x"), ENOTDIR);
    WORKS(RENAME("/d", "/e/")); /* it is empty */
    WORKS(RENAME("/e/", "/n/"));
    file_make("/n/f", "");
    WORKS(MKDIR("/d", 0755));
    FAILS(RENAME("/d", "/n"), ENOTEMPTY);
    WORKS(MKDIR("/n/m", 0755));
    FAILS(RENAME("/n", "/n/m/x"), EINVAL);
    FAILS(RENAME("/n", "/n/x"), EINVAL);
    FAILS(RENAME("/n/m", "/n"), ENOTEMPTY);
    FAILS(RENAME("/n/.", "/x"), EINVAL);
    FAILS(RENAME("/n/m/..", "/x"), EINVAL);
    FAILS(RENAME("/d", "/n/."), EINVAL);
    FAILS(RENAME("/d", "/n/m/.."), EINVAL);
    FAILS(CALL(rename, BAD_ADDRESS, PATH("/x")), EFAULT);
    FAILS(CALL(rename, PATH("/d"), BAD_ADDRESS), EFAULT);
    WORKS(RENAME("/n/m", "/d/m"));
    CHECK(same_file("/d/m/..", "/d"));
    WORKS(SYMLINK("d", "/s"));
    WORKS(RENAME("/s", "/t")); /* the link itself */
    CHECK(same_file("/t", "/d"));
    WORKS(RENAME("/g", "/t"));
    CHECK(S_ISREG(stat_of("/t").st_mode));
}

static void renames_refused(void)
{
    WORKS(MKDIR("/d", 0777));
    WORKS(MKDIR("/e", 0755));
    WORKS(CALL(chmod, PATH("/d"), 0777));
    file_make("/d/f", "");
    file_make("/e/f", "");
    act_as(7, 7);
    FAILS(RENAME("/d/f", "/e/g"), EACCES);
    FAILS(RENAME("/e/f", "/d/g"), EACCES);
    WORKS(RENAME("/d/f", "/d/g"));
}

static void directories_changed(void)
{
    long f;

    WORKS(MKDIR("/d", 0755));
    file_make("/f", "");
    WORKS(CALL(chdir, PATH("/d")));
    CHECK(same_file(".", "/d"));
    FAILS(CALL(chdir, PATH("/f")), ENOTDIR);
    FAILS(CALL(chdir, PATH("absent")), ENOENT);
    FAILS(CALL(chdir, BAD_ADDRESS), EFAULT);
    f = OPEN("/", O_RDONLY, 0);
    WORKS(CALL(fchdir, f));
    CHECK(same_file(".", "/"));
    FAILS(CALL(fchdir, OPEN("/f", O_RDONLY, 0)), ENOTDIR);
    FAILS(CALL(fchdir, 99), EBADF);
    WORKS(CALL(chmod, PATH("/d"), 0700));
    f = OPEN("/d", O_RDONLY, 0);
    act_as(7, 7);
    FAILS(CALL(chdir, PATH("/d")), EACCES);
    FAILS(CALL(fchdir, f), EACCES);
}

static void listed(void)
{
    static char buffer[8 * DIRECTORY_BLOCK];
    const struct dirent *d = (const struct dirent *)buffer;
    long base = -1, f;

    WORKS(MKDIR("/d", 0755));
    file_make("/d/a", "");
    file_make("/d/b", "");
    f = OPEN("/d", O_RDONLY, 0);
    CHECK_IS(CALL(getdirentries, f, (long)buffer, sizeof buffer, (long)&base), 4 * DIRECTORY_BLOCK);
    CHECK_IS(base, 0);
    CHECK(strcmp(d->d_name, ".") == 0 && d->d_ino == stat_of("/d").st_ino);
    CHECK_IS(CALL(getdirentries, f, (long)buffer, sizeof buffer, (long)&base), 0);
    CHECK_IS(base, 4 * DIRECTORY_BLOCK);
    CHECK_IS(CALL(lseek, f, 2 * DIRECTORY_BLOCK, SEEK_SET), 2 * DIRECTORY_BLOCK);
    CHECK_IS(CALL(getdirentries, f, (long)buffer, DIRECTORY_BLOCK, (long)&base), DIRECTORY_BLOCK);
    CHECK(strcmp(d->d_name, "a") == 0 || strcmp(d->d_name, "b") == 0);
    FAILS(CALL(getdirentries, f, (long)buffer, 100, (long)&base), EINVAL);
    FAILS(CALL(getdirentries, f, BAD_ADDRESS, 512, (long)&base), EFAULT);
    FAILS(CALL(getdirentries, 99, (long)buffer, 512, (long)&base), EBADF);
    f = OPEN("/d/a", O_RDONLY, 0);
    FAILS(CALL(getdirentries, f, (long)buffer, 512, (long)&base), EINVAL);
    f = OPEN("/d/a", O_WRONLY, 0);
    FAILS(CALL(getdirentries, f, (long)buffer, 512, (long)&base), EBADF);
}

static void synced(void)
{
    file_make("/f", "");
    WORKS(CALL(sync));
    CHECK_IS(updates, 1);
    WORKS(CALL(fsync, OPEN("/f", O_RDONLY, 0)));
    FAILS(CALL(fsync, 99), EBADF);
}

const struct test directory_tests[] = {
    {"directories: made", made},
    {"directories: names removed", removed},
    {"directories: sticky", sticky},
    {"directories: links", linked},
    {"directories: mknod", nodes},
    {"directories: names changed", renamed},
    {"directories: names not to be changed", renames_refused},
    {"directories: where a process is", directories_changed},
    {"directories: listed", listed},
    {"directories: sync, fsync", synced},
    {NULL, NULL},
};
