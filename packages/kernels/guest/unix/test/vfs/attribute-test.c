/* What is known of files, and who changes it: stat, access, chmod, chown, utimes, truncate. */
#include "tree.h"

static void stats(void)
{
    struct stat st, again;
    long f;

    file_make("/f", "text");
    WORKS(CALL(link, PATH("/f"), PATH("/g")));
    WORKS(SYMLINK("f", "/s"));
    WORKS(MKNOD("/c", S_IFCHR | 0600, makedev(3, 4)));
    st = stat_of("/f");
    CHECK(st.st_dev == DEVICE_ROOT && st.st_nlink == 2 && st.st_size == 4);
    CHECK_IS(st.st_mode, S_IFREG | 0644);
    f = OPEN("/g", O_RDONLY, 0);
    WORKS(CALL(fstat, f, (long)&again));
    CHECK(memcmp(&st, &again, sizeof st) == 0);
    WORKS(CALL(lstat, PATH("/s"), (long)&st));
    CHECK_IS(st.st_mode & S_IFMT, S_IFLNK);
    CHECK(same_file("/s", "/f"));
    CHECK_IS(stat_of("/c").st_rdev, makedev(3, 4));
    FAILS(CALL(fstat, 99, (long)&st), EBADF);
    FAILS(CALL(fstat, f, BAD_ADDRESS), EFAULT);
}

static void links_read(void)
{
    char got[16] = "";

    WORKS(SYMLINK("target", "/s"));
    CHECK_IS(CALL(readlink, PATH("/s"), (long)got, sizeof got), 6);
    CHECK(strcmp(got, "target") == 0);
    CHECK_IS(CALL(readlink, PATH("/s"), (long)got, 3), 3);
    CHECK_IS(CALL(readlink, PATH("/s"), (long)got, 0), 0);
    FAILS(CALL(readlink, PATH("/s"), (long)got, -1), EINVAL);
    FAILS(CALL(readlink, PATH("/s"), BAD_ADDRESS, 9), EFAULT);
    FAILS(CALL(readlink, PATH("/"), (long)got, 9), EINVAL);
    FAILS(CALL(readlink, PATH("/absent"), (long)got, 9), ENOENT);
}

static void accesses(void)
{
    file_make("/f", "");
    WORKS(MKDIR("/d", 0700));
    file_make("/d/f", "");
    WORKS(CALL(chmod, PATH("/f"), 0640));
    WORKS(CALL(chown, PATH("/f"), 7, 8));
    WORKS(CALL(access, PATH("/f"), R_OK | W_OK));
    FAILS(CALL(access, PATH("/f"), X_OK), EACCES); /* nobody executes it */
    FAILS(CALL(access, PATH("/absent"), F_OK), ENOENT);
    act_as(7, 9); /* its owner */
    WORKS(CALL(access, PATH("/f"), R_OK | W_OK));
    FAILS(CALL(access, PATH("/f"), X_OK), EACCES);
    act_as(6, 8); /* one of its group */
    WORKS(CALL(access, PATH("/f"), R_OK));
    FAILS(CALL(access, PATH("/f"), R_OK | W_OK), EACCES);
    act_as(6, 9);
    WORKS(CALL(access, PATH("/f"), F_OK));
    FAILS(CALL(access, PATH("/f"), R_OK), EACCES);
    set_effective(0, 0); /* as who started it, all the way */
    FAILS(CALL(access, PATH("/f"), R_OK), EACCES);
    FAILS(CALL(access, PATH("/d/f"), F_OK), EACCES);
    CHECK_IS(current->u_cred->cr_uid, 0);
    WORKS(CLOSE(OPEN("/f", O_RDWR, 0)));
    current->u_ruid = current->u_rgid = 0;
    set_effective(6, 9);
    WORKS(CALL(access, PATH("/f"), R_OK | W_OK));
    WORKS(CALL(access, PATH("/d/f"), F_OK));
    FAILS(OPEN("/f", O_RDONLY, 0), EACCES);
}

static void modes(void)
{
    long f;

    file_make("/f", "");
    WORKS(MKDIR("/d", 0755));
    WORKS(CALL(chmod, PATH("/f"), 07777));
    CHECK_IS(mode_of("/f"), 07777); /* the mask does not matter */
    WORKS(CALL(chmod, PATH("/f"), 0170000 | 0644));
    CHECK_IS(stat_of("/f").st_mode, S_IFREG | 0644);
    WORKS(CALL(chown, PATH("/f"), 7, 8));
    WORKS(CALL(chown, PATH("/d"), 7, 8));
    f = OPEN("/f", O_RDONLY, 0);
    act_as(6, 8);
    FAILS(CALL(chmod, PATH("/f"), 0777), EPERM);
    FAILS(CALL(fchmod, f, 0777), EPERM);
    act_as(7, 8);
    WORKS(CALL(chmod, PATH("/f"), 07777));
    CHECK_IS(mode_of("/f"), 06777); /* sticky files are the superuser's */
    WORKS(CALL(chmod, PATH("/d"), 07777));
    CHECK_IS(mode_of("/d"), 07777);
    act_as(7, 9); /* not in its group */
    WORKS(CALL(fchmod, f, 06755));
    CHECK_IS(mode_of("/f"), 04755);
    act_as(0, 0);
    WORKS(SYMLINK("f", "/s"));
    WORKS(CALL(chmod, PATH("/s"), 0600));
    CHECK_IS(mode_of("/f"), 0600);
    FAILS(CALL(chmod, PATH("/absent"), 0600), ENOENT);
    FAILS(CALL(fchmod, 99, 0600), EBADF);
}

static void sticky_texts(void)
{
    file_make("/program", "");
    WORKS(CALL(chmod, PATH("/program"), 01755));
    node_set_text("/program", true);
    WORKS(CALL(chmod, PATH("/program"), 01711));
    CHECK_IS(text_uncached, 0);
    WORKS(CALL(chmod, PATH("/program"), 0711));
    CHECK_IS(text_uncached, 1);
    node_set_text("/program", true);
    text_is_busy = true;
    WORKS(CALL(chmod, PATH("/program"), 0755)); /* runs on */
    CHECK_IS(text_uncached, 1);
}

static void owners(void)
{
    struct stat st;
    long f;

    file_make("/f", "");
    WORKS(CALL(chmod, PATH("/f"), 06755));
    WORKS(CALL(chown, PATH("/f"), 7, 8));
    st = stat_of("/f");
    CHECK(st.st_uid == 7 && st.st_gid == 8);
    CHECK_IS(mode_of("/f"), 06755);
    WORKS(CALL(chown, PATH("/f"), -1, 9));
    CHECK(stat_of("/f").st_uid == 7 && stat_of("/f").st_gid == 9);
    act_as(6, 9);
    FAILS(CALL(chown, PATH("/f"), 6, -1), EPERM);
    FAILS(CALL(chown, PATH("/f"), -1, 9), EPERM);
    act_as(7, 8);
    FAILS(CALL(chown, PATH("/f"), 6, -1), EPERM); /* not even his own */
    FAILS(CALL(chown, PATH("/f"), -1, 10), EPERM); /* not a group of his */
    CHECK_IS(mode_of("/f"), 06755);
    f = OPEN("/f", O_RDONLY, 0);
    WORKS(CALL(fchown, f, 7, 8));
    CHECK_IS(stat_of("/f").st_gid, 8);
    CHECK_IS(mode_of("/f"), 0755);
    FAILS(CALL(fchown, 99, -1, -1), EBADF);
    FAILS(CALL(chown, PATH("/absent"), -1, -1), ENOENT);
}

static void times(void)
{
    struct timeval wanted[2] = {{100, 0}, {200, 999999}};

    file_make("/f", "");
    WORKS(CALL(utimes, PATH("/f"), (long)wanted));
    CHECK(stat_of("/f").st_atime == 100 && stat_of("/f").st_mtime == 200);
    FAILS(CALL(utimes, PATH("/f"), BAD_ADDRESS), EFAULT);
    FAILS(CALL(utimes, PATH("/absent"), (long)wanted), ENOENT);
    act_as(7, 7);
    FAILS(CALL(utimes, PATH("/f"), (long)wanted), EPERM);
    FAILS(CALL(utimes, PATH("/f"), 0), EACCES);
    set_effective(0, 0);
    WORKS(CALL(chmod, PATH("/f"), 0666));
    set_effective(7, 7);
    FAILS(CALL(utimes, PATH("/f"), (long)wanted), EPERM);
    WORKS(CALL(utimes, PATH("/f"), 0)); /* now, as he may write */
    CHECK(stat_of("/f").st_mtime == time_now.tv_sec && stat_of("/f").st_atime == time_now.tv_sec);
}

static void sizes(void)
{
    long f, g;

    file_make("/f", "abcdef");
    WORKS(MKDIR("/d", 0755));
    WORKS(MKNOD("/c", S_IFCHR | 0666, makedev(CHAR_ECHO, 0)));
    WORKS(CALL(truncate, PATH("/f"), 3));
    file_is("/f", "abc");
    WORKS(CALL(truncate, PATH("/f"), 5));
    CHECK_IS(stat_of("/f").st_size, 5);
    FAILS(CALL(truncate, PATH("/f"), -1), EINVAL);
    FAILS(CALL(truncate, PATH("/d"), 0), EISDIR);
    FAILS(CALL(truncate, PATH("/c"), 0), EINVAL);
    FAILS(CALL(truncate, PATH("/absent"), 0), ENOENT);
    f = OPEN("/f", O_RDWR, 0);
    g = OPEN("/f", O_RDONLY, 0);
    WORKS(CALL(ftruncate, f, 2));
    CHECK_IS(stat_of("/f").st_size, 2);
    FAILS(CALL(ftruncate, g, 0), EINVAL);
    FAILS(CALL(ftruncate, f, -1), EINVAL);
    FAILS(CALL(ftruncate, 99, 0), EBADF);
    current->u_rlimit[RLIMIT_FSIZE].rlim_cur = 100;
    FAILS(CALL(truncate, PATH("/f"), 101), EFBIG);
    CHECK_IS(last_signal, SIGXFSZ);
    WORKS(CALL(truncate, PATH("/f"), 100));
    act_as(7, 7);
    FAILS(CALL(truncate, PATH("/f"), 0), EACCES);
    WORKS(CALL(ftruncate, f, 0)); /* it was opened by who may */
}

static void masks(void)
{
    CHECK_IS(CALL(umask, 01077), 022);
    CHECK_IS(CALL(umask, 0), 077);
    WORKS(MKDIR("/d", 0777));
    CHECK_IS(mode_of("/d"), 0777);
}

const struct test attribute_tests[] = {
    {"attributes: stat", stats},
    {"attributes: readlink", links_read},
    {"attributes: access", accesses},
    {"attributes: modes", modes},
    {"attributes: sticky programs", sticky_texts},
    {"attributes: owners", owners},
    {"attributes: times", times},
    {"attributes: sizes", sizes},
    {"attributes: masks", masks},
    {NULL, NULL},
};
