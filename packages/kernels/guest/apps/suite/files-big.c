/*
 * Large files. Twelve blocks of 8 KB are addressed by the inode itself, further 2048 through one
 * block of addresses, 2048 * 2048 through two, and so on.
 */
#include "suite.h"

#define BLOCK 8192
#define SINGLE (12 * BLOCK)
#define DOUBLE (SINGLE + 2048 * BLOCK)

static char buffer[BLOCK];

static void put(int file, off_t at, unsigned seed)
{
    fill(buffer, BLOCK, seed);
    SAME(lseek(file, at, SEEK_SET), at);
    SAME(write(file, buffer, BLOCK), BLOCK);
}

static void check(int file, off_t at, unsigned seed)
{
    memset(buffer, 0, BLOCK);
    SAME(lseek(file, at, SEEK_SET), at);
    SAME(read(file, buffer, BLOCK), BLOCK);
    CHECK(is_filled(buffer, BLOCK, seed));
}

static void address_levels(void)
{
    static const off_t places[] = { 0,          SINGLE - 100,       SINGLE + BLOCK, DOUBLE / 2,
                                    DOUBLE - BLOCK / 2, DOUBLE + 5 * BLOCK + 1, 3 * DOUBLE,
                                    0x7f000000 };
    int count = sizeof(places) / sizeof(places[0]), file = open_new("f");

    for (int i = 0; i < count; i++)
        put(file, places[i], i);
    SAME(size_of("f"), 0x7f000000 + BLOCK);
    SAME(fsync(file), 0);
    for (int i = count - 1; i >= 0; i--)
        check(file, places[i], i);
    for (int i = count - 1; i > 0; i--) { /* cut off level by level */
        SAME(ftruncate(file, places[i] + 10), 0);
        SAME(lseek(file, places[i], SEEK_SET), places[i]);
        SAME(read(file, buffer, BLOCK), 10);
        CHECK(is_filled(buffer, 10, i));
        check(file, places[0], 0);
    }
    SAME(ftruncate(file, 0), 0);
    SAME(fsync(file), 0);
    SAME(status_at("f").st_blocks, 0);
    close_ok(file);
}

static void megabytes(void)
{
    int file = open_new("f");
    int blocks = 400; /* more than the inode and a part of the indirect block */

    for (int i = 0; i < blocks; i++)
        put(file, (off_t)i * BLOCK, i);
    for (int i = 0; i < blocks; i++)
        check(file, (off_t)i * BLOCK, i);
    SAME(size_of("f"), blocks * BLOCK);
    CHECK(status_at("f").st_blocks >= blocks * (BLOCK / 512));
    CHECK(OR(status_at("f").st_blocks, 0) <= (blocks + 1) * (BLOCK / 512));
    close_ok(file);
}

static void many_megabytes(void)
{
    int file = open_new("f"), blocks = 1024;

    for (int i = 0; i < blocks; i++)
        put(file, (off_t)i * BLOCK, i);
    SAME(close(file), 0);
    file = open("f", O_RDWR);
    for (int i = blocks - 1; i >= 0; i -= 3) /* backwards, in steps */
        check(file, (off_t)i * BLOCK, i);
    for (int i = 0; i < blocks; i += 7)
        put(file, (off_t)i * BLOCK, 1000 + i);
    for (int i = 0; i < blocks; i++)
        check(file, (off_t)i * BLOCK, i % 7 == 0 ? 1000 + i : i);
    close_ok(file);
}

static void one_write(void)
{
    size_t bytes = 40 * BLOCK + 4321;
    char *memory = malloc(bytes + 1);
    int file = open_new("f");

    CHECK(memory != NULL);
    fill(memory, bytes, 9);
    SAME(write(file, memory + 1, bytes - 1), bytes - 1); /* from an odd address */
    SAME(lseek(file, 0, SEEK_SET), 0);
    memset(memory, 0, bytes);
    SAME(read(file, memory + 1, bytes), bytes - 1);
    memory[0] = 0;
    {
        char first;

        fill(&first, 1, 9);
        memory[0] = first;
    }
    CHECK(is_filled(memory, bytes, 9));
    free(memory);
    close_ok(file);
}

static void blocks_come_back(void)
{
    for (int turn = 0; turn < 8; turn++) { /* more than the disk has, all together */
        int file = open_new("f");

        for (int i = 0; i < 512; i++)
            put(file, (off_t)i * BLOCK, i + turn);
        check(file, 0, turn);
        SAME(unlink("f"), 0);
        close_ok(file);
    }
}

const struct test files_big[] = {
    TEST(address_levels, 0),
    TEST(megabytes, 0),
    TEST(many_megabytes, SLOW),
    TEST(one_write, 0),
    TEST(blocks_come_back, SLOW),
    END,
};
