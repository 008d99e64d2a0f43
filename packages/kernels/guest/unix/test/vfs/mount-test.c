/* Mounting and unmounting. */
#include "tree.h"

static void errors(void)
{
    WORKS(MKDIR("/m", 0755));
    WORKS(MKDIR("/n", 0755));
    file_make("/f", "");
    WORKS(MKNOD("/disk1", S_IFBLK | 0600, DEVICE_SECOND));
    WORKS(MKNOD("/root", S_IFBLK | 0600, DEVICE_ROOT));
    WORKS(MKNOD("/empty", S_IFBLK | 0600, DEVICE_EMPTY));
    WORKS(MKNOD("/unknown", S_IFBLK | 0600, makedev(9, 0)));
    WORKS(MKNOD("/char", S_IFCHR | 0600, makedev(0, 1)));
    FAILS(CALL(mount, PATH("/absent"), PATH("/m"), 0), ENOENT);
    FAILS(CALL(mount, PATH("/disk1"), PATH("/absent"), 0), ENOENT);
    FAILS(CALL(mount, PATH("/f"), PATH("/m"), 0), ENOTBLK);
    FAILS(CALL(mount, PATH("/char"), PATH("/m"), 0), ENOTBLK);
    FAILS(CALL(mount, PATH("/unknown"), PATH("/m"), 0), ENXIO);
    FAILS(CALL(mount, PATH("/empty"), PATH("/m"), 0), EINVAL);
    CHECK_IS(disk_closes[2], 1);
    FAILS(CALL(mount, PATH("/disk1"), PATH("/f"), 0), ENOTDIR);
    FAILS(CALL(mount, PATH("/disk1"), PATH("/"), 0), EBUSY);
    FAILS(CALL(mount, PATH("/root"), PATH("/m"), 0), EBUSY);
    FAILS(CALL(mount, BAD_ADDRESS, PATH("/m"), 0), EFAULT);
    FAILS(CALL(mount, PATH("/disk1"), BAD_ADDRESS, 0), EFAULT);
    WORKS(CALL(chdir, PATH("/m")));
    FAILS(CALL(mount, PATH("/disk1"), PATH("/m"), 0), EBUSY); /* someone is in it */
    WORKS(CALL(chdir, PATH("/")));
    act_as(7, 7);
    FAILS(CALL(mount, PATH("/disk1"), PATH("/m"), 0), EPERM);
    act_as(0, 0);
    second_mount("/m", 0);
    FAILS(CALL(mount, PATH("/disk1"), PATH("/n"), 0), EBUSY);
    FAILS(CALL(mount, PATH("/empty"), PATH("/m"), 0), EBUSY);
    FAILS(CALL(umount, PATH("/root")), EBUSY);
    FAILS(CALL(umount, PATH("/empty")), EINVAL);
    FAILS(CALL(umount, PATH("/m")), ENOTBLK);
    FAILS(CALL(umount, PATH("/absent")), ENOENT);
    act_as(7, 7);
    FAILS(CALL(umount, PATH("/disk1")), EPERM);
    act_as(0, 0);
    WORKS(CALL(umount, PATH("/disk1")));
    CHECK_IS(disk_opens[1], 1);
    CHECK_IS(disk_closes[1], 1);
}

static void in_use(void)
{
    long f;

    WORKS(MKDIR("/m", 0755));
    second_mount("/m", 0);
    file_make("/m/f", "text");
    f = OPEN("/m/f", O_RDONLY, 0);
    FAILS(CALL(umount, PATH("/disk1")), EBUSY);
    file_is("/m/f", "text");
    WORKS(CLOSE(f));
    WORKS(CALL(chdir, PATH("/m")));
    FAILS(CALL(umount, PATH("/disk1")), EBUSY);
    WORKS(CALL(chdir, PATH("/")));
    WORKS(CALL(umount, PATH("/disk1")));
    FAILS(stat_error("/m/f"), ENOENT);
    second_mount("/m", 0);
    file_is("/m/f", "text");
    WORKS(CALL(umount, PATH("/disk1")));
}

static void between_file_systems(void)
{
    WORKS(MKDIR("/m", 0755));
    second_mount("/m", 0);
    file_make("/f", "");
    file_make("/m/g", "");
    WORKS(MKDIR("/m/d", 0755));
    FAILS(CALL(link, PATH("/f"), PATH("/m/f")), EXDEV);
    FAILS(RENAME("/f", "/m/f"), EXDEV);
    FAILS(RENAME("/m/g", "/g"), EXDEV);
    FAILS(RENAME("/f", "/m/g"), EXDEV);
    CHECK(RENAME("/m", "/n") < 0);
    CHECK(RENAME("/m/d", "/m") < 0);
    FAILS(CALL(rmdir, PATH("/m")), EBUSY);
    FAILS(UNLINK("/m"), EPERM);
    FAILS(MKDIR("/m", 0755), EEXIST);
    WORKS(CALL(rmdir, PATH("/m/d")));
    WORKS(CALL(umount, PATH("/disk1")));
    WORKS(CALL(rmdir, PATH("/m")));
}

static void read_only(void)
{
    struct timeval times[2] = {{1, 0}, {2, 0}};
    char byte;
    long f;

    WORKS(MKDIR("/m", 0755));
    second_mount("/m", 0);
    file_make("/m/f", "text");
    WORKS(MKDIR("/m/d", 0755));
    WORKS(MKNOD("/m/echo", S_IFCHR | 0666, makedev(CHAR_ECHO, 0)));
    WORKS(CALL(umount, PATH("/disk1")));
    second_mount("/m", MOUNT_READ_ONLY);
    file_is("/m/f", "text");
    FAILS(OPEN("/m/f", O_RDWR, 0), EROFS);
    FAILS(OPEN("/m/f", O_RDONLY | O_TRUNC, 0), EROFS);
    WORKS(CLOSE(OPEN("/m/f", O_RDONLY | O_CREAT, 0644)));
    FAILS(OPEN("/m/new", O_RDONLY | O_CREAT, 0644), EROFS);
    FAILS(MKDIR("/m/new", 0755), EROFS);
    FAILS(MKDIR("/m/d", 0755), EEXIST);
    FAILS(MKNOD("/m/new", S_IFIFO | 0644, 0), EROFS);
    FAILS(SYMLINK("x", "/m/new"), EROFS);
    FAILS(CALL(link, PATH("/m/f"), PATH("/m/new")), EROFS);
    FAILS(UNLINK("/m/f"), EROFS);
    FAILS(UNLINK("/m/absent"), ENOENT);
    FAILS(CALL(rmdir, PATH("/m/d")), EROFS);
    FAILS(RENAME("/m/f", "/m/g"), EROFS);
    FAILS(CALL(chmod, PATH("/m/f"), 0600), EROFS);
    FAILS(CALL(chown, PATH("/m/f"), 1, 1), EROFS);
    FAILS(CALL(utimes, PATH("/m/f"), (long)times), EROFS);
    FAILS(CALL(truncate, PATH("/m/f"), 0), EROFS);
    FAILS(CALL(access, PATH("/m/f"), W_OK), EROFS);
    WORKS(CALL(access, PATH("/m/f"), R_OK));
    f = OPEN("/m/echo", O_RDWR, 0); /* what it is written is not in the file system */
    CHECK_IS(WRITE(f, "x", 1), 1);
    CHECK_IS(READ(f, &byte, 1), 1);
    WORKS(CLOSE(f));
    WORKS(CALL(umount, PATH("/disk1")));
}

static void described(void)
{
    struct statfs st;
    long f;

    WORKS(MKDIR("/m", 0755));
    second_mount("/m", 0);
    file_make("/m/f", "");
    WORKS(CALL(statfs, PATH("/m/f"), (long)&st));
    CHECK(st.f_dev == DEVICE_SECOND && st.f_blocks == 1000);
    CHECK(strcmp(st.f_mounted_on, "/m") == 0);
    f = OPEN("/", O_RDONLY, 0);
    WORKS(CALL(fstatfs, f, (long)&st));
    CHECK(st.f_dev == DEVICE_ROOT && strcmp(st.f_mounted_on, "/") == 0);
    FAILS(CALL(fstatfs, f, BAD_ADDRESS), EFAULT);
    FAILS(CALL(statfs, PATH("/absent"), (long)&st), ENOENT);
    FAILS(CALL(fstatfs, 99, (long)&st), EBADF);
    WORKS(CALL(umount, PATH("/disk1")));
}

/* A mounted device opened besides stays open, and its blocks cached, until it is unmounted. */
static void opened_besides(void)
{
    uint8_t byte;
    long f;

    WORKS(MKDIR("/m", 0755));
    second_mount("/m", 0);
    f = OPEN("/disk1", O_RDONLY, 0);
    CHECK_IS(READ(f, &byte, 1), 1);
    WORKS(CLOSE(f));
    CHECK_IS(disk_closes[1], 0);
    WORKS(CALL(umount, PATH("/disk1")));
    CHECK_IS(disk_closes[1], 1);
}

/* While update() writes the file system, unmounting waits; while it is unmounted, others do. */
static int update_ends(const void *channel, int priority, int ticks)
{
    (void)priority, (void)ticks;
    CHECK(channel == mount_list->m_next);
    mount_list->m_next->m_syncing = false;
    wakeup(channel);
    return 0;
}

static int unmounting_fails(const void *channel, int priority, int ticks)
{
    (void)priority, (void)ticks;
    CHECK(channel == mount_list->m_next);
    mount_list->m_next->m_unmounting = false;
    wakeup(channel);
    return 0;
}

static void waited_for(void)
{
    WORKS(MKDIR("/m", 0755));
    second_mount("/m", 0);
    file_make("/m/f", "");
    on_sleep = unmounting_fails;
    mount_list->m_next->m_unmounting = true;
    FAILS(CALL(umount, PATH("/disk1")), EBUSY);
    WORKS(stat_error("/m/f"));
    CHECK_IS(sleeps, 1);
    on_sleep = update_ends;
    mount_list->m_next->m_syncing = true;
    WORKS(CALL(umount, PATH("/disk1")));
    CHECK_IS(sleeps, 2);
    on_sleep = NULL;
    check_invariants();
}

const struct test mount_tests[] = {
    {"mounting: errors", errors},
    {"mounting: in use", in_use},
    {"mounting: between file systems", between_file_systems},
    {"mounting: read only", read_only},
    {"mounting: what is said of it", described},
    {"mounting: the device is open besides", opened_besides},
    {"mounting: waiting", waited_for},
    {NULL, NULL},
};
