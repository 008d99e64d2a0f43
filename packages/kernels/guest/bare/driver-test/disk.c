/* The disk's driver: requests of every size, alone and many at once. Each word holds its own number. */
#include "parts.h"

#include <abi/errno.h>
#include <lib-check/check.h>
#include <ultrix/dev/dev.h>
#include <unix/buf.h>
#include <unix/proc.h>

#define DISK makedev(BLOCK_RZ, 0)
#define NO_DISK makedev(BLOCK_RZ, 5)
#define BLOCKS 3024 /* of the disk, as the image's manifest has it */
#define BLOCK 512
#define WORDS (BLOCK / 4)
#define LARGEST (200 * BLOCK) /* more than two commands move */
#define MANY 24
#define MANY_BLOCKS 16

static uint8_t data[LARGEST + 4];
static uint8_t many_data[MANY][MANY_BLOCKS * BLOCK];
static volatile unsigned finished;
static daddr_t order[MANY];

/* In place of the buffer cache's. */
void biodone(struct buf *bp)
{
    bp->b_flags |= B_DONE;
    if (finished < MANY)
        order[finished] = bp->b_blkno;
    finished++;
    wakeup(bp);
}

static void wait_for(struct buf *bp)
{
    spl_t level = splbio();

    while ((bp->b_flags & B_DONE) == 0)
        sleep_on(bp, PRIBIO, "disk", 0);
    splx(level);
}

static int transfer(dev_t device, daddr_t block, int bytes, void *at, unsigned flags, int *resid)
{
    struct buf b = { .b_dev = device, .b_blkno = block, .b_bcount = bytes, .b_addr = at,
                     .b_flags = flags | B_BUSY };

    rz_strategy(&b);
    wait_for(&b);
    *resid = b.b_resid;
    return b.b_flags & B_ERROR ? b.b_error : 0;
}

static uint32_t word_at(const uint8_t *at)
{
    return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24;
}

static unsigned wrong(const uint8_t *at, unsigned bytes, uint32_t first)
{
    unsigned count = 0;

    for (unsigned i = 0; i < bytes / 4; i++)
        count += word_at(at + 4 * i) != first + i;
    return count;
}

static void test_sizes(void)
{
    static const int sizes[] = { 1, 2, 8, 36, 37, 128, 129, 200 };
    int resid;

    check_group("sizes");
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (unsigned offset = 0; offset < 4; offset += 1 + (i > 3)) {
            daddr_t block = 100 * i + offset;
            check("read", block, transfer(DISK, block, sizes[i] * BLOCK, data + offset, B_READ, &resid), 0);
            check("resid", block, resid, 0);
            check("words", block, wrong(data + offset, sizes[i] * BLOCK, block * WORDS), 0);
        }
}

static void test_ends(void)
{
    int resid;

    check_group("ends");
    check("size", 0, rz_size(DISK), BLOCKS);
    check("no disk", 0, rz_open(NO_DISK, 0), ENXIO);
    check("no disk", 1, transfer(NO_DISK, 0, BLOCK, data, B_READ, &resid), ENXIO);
    check("at the end", 0, transfer(DISK, BLOCKS, BLOCK, data, B_READ, &resid), 0);
    check("nothing", 0, resid, BLOCK);
    check("behind it", 0, transfer(DISK, BLOCKS + 1, BLOCK, data, B_READ, &resid), EINVAL);
    check("before", 0, transfer(DISK, -1, BLOCK, data, B_READ, &resid), EINVAL);
    check("half a sector", 0, transfer(DISK, 0, BLOCK / 2, data, B_READ, &resid), EINVAL);
    check("over it", 0, transfer(DISK, BLOCKS - 2, 4 * BLOCK, data, B_READ, &resid), 0);
    check("words", 0, wrong(data, 2 * BLOCK, (BLOCKS - 2) * WORDS), 0);
    check("all that there is", 0, resid, 0); /* of the shortened request */
}

static void test_writes(void)
{
    int resid;

    check_group("writes");
    for (int blocks = 1; blocks <= 200; blocks = 3 * blocks + 1) {
        for (int i = 0; i < blocks * WORDS; i++)
            for (int b = 0; b < 4; b++)
                data[4 * i + b] = (7000 + i) >> 8 * b;
        check("write", blocks, transfer(DISK, 1500, blocks * BLOCK, data, B_WRITE, &resid), 0);
        bzero(data, blocks * BLOCK);
        check("read", blocks, transfer(DISK, 1500, (blocks + 1) * BLOCK, data, B_READ, &resid), 0);
        check("the same", blocks, wrong(data, blocks * BLOCK, 7000), 0);
        check("untouched", blocks, wrong(data + blocks * BLOCK, BLOCK, (1500 + blocks) * WORDS), 0);
    }
}

/* All at once: done in the order of their cylinders but for the first, in one sweep and the next. */
static void test_many(void)
{
    static struct buf bufs[MANY];
    uint32_t seed = 1991;

    check_group("many");
    finished = 0;
    for (int i = 0; i < MANY; i++) {
        seed = seed * 1664525 + 1013904223;
        bufs[i] = (struct buf){ .b_dev = DISK, .b_blkno = (seed >> 8) % 1400, .b_addr = many_data[i],
                                .b_bcount = MANY_BLOCKS * BLOCK, .b_flags = B_BUSY | B_READ };
        spl_t level = splbio();
        rz_strategy(&bufs[i]);
        splx(level);
    }
    for (int i = 0; i < MANY; i++)
        wait_for(&bufs[i]);
    for (int i = 0; i < MANY; i++)
        check("words", i, wrong(many_data[i], MANY_BLOCKS * BLOCK, bufs[i].b_blkno * WORDS), 0);
    int falls = 0;
    for (int i = 1; i < MANY; i++)
        falls += order[i] < order[i - 1];
    check("sweeps", 0, falls <= 1, 1);
}

void test_disk(void)
{
    asc_start();
    interrupts_start();
    check("open", 0, rz_open(DISK, 0), 0);
    test_sizes();
    test_ends();
    test_writes();
    test_many();
}
