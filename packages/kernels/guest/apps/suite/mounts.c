/* mount, umount, statfs. A second file system is looked for on the other disks. */
#include "suite.h"

#ifndef __GLIBC__
#include <sys/mount.h>
#include <sys/statfs.h>

#define BLOCK_DEVICE 0 /* major number of the disks */
#define DISKS 7

static void as_user(void)
{
    FAILS(mount("/dev/rz0", "d", 0), EPERM);
    FAILS(umount("/dev/rz0"), EPERM);
}

static void mount_errors(void)
{
    SAME(mkdir("d", 0755), 0);
    make_file("f", "");
    FAILS(mount("/dev/rz0", "d", 0), EBUSY); /* it is there already */
    FAILS(mount("/dev/rz0", "f", 0), ENOTDIR);
    FAILS(mount("/dev/rz0", "nothing", 0), ENOENT);
    FAILS(mount("nothing", "d", 0), ENOENT);
    FAILS(mount("f", "d", 0), ENOTBLK);
    FAILS(mount("/dev/null", "d", 0), ENOTBLK);
    FAILS(mount("f/x", "d", 0), ENOTDIR);
    SAME(mknod("b", S_IFBLK | 0600, makedev(99, 0)), 0);
    FAILS(mount("b", "d", 0), ENXIO);
    FAILS(umount("b"), EINVAL);
    FAILS(umount("f"), ENOTBLK);
    FAILS(umount("nothing"), ENOENT);
    FAILS(umount("/dev/rz0"), EBUSY); /* the root stays */
    run_as_user(as_user);
}

/* Mounts a second file system on "d" for a child that runs `use`, and takes it away again in any
 * case: nobody else could remove it. */
static void with_another(int flags, void (*use)(void))
{
    char name[20];
    pid_t child;
    int status;

    SAME(mkdir("d", 0755), 0);
    for (int disk = 1; disk < DISKS; disk++) {
        snprintf(name, sizeof(name), "rz%d", disk);
        SAME(mknod(name, S_IFBLK | 0600, makedev(BLOCK_DEVICE, disk)), 0);
        if (mount(name, "d", flags) == 0) {
            SAME(rename(name, "disk"), 0);
            child = fork_child();
            if (child == 0) {
                use();
                _exit(0);
            }
            status = status_of(child);
            SAME(umount("disk"), 0);
            SAME(status, 0);
            return;
        }
        CHECK(errno == ENXIO || errno == EINVAL || errno == EIO || errno == ENODEV);
    }
    SKIP("no second file system");
}

static void use_second(void)
{
    struct stat covered = status_at("."), status;
    int file;

    CHECK(status_at("d").st_dev != covered.st_dev);
    CHECK(status_at("d/..").st_ino == covered.st_ino);
    make_file("f", "text");
    FAILS(rename("f", "d/f"), EXDEV);
    FAILS(link("f", "d/f"), EXDEV);
    FAILS(rmdir("d"), EBUSY);
    CHECK(rename("d", "e") == -1 && (errno == EBUSY || errno == EXDEV)); /* 4.3BSD finds its root */
    FAILS(mount("disk", "d", 0), EBUSY);
    file = open("d/new", O_RDWR | O_CREAT, 0644);
    CHECK(file >= 0);
    FAILS(umount("disk"), EBUSY);
    close_ok(file);
    SAME(chdir("d"), 0);
    SAME(stat("../f", &status), 0);
    FAILS(umount("../disk"), EBUSY);
    SAME(unlink("new"), 0);
    SAME(chdir(".."), 0);
    SAME(umount("disk"), 0);
    FAILS(umount("disk"), EINVAL);
    CHECK(status_at("d").st_dev == covered.st_dev);
    SAME(mount("disk", "d", 0), 0); /* again, for who takes it away */
}

static void mount_second(void)
{
    with_another(0, use_second);
}

/* The root of what is mounted is the root of who is put there; there is no way out. */
static void use_root(void)
{
    struct stat root;

    make_file("d/inside", "text");
    SAME(chroot("d"), 0);
    SAME(chdir("/../.."), 0);
    expect_text("inside", "text");
    expect_text("/inside", "text");
    CHECK(!exists("/bin"));
    SAME(stat("/..", &root), 0);
    SAME(root.st_ino, status_at("/").st_ino);
    SAME(unlink("/inside"), 0);
}

static void mount_as_root(void)
{
    with_another(0, use_root);
}

static void use_read_only(void)
{
    struct timeval times[2] = { { 1, 0 }, { 1, 0 } };

    FAILS(creat("d/f", 0644), EROFS);
    FAILS(mkdir("d/e", 0755), EROFS);
    FAILS(symlink("x", "d/l"), EROFS);
    FAILS(mknod("d/p", S_IFIFO | 0644, 0), EROFS);
    FAILS(chmod("d", 0777), EROFS);
    FAILS(chown("d", 1, 1), EROFS);
    FAILS(utimes("d", times), EROFS);
    FAILS(access("d", W_OK), EROFS);
    SAME(access("d", R_OK), 0);
}

static void mount_read_only(void)
{
    with_another(MOUNT_READ_ONLY, use_read_only);
}

static void file_system_status(void)
{
    struct statfs by_path, by_descriptor;
    int file = open_new("f"), ends[2];

    make_pipe(ends);
    SAME(statfs(".", &by_path), 0);
    SAME(fstatfs(file, &by_descriptor), 0);
    CHECK(by_path.f_dev == status_at(".").st_dev && by_path.f_dev == by_descriptor.f_dev);
    CHECK(by_path.f_bsize >= 512 && by_path.f_blocks > 0);
    CHECK(by_path.f_bfree <= by_path.f_blocks && by_path.f_bavail <= by_path.f_bfree);
    CHECK(by_path.f_ffree < by_path.f_files);
    SAME(strcmp(by_path.f_mounted_on, "/"), 0);
    FAILS(statfs("nothing", &by_path), ENOENT);
    FAILS(fstatfs(77, &by_path), EBADF);
    FAILS(fstatfs(ends[0], &by_path), EINVAL);
    make_file("g", "text");
    SAME(statfs(".", &by_path), 0);
    SAME(by_path.f_ffree, by_descriptor.f_ffree - 1);
    SAME(by_path.f_bfree, by_descriptor.f_bfree - 1);
    SAME(unlink("g"), 0);
    SAME(statfs(".", &by_path), 0);
    SAME(by_path.f_ffree, by_descriptor.f_ffree);
    SAME(by_path.f_bfree, by_descriptor.f_bfree);
    close_pipe(ends);
    close_ok(file);
}

const struct test mounts[] = {
    TEST(mount_errors, OURS | ROOT),
    TEST(mount_second, OURS | ROOT),
    TEST(mount_as_root, OURS | ROOT),
    TEST(mount_read_only, OURS | ROOT),
    TEST(file_system_status, OURS),
    END,
};
#else
const struct test mounts[] = { END };
#endif
