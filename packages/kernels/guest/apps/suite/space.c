/* A disk that is full: errors, nothing lost, and all is as before when there is room again. */
#include <sys/statfs.h>

#include "suite.h"

static char block[8192];

static long blocks_free(void)
{
    struct statfs status;

    sync();
    EQUAL(statfs(".", &status), 0);
    return status.f_bfree;
}

/* By one file, of others nothing changes. */
static void full(void)
{
    long before = blocks_free(), size = 0, part;
    int file, small;

    make_file("kept", "kept");
    small = open("small", O_RDWR | O_CREAT, 0644);
    file = open("f", O_RDWR | O_CREAT, 0644);
    do {
        fill(block, sizeof(block), size / sizeof(block));
        part = write(file, block, sizeof(block));
        if (part > 0)
            size += part;
    } while (part == sizeof(block));
    if (part > 0)
        FAILS(write(file, block, sizeof(block)), ENOSPC);
    else
        EQUAL(errno, ENOSPC);
    while (write(small, block, 512) > 0)
        continue;
    EQUAL(errno, ENOSPC);
    expect_content("kept", "kept");
    EQUAL(lseek(file, 0, SEEK_SET), 0);
    for (long at = 0; at + (long)sizeof(block) <= size; at += sizeof(block)) {
        EQUAL(read(file, block, sizeof(block)), sizeof(block));
        CHECK(is_filled(block, sizeof(block), at / sizeof(block)));
    }
    EQUAL(unlink("small"), 0);
    EQUAL(close(small), 0);
    EQUAL(ftruncate(file, 100000), 0);
    make_file("new", "new");
    expect_content("new", "new");
    EQUAL(close(file), 0);
    CHECK(unlink("f") == 0 && unlink("new") == 0 && unlink("kept") == 0);
    EQUAL(blocks_free(), before);
}

/* Others than the superuser leave a reserve. */
static void reserve(void)
{
    pid_t child;
    long before = blocks_free();

    EQUAL(chmod(".", 0777), 0);
    child = fork_user();
    if (child == 0) {
        int file = open("f", O_RDWR | O_CREAT, 0644);

        while (write(file, block, sizeof(block)) > 0)
            continue;
        EQUAL(errno, ENOSPC);
        _exit(0);
    }
    expect_success(child);
    CHECK(blocks_free() > 100);
    make_file("g", "the superuser's");
    CHECK(unlink("f") == 0 && unlink("g") == 0);
    EQUAL(blocks_free(), before);
}

const struct test space[] = {
    TEST(full, OURS | ROOT | SLOW), TEST(reserve, OURS | ROOT | SLOW), END,
};
