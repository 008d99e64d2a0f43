/* lseek, holes, and what is behind the end. */
#include "suite.h"

#define BLOCK 8192

static char buffer[BLOCK];

static void seek(void)
{
    int file = open_new("f");

    write_all(file, "0123456789", 10);
    SAME(lseek(file, 0, SEEK_CUR), 10);
    SAME(lseek(file, -3, SEEK_CUR), 7);
    SAME(read(file, buffer, 10), 3);
    SAME(lseek(file, 5, SEEK_END), 15);
    SAME(read(file, buffer, 10), 0);
    SAME(size_of("f"), 10); /* seeking makes nothing longer */
    SAME(lseek(file, 0, SEEK_SET), 0);
    SAME(lseek(file, 1000000000, SEEK_SET), 1000000000);
    close_ok(file);
}

static void seek_errors(void)
{
    int file = open_new("f"), ends[2];

    write_all(file, "0123456789", 10);
    FAILS(lseek(file, -1, SEEK_SET), EINVAL);
    FAILS(lseek(file, -11, SEEK_END), EINVAL);
    FAILS(lseek(file, -11, SEEK_CUR), EINVAL);
    FAILS(lseek(file, 0, 77), EINVAL);
    FAILS(lseek(file, 0, -1), EINVAL);
    SAME(lseek(file, 0, SEEK_CUR), 10); /* where it was */
    FAILS(lseek(77, 0, SEEK_SET), EBADF);
    make_pipe(ends);
    FAILS(lseek(ends[0], 0, SEEK_SET), ESPIPE);
    FAILS(lseek(ends[1], 0, SEEK_CUR), ESPIPE);
    close_pipe(ends);
    close_ok(file);
}

static void seek_overflow(void)
{
    int file = open_new("f");

    write_all(file, "0123456789", 10);
    FAILS(lseek(file, 0x7fffffff, SEEK_END), EINVAL);
    SAME(lseek(file, 0x7fffffff, SEEK_SET), 0x7fffffff);
    FAILS(lseek(file, 1, SEEK_CUR), EINVAL);
    SAME(lseek(file, 0, SEEK_CUR), 0x7fffffff);
    close_ok(file);
}

static void holes(void)
{
    int file = open_new("f");
    struct stat status;

    SAME(lseek(file, 5 * BLOCK + 100, SEEK_SET), 5 * BLOCK + 100);
    SAME(write(file, "x", 1), 1);
    status = status_at("f");
    SAME(status.st_size, 5 * BLOCK + 101);
    CHECK(status.st_blocks * 512 < 3 * BLOCK);
    SAME(lseek(file, 0, SEEK_SET), 0);
    for (int i = 0; i < 5; i++) {
        memset(buffer, 'y', BLOCK);
        SAME(read(file, buffer, BLOCK), BLOCK);
        CHECK(is_zero(buffer, BLOCK));
    }
    SAME(read(file, buffer, BLOCK), 101);
    CHECK(is_zero(buffer, 100) && buffer[100] == 'x');
    close_ok(file);
}

static void hole_filled(void)
{
    int file = open_new("f");

    SAME(lseek(file, 20 * BLOCK, SEEK_SET), 20 * BLOCK);
    SAME(write(file, "end", 3), 3);
    for (int block = 1; block < 20; block += 3) { /* parts of some */
        SAME(lseek(file, block * BLOCK + 77, SEEK_SET), block * BLOCK + 77);
        SAME(write(file, "in", 2), 2);
    }
    SAME(fsync(file), 0);
    for (int block = 0; block < 20; block++) {
        SAME(lseek(file, block * BLOCK, SEEK_SET), block * BLOCK);
        read_all(file, buffer, BLOCK);
        if (block % 3 == 1) {
            CHECK(memcmp(buffer + 77, "in", 2) == 0);
            buffer[77] = buffer[78] = 0;
        }
        CHECK(is_zero(buffer, BLOCK));
    }
    close_ok(file);
}

/* What stood on the disk before must not be seen: neither in holes nor behind the end. */
static void no_old_contents(void)
{
    int file = open_new("secret");

    memset(buffer, 'S', BLOCK);
    for (int i = 0; i < 50; i++)
        write_all(file, buffer, BLOCK);
    SAME(fsync(file), 0);
    close_ok(file);
    SAME(unlink("secret"), 0);
    file = open_new("f");
    for (int i = 0; i < 40; i++) {
        SAME(lseek(file, i * (BLOCK + 1000) + 500, SEEK_SET), i * (BLOCK + 1000) + 500);
        SAME(write(file, "x", 1), 1);
    }
    SAME(lseek(file, 0, SEEK_SET), 0);
    for (ssize_t bytes; (bytes = read(file, buffer, BLOCK)) > 0;)
        CHECK(memchr(buffer, 'S', bytes) == NULL);
    SAME(ftruncate(file, 300), 0);
    SAME(ftruncate(file, 3 * BLOCK), 0);
    SAME(lseek(file, 0, SEEK_SET), 0);
    for (int i = 0; i < 3; i++) {
        read_all(file, buffer, BLOCK);
        CHECK(is_zero(buffer, BLOCK));
    }
    close_ok(file);
}

const struct test files_seek[] = {
    TEST(seek, 0),
    TEST(seek_errors, 0),
    TEST(seek_overflow, OURS),
    TEST(holes, 0),
    TEST(hole_filled, 0),
    TEST(no_old_contents, 0),
    END,
};
