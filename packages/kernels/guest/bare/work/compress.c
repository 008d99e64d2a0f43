/*
 * Compression by references to earlier text (Ziv and Lempel, 1977), with a table of the last place of
 * each three bytes; what comes out is unpacked again and compared. Output: a byte with eight flags,
 * then for each flag a byte, or a distance (two bytes) and a length.
 */
#include "sizes.h"
#include "work.h"

#define HASH_BITS 12
#define SHORTEST 3
#define LONGEST (SHORTEST + 255)
#define FARTHEST 65535
#define NOWHERE 0xffffffffu

static uint8_t text[TEXT_BYTES], unpacked[TEXT_BYTES];
static uint8_t packed[TEXT_BYTES + TEXT_BYTES / 8 + 16];
static uint32_t last[1 << HASH_BITS];

static unsigned hash(const uint8_t *at)
{
    uint32_t three = at[0] | at[1] << 8 | (uint32_t)at[2] << 16;

    return (three * 2654435761u) >> (32 - HASH_BITS);
}

static uint32_t match_length(uint32_t from, uint32_t at)
{
    uint32_t length = 0;

    while (length < LONGEST && at + length < TEXT_BYTES && text[from + length] == text[at + length])
        length++;
    return length;
}

static uint32_t compress(void)
{
    uint32_t out = 0, flags = 0, count = 8, at = 0;

    for (unsigned i = 0; i < 1 << HASH_BITS; i++)
        last[i] = NOWHERE;
    while (at < TEXT_BYTES) {
        uint32_t from = NOWHERE, length = 0;
        if (count == 8) {
            flags = out++;
            packed[flags] = 0;
            count = 0;
        }
        if (at + SHORTEST <= TEXT_BYTES) {
            unsigned slot = hash(&text[at]);
            from = last[slot];
            last[slot] = at;
            if (from != NOWHERE && at - from <= FARTHEST)
                length = match_length(from, at);
        }
        if (length >= SHORTEST) {
            packed[flags] |= 1 << count;
            packed[out++] = at - from;
            packed[out++] = (at - from) >> 8;
            packed[out++] = length - SHORTEST;
            at += length;
        } else {
            packed[out++] = text[at++];
        }
        count++;
    }
    return out;
}

static uint32_t expand(uint32_t bytes)
{
    uint32_t out = 0;

    for (uint32_t in = 0; in < bytes;) {
        unsigned flags = packed[in++];
        for (int i = 0; i < 8 && in < bytes; i++, flags >>= 1) {
            if (flags & 1) {
                uint32_t distance = packed[in] | packed[in + 1] << 8;
                uint32_t length = packed[in + 2] + SHORTEST;
                in += 3;
                for (; length > 0; length--, out++)
                    unpacked[out] = unpacked[out - distance];
            } else {
                unpacked[out++] = packed[in++];
            }
        }
    }
    return out;
}

/* Text of words of which some are far more frequent than others. */
static void write_text(uint32_t seed)
{
    uint32_t at = 0;

    while (at < TEXT_BYTES) {
        uint32_t a = (next_random(&seed) >> 16) % 300, b = (next_random(&seed) >> 16) % 300;
        uint32_t word = (a < b ? a : b) * 40503 + 17;
        for (int length = 2 + word % 7; length >= 0 && at < TEXT_BYTES; length--, word = word * 5 + 3)
            text[at++] = length == 0 ? ' ' : 'a' + (word >> 7) % 26;
    }
}

uint32_t work_compress(void)
{
    uint32_t sum = 0;

    for (uint32_t round = 0; round < TEXT_ROUNDS; round++) {
        write_text(round + 11);
        uint32_t bytes = compress();
        if (expand(bytes) != TEXT_BYTES)
            return 0;
        for (uint32_t i = 0; i < TEXT_BYTES; i++)
            if (unpacked[i] != text[i])
                return 0;
        sum = checksum(sum, bytes);
        for (uint32_t i = 0; i < bytes; i++)
            sum = checksum(sum, packed[i]);
    }
    return sum;
}
