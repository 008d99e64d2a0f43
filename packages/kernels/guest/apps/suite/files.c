/* Contents of files. */
#include <sys/uio.h>

#include "suite.h"

#define BLOCK 8192
/* Twelve blocks are the inode's own; further 2048 by one indirect block, then come two. */
#define SINGLE (12 * BLOCK)
#define DOUBLE (SINGLE + 2048 * BLOCK)

static char buffer[3 * BLOCK], other[3 * BLOCK];

static int open_new(const char *path)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL, 0644);

    CHECK(file >= 0);
    return file;
}

static void end(int file, const char *path)
{
    EQUAL(close(file), 0);
    EQUAL(unlink(path), 0);
}

static void open_modes(void)
{
    int file;

    make_file("f", "content");
    file = open("f", O_RDONLY);
    EQUAL(read(file, buffer, 3), 3);
    FAILS(write(file, "x", 1), EBADF);
    EQUAL(fcntl(file, F_GETFL) & O_ACCMODE, O_RDONLY);
    EQUAL(close(file), 0);
    file = open("f", O_WRONLY);
    FAILS(read(file, buffer, 1), EBADF);
    EQUAL(write(file, "C", 1), 1);
    EQUAL(fcntl(file, F_GETFL) & O_ACCMODE, O_WRONLY);
    EQUAL(close(file), 0);
    file = open("f", O_RDWR);
    EQUAL(read(file, buffer, 3), 3);
    EQUAL(write(file, "T", 1), 1);
    EQUAL(close(file), 0);
    expect_content("f", "ConTent");
    EQUAL(unlink("f"), 0);
}

static void create(void)
{
    int file = creat("f", 0640), again;

    CHECK(file >= 0);
    FAILS(read(file, buffer, 1), EBADF);
    EQUAL(write(file, "12345", 5), 5);
    EQUAL(status_at("f").st_mode, S_IFREG | 0640);
    again = creat("f", 0600); /* truncates, and changes no permissions */
    EQUAL(status_at("f").st_size, 0);
    EQUAL(status_at("f").st_mode, S_IFREG | 0640);
    EQUAL(write(file, "6", 1), 1); /* behind a hole */
    EQUAL(status_at("f").st_size, 6);
    FAILS(open("f", O_RDWR | O_CREAT | O_EXCL, 0644), EEXIST);
    EQUAL(close(again), 0);
    end(file, "f");
    /* Permissions for later, not for this descriptor. */
    file = open("g", O_RDWR | O_CREAT, 0);
    EQUAL(write(file, "x", 1), 1);
    end(file, "g");
}

static void exclusive_link(void)
{
    EQUAL(symlink("nowhere", "l"), 0);
    FAILS(open("l", O_RDWR | O_CREAT | O_EXCL, 0644), EEXIST);
    CHECK(!exists("nowhere"));
    FAILS(open("l", O_RDWR), ENOENT);
    EQUAL(close(open("l", O_RDWR | O_CREAT, 0644)), 0); /* makes what it names */
    CHECK(S_ISREG(status_at("nowhere").st_mode));
    EQUAL(unlink("nowhere"), 0);
    EQUAL(unlink("l"), 0);
}

static void lowest_descriptor(void)
{
    int a = open_new("a"), b = open_new("b"), c = open_new("c");

    EQUAL(a, 3);
    EQUAL(b, 4);
    EQUAL(c, 5);
    EQUAL(close(b), 0);
    EQUAL(open("a", O_RDONLY), b);
    EQUAL(close(b), 0);
    EQUAL(close(a), 0);
    EQUAL(dup(c), a);
    EQUAL(close(a), 0);
    EQUAL(close(c), 0);
    CHECK(unlink("a") == 0 && unlink("b") == 0 && unlink("c") == 0);
}

static void seek(void)
{
    int file = open_new("f");

    EQUAL(write(file, "0123456789", 10), 10);
    EQUAL(lseek(file, 0, SEEK_CUR), 10);
    EQUAL(lseek(file, -3, SEEK_CUR), 7);
    EQUAL(read(file, buffer, 10), 3);
    EQUAL(lseek(file, 5, SEEK_END), 15);
    EQUAL(read(file, buffer, 10), 0);
    EQUAL(status_at("f").st_size, 10); /* seeking makes nothing longer */
    FAILS(lseek(file, -1, SEEK_SET), EINVAL);
    FAILS(lseek(file, -11, SEEK_END), EINVAL);
    FAILS(lseek(file, 0, 77), EINVAL);
    EQUAL(lseek(file, 0, SEEK_CUR), 15);
    end(file, "f");
}

static void holes(void)
{
    int file = open_new("f");
    struct stat status;

    EQUAL(lseek(file, 5 * BLOCK + 100, SEEK_SET), 5 * BLOCK + 100);
    EQUAL(write(file, "x", 1), 1);
    status = status_at("f");
    EQUAL(status.st_size, 5 * BLOCK + 101);
    CHECK(status.st_blocks * 512 < 3 * BLOCK);
    EQUAL(lseek(file, 0, SEEK_SET), 0);
    for (int i = 0; i < 5; i++) {
        memset(buffer, 'y', BLOCK);
        EQUAL(read(file, buffer, BLOCK), BLOCK);
        CHECK(buffer[0] == 0 && memcmp(buffer, buffer + 1, BLOCK - 1) == 0);
    }
    EQUAL(read(file, buffer, BLOCK), 101);
    EQUAL(buffer[100], 'x');
    EQUAL(lseek(file, 2 * BLOCK + 7, SEEK_SET), 2 * BLOCK + 7);
    EQUAL(write(file, "z", 1), 1);
    EQUAL(lseek(file, 2 * BLOCK, SEEK_SET), 2 * BLOCK);
    EQUAL(read(file, buffer, 20), 20);
    CHECK(memcmp(buffer, "\0\0\0\0\0\0\0z\0\0", 10) == 0);
    end(file, "f");
}

/* A few blocks at each level. */
static void big(void)
{
    static const int places[] = { 0,          SINGLE - 100,       SINGLE + BLOCK,
                                  DOUBLE / 2, DOUBLE - BLOCK / 2, DOUBLE + 5 * BLOCK + 1,
                                  3 * DOUBLE };
    int count = sizeof(places) / sizeof(places[0]), file = open_new("f"), blocks;

    for (int i = 0; i < count; i++) {
        fill(buffer, BLOCK, i);
        EQUAL(lseek(file, places[i], SEEK_SET), places[i]);
        EQUAL(write(file, buffer, BLOCK), BLOCK);
    }
    EQUAL(status_at("f").st_size, 3 * DOUBLE + BLOCK);
    EQUAL(fsync(file), 0);
    for (int i = count - 1; i >= 0; i--) {
        EQUAL(lseek(file, places[i], SEEK_SET), places[i]);
        EQUAL(read(file, buffer, BLOCK), BLOCK);
        CHECK(is_filled(buffer, BLOCK, i));
    }
    for (int i = count - 1; i > 0; i--) {
        EQUAL(ftruncate(file, places[i] + 10), 0);
        EQUAL(lseek(file, places[i], SEEK_SET), places[i]);
        EQUAL(read(file, buffer, BLOCK), 10);
        CHECK(is_filled(buffer, 10, i));
    }
    EQUAL(ftruncate(file, 0), 0);
    EQUAL(fsync(file), 0);
    blocks = status_at("f").st_blocks;
    EQUAL(blocks, 0);
    end(file, "f");
}

static void sequence(void)
{
    int file = open_new("f"), sizes[] = { 1, 511, 512, 513, 1024, 4095, 8191, 8192, 8193, 20000 };

    for (int i = 0; i < 10; i++) {
        fill(buffer, sizes[i], i);
        EQUAL(write(file, buffer, sizes[i]), sizes[i]);
    }
    EQUAL(lseek(file, 0, SEEK_SET), 0);
    for (int i = 0; i < 10; i++) {
        EQUAL(read(file, buffer, sizes[i]), sizes[i]);
        CHECK(is_filled(buffer, sizes[i], i));
    }
    EQUAL(read(file, buffer, 1), 0);
    end(file, "f");
}

/* Files end in fragments, which move when they grow. */
static void small_steps(void)
{
    int a = open_new("a"), b = open_new("b");
    static char step[700];

    for (int i = 0; i < 60; i++) {
        fill(step, sizeof(step), i);
        EQUAL(write(a, step, sizeof(step)), sizeof(step));
        fill(step, sizeof(step), i + 100);
        EQUAL(write(b, step, sizeof(step)), sizeof(step));
    }
    lseek(a, 0, SEEK_SET);
    lseek(b, 0, SEEK_SET);
    for (int i = 0; i < 60; i++) {
        EQUAL(read(a, step, sizeof(step)), sizeof(step));
        CHECK(is_filled(step, sizeof(step), i));
        EQUAL(read(b, step, sizeof(step)), sizeof(step));
        CHECK(is_filled(step, sizeof(step), i + 100));
    }
    end(a, "a");
    end(b, "b");
}

static void append(void)
{
    int file = open_new("f"), adding = open("f", O_RDWR | O_APPEND);

    EQUAL(write(file, "12345", 5), 5);
    EQUAL(write(adding, "678", 3), 3);
    EQUAL(lseek(adding, 0, SEEK_CUR), 8);
    EQUAL(lseek(adding, 2, SEEK_SET), 2);
    EQUAL(read(adding, buffer, 2), 2);
    CHECK(memcmp(buffer, "34", 2) == 0);
    EQUAL(write(adding, "9", 1), 1);
    EQUAL(ftruncate(file, 3), 0);
    EQUAL(write(adding, "end", 3), 3);
    expect_content("f", "123end");
    EQUAL(fcntl(adding, F_SETFL, 0), 0);
    EQUAL(lseek(adding, 0, SEEK_SET), 0);
    EQUAL(write(adding, "X", 1), 1);
    EQUAL(fcntl(file, F_SETFL, O_APPEND), 0);
    EQUAL(write(file, "Y", 1), 1);
    expect_content("f", "X23endY");
    EQUAL(close(adding), 0);
    end(file, "f");
}

static void truncation(void)
{
    int file = open_new("f");

    fill(buffer, 20000, 1);
    EQUAL(write(file, buffer, 20000), 20000);
    EQUAL(truncate("f", 10001), 0);
    EQUAL(status_at("f").st_size, 10001);
    EQUAL(ftruncate(file, 20000), 0); /* longer: zeros, also where something was */
    EQUAL(lseek(file, 0, SEEK_SET), 0);
    EQUAL(read(file, other, 20001), 20000);
    CHECK(is_filled(other, 10001, 1));
    for (int i = 10001; i < 20000; i++)
        CHECK(other[i] == 0);
    EQUAL(lseek(file, 0, SEEK_CUR), 20000); /* its place is where it was */
    EQUAL(ftruncate(file, 0), 0);
    EQUAL(read(file, buffer, 10), 0);
    EQUAL(write(file, "x", 1), 1);
    EQUAL(status_at("f").st_size, 20001);
    EQUAL(close(file), 0);
    file = open("f", O_RDONLY | O_TRUNC);
    EQUAL(status_at("f").st_size, 0);
    FAILS(ftruncate(file, 5), EINVAL);
    FAILS(truncate("f", -1), EINVAL);
    end(file, "f");
}

static void vectors(void)
{
    struct iovec parts[3] = { { "one", 3 }, { "", 0 }, { "three", 5 } };
    char a[4] = "", b[10] = "";
    struct iovec to[2] = { { a, 3 }, { b, 9 } };
    int file = open_new("f");

    EQUAL(writev(file, parts, 3), 8);
    EQUAL(lseek(file, 0, SEEK_SET), 0);
    EQUAL(readv(file, to, 2), 8);
    CHECK(strcmp(a, "one") == 0 && strcmp(b, "three") == 0);
    end(file, "f");
}

/* A file lives as long as it is open. */
static void unlinked(void)
{
    int file = open_new("f");
    struct stat status;

    EQUAL(unlink("f"), 0);
    EQUAL(write(file, "still here", 10), 10);
    EQUAL(lseek(file, 0, SEEK_SET), 0);
    EQUAL(read(file, buffer, 20), 10);
    EQUAL(fstat(file, &status), 0);
    EQUAL(status.st_nlink, 0);
    make_file("f", "new");
    EQUAL(lseek(file, 0, SEEK_SET), 0);
    EQUAL(read(file, buffer, 20), 10);
    EQUAL(close(file), 0);
    expect_content("f", "new");
    EQUAL(unlink("f"), 0);
}

static void nothing_at_all(void)
{
    int file = open_new("f");

    EQUAL(write(file, buffer, 0), 0);
    EQUAL(read(file, buffer, 0), 0);
    EQUAL(write(file, "x", 1), 1);
    EQUAL(lseek(file, 100, SEEK_SET), 100);
    EQUAL(write(file, buffer, 0), 0); /* does not even make it longer */
    EQUAL(status_at("f").st_size, 1);
    end(file, "f");
}

static void overlapping_descriptors(void)
{
    int a = open_new("f"), b = open("f", O_RDWR);

    EQUAL(write(a, "abc", 3), 3);
    EQUAL(read(b, buffer, 10), 3); /* another place, the same content */
    EQUAL(write(b, "def", 3), 3);
    EQUAL(read(a, buffer, 10), 3);
    CHECK(memcmp(buffer, "def", 3) == 0);
    EQUAL(close(a), 0);
    end(b, "f");
}

static void too_large(void)
{
    int file = open_new("f");

    EQUAL(lseek(file, 0x7fffffff, SEEK_SET), 0x7fffffff);
    FAILS(write(file, "xy", 2), EFBIG);
    EQUAL(status_at("f").st_size, 0);
    end(file, "f");
}

const struct test files[] = {
    TEST(open_modes, 0), TEST(create, 0), TEST(exclusive_link, 0), TEST(lowest_descriptor, 0),
    TEST(seek, 0), TEST(holes, 0), TEST(big, 0), TEST(sequence, 0), TEST(small_steps, 0),
    TEST(append, 0), TEST(truncation, 0), TEST(vectors, 0), TEST(unlinked, 0),
    TEST(nothing_at_all, 0), TEST(overlapping_descriptors, 0), TEST(too_large, OURS), END,
};
