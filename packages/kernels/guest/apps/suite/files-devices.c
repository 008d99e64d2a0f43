/* Device files: null, zero, those that are not there, and mknod. */
#include "suite.h"

#ifdef __GLIBC__
#include <sys/sysmacros.h>
#endif

static void null_device(void)
{
    char byte;
    int file = open("/dev/null", O_RDWR);

    CHECK(file >= 0);
    SAME(write(file, "text", 4), 4);
    SAME(read(file, &byte, 1), 0);
    SAME(close(file), 0);
    file = open("/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0666); /* as shells do */
    CHECK(file >= 0);
    close_ok(file);
}

static void zero_device(void)
{
    static char bytes[20000];
    int file = open("/dev/zero", O_RDWR);

    CHECK(file >= 0);
    memset(bytes, 'x', sizeof(bytes));
    SAME(read(file, bytes, sizeof(bytes)), sizeof(bytes));
    CHECK(is_zero(bytes, sizeof(bytes)));
    close_ok(file);
}

static void as_user(void)
{
    FAILS(mknod("c2", S_IFCHR | 0666, makedev(2, 2)), EPERM);
    FAILS(mknod("b", S_IFBLK | 0666, makedev(0, 0)), EPERM);
    SAME(mkfifo("fifo", 0666), 0);
}

static void make_nodes(void)
{
    struct stat null = status_at("/dev/null"), status;

    SAME(mknod("c", S_IFCHR | 0640, null.st_rdev), 0);
    status = status_at("c");
    SAME(status.st_mode, S_IFCHR | 0640);
    CHECK(status.st_rdev == null.st_rdev);
    SAME(mknod("f", S_IFREG | 0666, 0), 0);
    SAME(status_at("f").st_mode, S_IFREG | 0644);
    SAME(mknod("p", S_IFIFO | 0600, 0), 0);
    SAME(status_at("p").st_mode, S_IFIFO | 0600);
    FAILS(mknod("c", S_IFCHR | 0640, null.st_rdev), EEXIST);
    FAILS(mknod("d", S_IFLNK | 0755, 0), EINVAL);
    FAILS(mknod("nowhere/c", S_IFIFO | 0640, 0), ENOENT);
    FAILS(mknod("f/c", S_IFIFO | 0640, 0), ENOTDIR);
    SAME(chmod(".", 0777), 0);
    run_as_user(as_user);
}

static void no_such_device(void)
{
    SAME(mknod("c", S_IFCHR | 0666, makedev(99, 0)), 0);
    SAME(mknod("b", S_IFBLK | 0666, makedev(99, 0)), 0);
    SAME(mknod("mem", S_IFCHR | 0666, makedev(2, 77)), 0);
    FAILS(open("c", O_RDONLY), ENXIO);
    FAILS(open("b", O_RDONLY), ENXIO);
    FAILS(open("mem", O_RDONLY), ENXIO);
    SAME(mknod("b255", S_IFBLK | 0666, makedev(255, 255)), 0);
    FAILS(open("b255", O_RDONLY), ENXIO);
}

/* The superblock of the root, by the block device and the character device. */
static void disk_device(void)
{
    static uint32_t block[2048], raw_block[2048];
    int disk = open("/dev/rz0", O_RDONLY), raw_disk = open("/dev/rrz0", O_RDONLY);

    if (disk < 0 || raw_disk < 0)
        SKIP("no disk");
    sync();
    SAME(lseek(disk, 8192, SEEK_SET), 8192);
    SAME(read(disk, block, sizeof(block)), sizeof(block));
    SAME(block[1372 / 4], 0x00011954);
    SAME(lseek(raw_disk, 8192, SEEK_SET), 8192);
    SAME(read(raw_disk, raw_block, sizeof(raw_block)), sizeof(raw_block));
    SAME(raw_block[1372 / 4], 0x00011954);
    SAME(lseek(disk, 8192 + 1372, SEEK_SET), 8192 + 1372); /* any place, by blocks */
    SAME(read(disk, block, 4), 4);
    SAME(block[0], 0x00011954);
    SAME(lseek(disk, 0x7ffff000, SEEK_SET), 0x7ffff000); /* behind the end */
    SAME(read(disk, block, 512), 0);
    SAME(lseek(raw_disk, 100, SEEK_SET), 100); /* sectors only */
    FAILS(read(raw_disk, block, 512), EINVAL);
    close_ok(disk);
    close_ok(raw_disk);
}

const struct test files_devices[] = {
    TEST(null_device, 0),
    TEST(zero_device, 0),
    TEST(make_nodes, ROOT),
    TEST(no_such_device, ROOT),
    TEST(disk_device, OURS | ROOT),
    END,
};
