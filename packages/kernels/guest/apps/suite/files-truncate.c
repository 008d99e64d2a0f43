/* truncate and ftruncate. */
#include "suite.h"

#define BLOCK 8192

static char buffer[4 * BLOCK], is[4 * BLOCK];

static void shorter_and_longer(void)
{
    static const int sizes[] = { 3 * BLOCK, 2 * BLOCK + 1, 2 * BLOCK, 2 * BLOCK - 1, 9000,
                                 8193,      8192,          8191,      5000,          4096,
                                 1025,      1024,          1023,      512,           1,    0 };
    int file = open_new("f");

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        int size = sizes[i];

        fill(buffer, sizeof(buffer), i);
        SAME(lseek(file, 0, SEEK_SET), 0);
        write_all(file, buffer, sizeof(buffer));
        SAME(ftruncate(file, size), 0);
        SAME(size_of("f"), size);
        SAME(lseek(file, 0, SEEK_SET), 0);
        SAME(read(file, is, sizeof(is)), size);
        CHECK(is_filled(is, size, i));
        SAME(ftruncate(file, sizeof(buffer)), 0); /* zeros where something was */
        SAME(lseek(file, 0, SEEK_SET), 0);
        SAME(read(file, is, sizeof(is)), sizeof(is));
        CHECK(is_filled(is, size, i));
        CHECK(is_zero(is + size, sizeof(is) - size));
        SAME(ftruncate(file, 0), 0);
    }
    close_ok(file);
}

static void by_path(void)
{
    make_file("f", "0123456789");
    SAME(truncate("f", 4), 0);
    expect_text("f", "0123");
    SAME(truncate("f", 6), 0);
    SAME(size_of("f"), 6);
    SAME(symlink("f", "l"), 0);
    SAME(truncate("l", 2), 0);
    expect_text("f", "01");
    SAME(truncate("f", 2), 0);
    expect_text("f", "01");
}

/* The offset stays, the next write leaves a hole. */
static void offset_stays(void)
{
    int file = open_new("f");

    write_all(file, "0123456789", 10);
    SAME(ftruncate(file, 2), 0);
    SAME(lseek(file, 0, SEEK_CUR), 10);
    SAME(read(file, is, 1), 0);
    write_all(file, "x", 1);
    SAME(lseek(file, 0, SEEK_SET), 0);
    SAME(read(file, is, 20), 11);
    CHECK(memcmp(is, "01\0\0\0\0\0\0\0\0x", 11) == 0);
    close_ok(file);
}

static void truncate_errors(void)
{
    int file = open_new("f"), reader, ends[2];

    write_all(file, "text", 4);
    reader = open("f", O_RDONLY);
    FAILS(ftruncate(reader, 0), EINVAL);
    FAILS(ftruncate(file, -1), EINVAL);
    FAILS(truncate("f", -1), EINVAL);
    FAILS(truncate("nothing", 0), ENOENT);
    FAILS(truncate("", 0), ENOENT);
    FAILS(truncate("f/x", 0), ENOTDIR);
    FAILS(truncate(".", 0), EISDIR);
    FAILS(ftruncate(77, 0), EBADF);
    make_pipe(ends);
    FAILS(ftruncate(ends[1], 0), EINVAL);
    close_pipe(ends);
    SAME(size_of("f"), 4);
    close_ok(reader);
    close_ok(file);
}

static void denied(void)
{
    int file;

    FAILS(truncate("f", 0), EACCES);
    SAME(truncate("g", 1), 0);
    file = open("g", O_RDWR);
    SAME(ftruncate(file, 0), 0);
    close_ok(file);
}

static void truncate_permission(void)
{
    make_file("f", "text");
    make_file("g", "text");
    SAME(chmod("g", 0606), 0);
    run_as_user(denied);
    SAME(size_of("f"), 4);
}

/* A reader sees the end come nearer. */
static void under_a_reader(void)
{
    int file = open_new("f"), reader = open("f", O_RDONLY);

    fill(buffer, sizeof(buffer), 3);
    write_all(file, buffer, sizeof(buffer));
    read_all(reader, is, BLOCK);
    SAME(ftruncate(file, BLOCK + 5), 0);
    SAME(read(reader, is, BLOCK), 5);
    SAME(read(reader, is, BLOCK), 0);
    SAME(ftruncate(file, 0), 0);
    SAME(read(reader, is, BLOCK), 0);
    write_all(file, buffer, 100); /* at 4 * BLOCK */
    SAME(read(reader, is, BLOCK), BLOCK);
    CHECK(is_zero(is, BLOCK));
    close_ok(reader);
    close_ok(file);
}

static void sparse_counts(void)
{
    int file = open_new("f");

    SAME(ftruncate(file, 100 * BLOCK), 0);
    SAME(size_of("f"), 100 * BLOCK);
    CHECK(status_at("f").st_blocks < 100);
    SAME(ftruncate(file, 0), 0);
    SAME(status_at("f").st_blocks, 0);
    close_ok(file);
}

const struct test files_truncate[] = {
    TEST(shorter_and_longer, 0),
    TEST(by_path, 0),
    TEST(offset_stays, 0),
    TEST(truncate_errors, 0),
    TEST(truncate_permission, ROOT),
    TEST(under_a_reader, 0),
    TEST(sparse_counts, 0),
    END,
};
