/* read, write, readv, writev. */
#include "suite.h"

#include <sys/uio.h>

#define BLOCK 8192

static char buffer[3 * BLOCK], other[3 * BLOCK];

static void write_sizes(void)
{
    static const int sizes[] = { 1, 511, 512, 513, 1023, 1024, 1025, 4095, 4096, 8191, 8192, 8193,
                                 20000 };
    int count = sizeof(sizes) / sizeof(sizes[0]), file = open_new("f");

    for (int i = 0; i < count; i++) {
        fill(buffer, sizes[i], i);
        SAME(write(file, buffer, sizes[i]), sizes[i]);
    }
    SAME(lseek(file, 0, SEEK_SET), 0);
    for (int i = 0; i < count; i++) {
        SAME(read(file, other, sizes[i]), sizes[i]);
        CHECK(is_filled(other, sizes[i], i));
    }
    SAME(read(file, other, 1), 0);
    close_ok(file);
}

/* A file's last block has as many fragments as it needs; they move while it grows. */
static void write_small_steps(void)
{
    int a = open_new("a"), b = open_new("b");
    size_t bytes = 0;

    fill(buffer, sizeof(buffer), 1);
    fill(other, sizeof(other), 2);
    while (bytes + 333 <= sizeof(buffer)) {
        SAME(write(a, buffer + bytes, 333), 333);
        SAME(write(b, other + bytes, 333), 333);
        bytes += 333;
    }
    SAME(size_of("a"), bytes);
    SAME(lseek(a, 0, SEEK_SET), 0);
    SAME(lseek(b, 0, SEEK_SET), 0);
    memset(buffer, 0, sizeof(buffer));
    memset(other, 0, sizeof(other));
    read_all(a, buffer, bytes);
    read_all(b, other, bytes);
    CHECK(is_filled(buffer, bytes, 1) && is_filled(other, bytes, 2));
    close_ok(a);
    close_ok(b);
}

static void read_ends(void)
{
    int file = open_new("f");

    write_all(file, "0123456789", 10);
    SAME(read(file, buffer, 5), 0);
    SAME(lseek(file, 7, SEEK_SET), 7);
    memset(buffer, 'x', 10);
    SAME(read(file, buffer, 10), 3);
    CHECK(memcmp(buffer, "789xxxxxxx", 10) == 0); /* nothing else is touched */
    SAME(read(file, buffer, 10), 0);
    SAME(lseek(file, 100, SEEK_SET), 100);
    SAME(read(file, buffer, 10), 0);
    SAME(lseek(file, 0, SEEK_CUR), 100);
    close_ok(file);
}

static void zero_bytes(void)
{
    int file = open_new("f");

    SAME(write(file, "x", 0), 0);
    SAME(size_of("f"), 0);
    SAME(read(file, buffer, 0), 0);
    SAME(lseek(file, 50, SEEK_SET), 50);
    SAME(write(file, "x", 0), 0); /* nor a hole */
    SAME(size_of("f"), 0);
    SAME(read(file, WILD(8), 0), 0); /* the address of nothing is not looked at */
    close_ok(file);
}

static void overwrite(void)
{
    uint32_t state = 77;
    int file = open_new("f");

    memset(other, 0, sizeof(other));
    write_all(file, other, sizeof(other));
    for (int i = 0; i < 200; i++) {
        size_t at = random_next(&state) % sizeof(other), bytes = random_next(&state) % 3000;

        if (at + bytes > sizeof(other))
            bytes = sizeof(other) - at;
        fill(other + at, bytes, i);
        SAME(lseek(file, at, SEEK_SET), at);
        SAME(write(file, other + at, bytes), bytes);
    }
    SAME(lseek(file, 0, SEEK_SET), 0);
    read_all(file, buffer, sizeof(buffer));
    CHECK(memcmp(buffer, other, sizeof(buffer)) == 0);
    SAME(size_of("f"), sizeof(other));
    close_ok(file);
}

/* Random writes, truncations and reads against a copy in memory. */
static void random_contents(void)
{
    char model[60000], is[9000];
    uint32_t state = 4711;
    size_t size = 0;
    int file = open_new("f");

    for (int turn = 0; turn < 300; turn++) {
        size_t at = random_next(&state) % sizeof(model), bytes = random_next(&state) % 9000;

        if (at + bytes > sizeof(model))
            bytes = sizeof(model) - at;
        switch (random_next(&state) % 4) {
        case 0:
        case 1:
            fill(model + at, bytes, turn);
            SAME(lseek(file, at, SEEK_SET), at);
            SAME(write(file, model + at, bytes), bytes);
            if (bytes > 0 && at + bytes > size)
                size = at + bytes;
            break;
        case 2:
            if (random_next(&state) % 4 == 0) {
                SAME(ftruncate(file, at), 0);
                memset(model + at, 0, sizeof(model) - at);
                size = at;
            }
            break;
        default: {
            size_t wanted = at >= size ? 0 : at + bytes > size ? size - at : bytes;

            SAME(lseek(file, at, SEEK_SET), at);
            SAME(read(file, is, bytes), wanted);
            CHECK(memcmp(is, model + at, wanted) == 0);
        }
        }
        SAME(lseek(file, 0, SEEK_END), size);
    }
    close_ok(file);
}

static void append(void)
{
    int a = open("f", O_WRONLY | O_CREAT | O_APPEND, 0644), b = open("f", O_WRONLY | O_APPEND), c;

    write_all(a, "one", 3);
    write_all(b, "two", 3);
    SAME(lseek(a, 0, SEEK_SET), 0);
    write_all(a, "three", 5); /* wherever it was */
    SAME(lseek(a, 0, SEEK_CUR), 11);
    c = open("f", O_RDWR);
    write_all(c, "ONE", 3);
    SAME(fcntl(c, F_SETFL, O_APPEND), 0);
    CHECK(fcntl(c, F_GETFL, 0) & O_APPEND);
    write_all(c, "four", 4);
    SAME(fcntl(c, F_SETFL, 0), 0);
    SAME(lseek(c, 3, SEEK_SET), 3);
    write_all(c, "TWO", 3);
    expect_text("f", "ONETWOthreefour");
    close_ok(a);
    close_ok(b);
    close_ok(c);
}

static void vectors(void)
{
    char parts[3][8];
    struct iovec out[4] = { { "one", 3 }, { "", 0 }, { "three", 5 }, { NULL, 0 } };
    struct iovec in[3] = { { parts[0], 2 }, { parts[1], 4 }, { parts[2], 8 } };
    int file = open_new("f");

    SAME(writev(file, out, 4), 8);
    expect_text("f", "onethree");
    SAME(lseek(file, 0, SEEK_SET), 0);
    SAME(readv(file, in, 3), 8);
    CHECK(memcmp(parts[0], "on", 2) == 0 && memcmp(parts[1], "ethr", 4) == 0);
    CHECK(memcmp(parts[2], "ee", 2) == 0);
    SAME(readv(file, in, 3), 0);
    close_ok(file);
}

static void vector_errors(void)
{
    static struct iovec many[IOV_MAX + 1];
    int file = open_new("f");

    for (int i = 0; i <= IOV_MAX; i++)
        many[i] = (struct iovec){ "x", 1 };
    FAILS(writev(file, many, IOV_MAX + 1), EINVAL);
    FAILS(writev(file, many, unseen(-1)), EINVAL);
    SAME(writev(file, many, IOV_MAX), IOV_MAX);
    many[0].iov_len = SIZE_MAX; /* the sum does not fit */
    FAILS(writev(file, many, 2), EINVAL);
    many[0].iov_len = SIZE_MAX / 2;
    many[1].iov_len = SIZE_MAX / 2;
    FAILS(readv(file, many, 3), OR(EINVAL, EFAULT));
    SAME(size_of("f"), IOV_MAX);
    FAILS(writev(77, many, 1), EBADF);
    close_ok(file);
}

static void vector_no_parts(void)
{
    struct iovec part = { "x", 1 };
    int file = open_new("f");

    FAILS(writev(file, &part, 0), EINVAL);
    FAILS(readv(file, &part, 0), EINVAL);
    close_ok(file);
}

static void length_too_long(void)
{
    int file = open_new("f");

    FAILS(write(file, buffer, unseen(-1)), EINVAL);
    FAILS(read(file, buffer, unseen(-1)), EINVAL);
    FAILS(write(file, buffer, (size_t)unseen(0x80000000u)), EINVAL);
    SAME(size_of("f"), 0);
    close_ok(file);
}

static void too_large_offset(void)
{
    int file = open_new("f");

    SAME(lseek(file, 0x7fffffff, SEEK_SET), 0x7fffffff);
    FAILS(write(file, "x", 1), EFBIG);
    SAME(lseek(file, 0x7ffffffe, SEEK_SET), 0x7ffffffe);
    FAILS(write(file, "xy", 2), EFBIG);
    SAME(read(file, buffer, 1), 0);
    SAME(size_of("f"), 0);
    close_ok(file);
}

static void keeps_after_fsync(void)
{
    int file = open_new("f");

    write_all(file, "text", 4);
    SAME(fsync(file), 0);
    SAME(fsync(file), 0);
    close_ok(file);
    expect_text("f", "text");
    sync();
    expect_text("f", "text");
    FAILS(fsync(77), EBADF);
    FAILS(fsync(-1), EBADF);
}

static void fsync_of_pipe(void)
{
    int ends[2];

    make_pipe(ends);
    FAILS(fsync(ends[0]), EINVAL);
    close_pipe(ends);
}

const struct test files_io[] = {
    TEST(write_sizes, 0),
    TEST(write_small_steps, 0),
    TEST(read_ends, 0),
    TEST(zero_bytes, 0),
    TEST(overwrite, 0),
    TEST(random_contents, 0),
    TEST(append, 0),
    TEST(vectors, 0),
    TEST(vector_errors, 0),
    TEST(vector_no_parts, OURS),
    TEST(length_too_long, OURS),
    TEST(too_large_offset, OURS),
    TEST(keeps_after_fsync, 0),
    TEST(fsync_of_pipe, 0),
    END,
};
