/*
 * disk-test: a disk at SCSI id 0 through the 53C94, by interrupts; every step of the chip and every
 * byte moved is checked. At first each word of the disk holds its own number.
 */
#include "asc.h"
#include "board.h"
#include "check.h"
#include "cp0.h"
#include "print.h"
#include "prom.h"
#include "scsi.h"
#include "string.h"

#define TARGET 0
#define NOBODY 5
#define BLOCKS 3024 /* of the disk, as the image's manifest has it */
#define WORDS_PER_BLOCK (BLOCK / 4)
#define FIRST_BYTES 65536
#define WRITE_AT 1000 /* the first block that is written */
#define MOST_BLOCKS 64

static uint32_t data[FIRST_BYTES / 4];
static uint32_t written[MOST_BLOCKS * WORDS_PER_BLOCK];

static void test_targets(void)
{
    uint8_t inquiry[INQUIRY_BYTES], sense[SENSE_BYTES];
    uint32_t last, size;

    check_group("targets");
    asc_init(kseg1(physical(prom_slot_address(SLOT_SCSI))));
    check("nobody", 0, scsi_test_unit_ready(NOBODY), NO_TARGET);
    /* A target may tell that it was reset, once. */
    if (scsi_test_unit_ready(TARGET) == CHECK_CONDITION) {
        check("sense", 0, scsi_request_sense(TARGET, sense), GOOD);
        check("attention", 0, SENSE_KEY(sense), KEY_UNIT_ATTENTION);
    }
    check("ready", 0, scsi_test_unit_ready(TARGET), GOOD);
    check("inquiry", 0, scsi_inquiry(TARGET, inquiry), GOOD);
    check("a disk", 0, inquiry[0], 0);
    check("nobody, still", 0, scsi_test_unit_ready(NOBODY), NO_TARGET);
    check("capacity", 0, scsi_read_capacity(TARGET, &last, &size), GOOD);
    check("last block", 0, last, BLOCKS - 1);
    check("block size", 0, size, BLOCK);
}

/* Words `first` and on hold their numbers. */
static uint32_t wrong_words(const uint32_t *words, unsigned count, uint32_t first)
{
    uint32_t wrong = 0;

    for (unsigned i = 0; i < count; i++)
        if (words[i] != first + i)
            wrong++;
    return wrong;
}

static void test_reads(void)
{
    static const struct {
        uint32_t block;
        unsigned blocks;
    } reads[] = {
        { 0, 1 }, { 1, 1 }, { 3, 7 }, { 100, 36 }, { 500, 37 }, /* a part of the chip's memory, and more */
        { 640, 64 }, { BLOCKS - 1, 1 }, { BLOCKS - 8, 8 }, { 0, 128 },
    };

    check_group("reads");
    for (unsigned i = 0; i < sizeof reads / sizeof reads[0]; i++) {
        uint32_t block = reads[i].block;
        unsigned words = reads[i].blocks * WORDS_PER_BLOCK;
        check("read 6", i, scsi_read6(TARGET, block, reads[i].blocks, data), GOOD);
        check("words", i, wrong_words(data, words, block * WORDS_PER_BLOCK), 0);
        memset(data, 0xee, words * 4);
        check("read 10", i, scsi_read10(TARGET, block, reads[i].blocks, data), GOOD);
        check("words", i, wrong_words(data, words, block * WORDS_PER_BLOCK), 0);
    }
}

static void test_writes(void)
{
    static const unsigned counts[] = { 1, 8, 36, 37, MOST_BLOCKS };
    uint32_t block = WRITE_AT, seed = 1993;

    check_group("writes");
    for (unsigned i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        unsigned words = counts[i] * WORDS_PER_BLOCK, wrong = 0;
        for (unsigned w = 0; w < words; w++)
            written[w] = seed = seed * 1664525 + 1013904223;
        unsigned status = i % 2 ? scsi_write10(TARGET, block, counts[i], written)
                                : scsi_write6(TARGET, block, counts[i], written);
        check("write", i, status, GOOD);
        memset(data, 0, words * 4);
        check("read", i, scsi_read10(TARGET, block, counts[i], data), GOOD);
        for (unsigned w = 0; w < words; w++)
            wrong += data[w] != written[w];
        check("the same", i, wrong, 0);
        block += counts[i] + 1; /* and a block between */
        check("between", i, scsi_read6(TARGET, block - 1, 1, data), GOOD);
        check("untouched", i, wrong_words(data, WORDS_PER_BLOCK, (block - 1) * WORDS_PER_BLOCK), 0);
    }
}

static uint32_t checksum_of(const uint32_t *words, unsigned count)
{
    uint32_t sum = 0;

    for (unsigned i = 0; i < count; i++)
        sum = (sum << 5 | sum >> 27) + words[i];
    return sum;
}

int main(void)
{
    test_targets();
    test_reads();
    test_writes();
    check_group("the first 64 KB");
    check("read", 0, scsi_read6(TARGET, 0, FIRST_BYTES / BLOCK, data), GOOD);
    print("first 64 KB: checksum %08x\n", checksum_of(data, FIRST_BYTES / 4));
    check_end("disk-test");
    return 0;
}
