/* Device files: opens and closes counted over all names, blocks through the cache and without it. */
#include <unix/buf.h>
#include <unix/special.h>

#include "tree.h"

#define BYTES (64 * 512)

static uint8_t got[BYTES + 512];

static void counted(void)
{
    long f, g;

    WORKS(MKNOD("/echo", S_IFCHR | 0666, makedev(CHAR_ECHO, 0)));
    WORKS(MKNOD("/same", S_IFCHR | 0666, makedev(CHAR_ECHO, 0)));
    WORKS(MKNOD("/other", S_IFCHR | 0666, makedev(CHAR_ECHO, 1)));
    f = OPEN("/echo", O_RDONLY, 0);
    CHECK_IS(echo_log.flags, FREAD);
    g = OPEN("/same", O_WRONLY | O_NONBLOCK, 0);
    CHECK_IS(echo_log.flags & (FREAD | FWRITE | FNONBLOCK), FWRITE | FNONBLOCK);
    CHECK_IS(echo_log.opens, 2);
    WORKS(CLOSE(f));
    CHECK_IS(echo_log.closes, 0);
    WORKS(CLOSE(OPEN("/other", O_RDONLY, 0)));
    CHECK_IS(echo_log.closes, 1);
    CHECK_IS(CALL(dup, g), f);
    WORKS(CLOSE(g));
    CHECK_IS(echo_log.closes, 1);
    WORKS(CLOSE(f));
    CHECK_IS(echo_log.closes, 2);
    CHECK(echo_log.flags & FWRITE);
    CHECK(device_use_find(makedev(CHAR_ECHO, 0), VCHR) == NULL);
    WORKS(UNLINK("/same"));
    f = OPEN("/echo", O_RDONLY, 0);
    WORKS(UNLINK("/echo")); /* and its vnode becomes another file only when it is closed */
    file_make("/f", "");
    WORKS(CLOSE(f));
    CHECK_IS(echo_log.closes, 3);
}

static void characters(void)
{
    char text[8];
    long f, g;

    WORKS(MKNOD("/echo", S_IFCHR | 0666, makedev(CHAR_ECHO, 0)));
    WORKS(MKNOD("/nothing", S_IFCHR | 0666, makedev(CHAR_NOTHING, 0)));
    f = OPEN("/echo", O_RDWR, 0);
    CHECK_IS(READ(f, text, 0), 0);
    CHECK_IS(echo_log.reads, 0);
    CHECK_IS(WRITE(f, "abc", 3), 3);
    CHECK_IS(READ(f, text, 8), 3);
    CHECK_IS(CALL(lseek, f, 0, SEEK_CUR), 6);
    g = OPEN("/nothing", O_RDWR, 0);
    FAILS(READ(g, text, 1), ENODEV);
    FAILS(WRITE(g, text, 1), ENODEV);
    FAILS(CALL(ioctl, g, TIOCDRAIN, 0), ENODEV);
}

/* What makes a position behind 2 GB: a terminal that has been written to for long. */
static void far_positions(void)
{
    long f;

    WORKS(MKNOD("/echo", S_IFCHR | 0666, makedev(CHAR_ECHO, 0)));
    f = OPEN("/echo", O_RDWR, 0);
    CHECK_IS(CALL(lseek, f, INT32_MAX, SEEK_SET), INT32_MAX);
    CHECK_IS(WRITE(f, "abc", 3), 3);
    CHECK_IS(WRITE(f, "abc", 3), 3);
}

static long disk_open(int disk, int flags)
{
    char name[8];

    for (int i = 0; i < BYTES; i++)
        disks[disk][i] = (uint8_t)(i * 7 + i / 512);
    snprintf(name, sizeof name, "/b%d", disk);
    WORKS(MKNOD(name, S_IFBLK | 0600, makedev(0, disk)));
    return OPEN(name, flags, 0);
}

static void blocks(void)
{
    long f = disk_open(1, O_RDWR);

    CHECK_IS(READ(f, got, sizeof got), BYTES);
    CHECK(memcmp(got, disks[1], BYTES) == 0);
    CHECK_IS(READ(f, got, 1), 0);
    CHECK_IS(CALL(lseek, f, 3000, SEEK_SET), 3000);
    CHECK_IS(READ(f, got, 5000), 5000);
    CHECK(memcmp(got, disks[1] + 3000, 5000) == 0);
    memset(got, 0x55, sizeof got);
    CHECK_IS(CALL(lseek, f, 1000, SEEK_SET), 1000);
    CHECK_IS(WRITE(f, got, 6000), 6000);
    CHECK_IS(CALL(lseek, f, 0, SEEK_SET), 0);
    CHECK_IS(READ(f, got, 8000), 8000);
    CHECK(got[999] == disks[1][999] && got[1000] == 0x55 && got[6999] == 0x55);
    CHECK(got[7000] == (uint8_t)(7000 * 7 + 7000 / 512));
    CHECK_IS(CALL(lseek, f, BYTES - 100, SEEK_SET), BYTES - 100);
    FAILS(WRITE(f, got, 200), ENXIO);
    CHECK_IS(CALL(lseek, f, 0, SEEK_CUR), BYTES);
    FAILS(WRITE(f, got, 1), ENXIO);
    FAILS(WRITE(f, BAD_ADDRESS, 1), ENXIO);
    FAILS(CALL(ioctl, f, TIOCDRAIN, 0), ENOTTY);
    CHECK_IS(CALL(select, f + 1, (long)&(fd_set){{1u << f, 0}}, 0, 0, 0), 1);
    CHECK_IS(CALL(lseek, f, 0, SEEK_SET), 0);
    FAILS(READ(f, BAD_ADDRESS, 10), EFAULT);
    FAILS(WRITE(f, BAD_ADDRESS, 10), EFAULT);
    FAILS(WRITE(f, BAD_ADDRESS, 2048), EFAULT); /* of a whole block nothing stays */
    WORKS(CLOSE(f)); /* what was delayed is written */
    CHECK(disks[1][1000] == 0x55 && disks[1][6999] == 0x55);
    CHECK(disks[1][0] == 0 && disks[1][7000] == (uint8_t)(7000 * 7 + 7000 / 512));
    CHECK(!incore(makedev(0, 1), 0));
    CHECK_IS(disk_closes[1], 1);
}

/* Its last block is shorter than others. */
static void last_block(void)
{
    long f = disk_open(2, O_RDWR);
    int bytes = DISK_SECTORS * 512;

    CHECK_IS(READ(f, got, sizeof got), bytes);
    CHECK(memcmp(got, disks[2], (size_t)bytes) == 0);
    CHECK_IS(READ(f, got, 1), 0);
    memset(got, 0x66, 4096);
    CHECK_IS(CALL(lseek, f, bytes - 2000, SEEK_SET), bytes - 2000);
    CHECK_IS(WRITE(f, got, 2000), 2000);
    WORKS(CLOSE(f));
    CHECK(disks[2][bytes - 1] == 0x66 && disks[2][bytes - 2000] == 0x66);
    CHECK(disks[2][bytes] != 0x66);
}

static void read_ahead(void)
{
    long f = disk_open(1, O_RDONLY);

    CHECK_IS(READ(f, got, 2048), 2048);
    CHECK(!incore(makedev(0, 1), 4));
    CHECK_IS(READ(f, got, 2048), 2048);
    CHECK(incore(makedev(0, 1), 8)); /* one after the other: the next one, too */
    CHECK_IS(CALL(lseek, f, 16 * 512, SEEK_SET), 16 * 512);
    CHECK_IS(READ(f, got, 2048), 2048);
    CHECK(!incore(makedev(0, 1), 20));
}

static void block_errors(void)
{
    long f = disk_open(1, O_RDWR);

    disk_error = 1;
    FAILS(READ(f, got, 4096), EIO);
    CHECK_IS(READ(f, got, 4096), 4096);
    disk_error = 1;
    CHECK_IS(CALL(lseek, f, 9000, SEEK_SET), 9000);
    FAILS(WRITE(f, got, 10), EIO); /* of the block that it is part of */
}

static void raw(void)
{
    long f;

    WORKS(CLOSE(disk_open(2, O_RDONLY)));
    WORKS(MKNOD("/raw", S_IFCHR | 0600, makedev(CHAR_RAW, 2)));
    f = OPEN("/raw", O_RDWR, 0);
    disk_reads = 0;
    CHECK_IS(READ(f, got, BYTES), DISK_SECTORS * 512); /* to its end */
    CHECK_IS(disk_reads, 1);
    CHECK(memcmp(got, disks[2], DISK_SECTORS * 512) == 0);
    CHECK_IS(READ(f, got, 512), 0);
    FAILS(WRITE(f, got, 512), ENXIO);
    FAILS(READ(f, got, 100), EINVAL);
    CHECK_IS(CALL(lseek, f, 100, SEEK_SET), 100);
    FAILS(READ(f, got, 512), EINVAL);
    CHECK_IS(CALL(lseek, f, 512, SEEK_SET), 512);
    memset(got, 0x77, 1024);
    CHECK_IS(WRITE(f, got, 1024), 1024);
    CHECK(disks[2][511] != 0x77 && disks[2][512] == 0x77 && disks[2][1535] == 0x77);
    FAILS(READ(f, BAD_ADDRESS, 512), EFAULT);
    FAILS(WRITE(f, BAD_ADDRESS, 512), EFAULT);
    disk_error = 1;
    FAILS(WRITE(f, got, 512), EIO);
    disk_error = 1;
    FAILS(READ(f, got, 512), EIO);
    FAILS(CALL(ioctl, f, TIOCDRAIN, 0), ENODEV);
}

const struct test device_tests[] = {
    {"devices: opens and closes", counted},
    {"devices: characters", characters},
    {"devices: far positions", far_positions},
    {"devices: blocks", blocks},
    {"devices: a short last block", last_block},
    {"devices: reading ahead", read_ahead},
    {"devices: errors of blocks", block_errors},
    {"devices: raw", raw},
    {NULL, NULL},
};
