/* CRC-32 by a table of 256 words (ISO 3309): a stream of bytes over a table that stays in the cache. */
#include "sizes.h"
#include "work.h"

#define POLYNOMIAL 0xedb88320u

static uint32_t table[256];
static uint8_t bytes[CRC_BYTES];

static uint32_t crc32(uint32_t crc, const uint8_t *data, uint32_t count)
{
    crc = ~crc;
    for (; count > 0; count--)
        crc = table[(crc ^ *data++) & 0xff] ^ crc >> 8;
    return ~crc;
}

uint32_t work_crc(void)
{
    uint32_t seed = 5, crc = 0;

    for (uint32_t i = 0; i < 256; i++) {
        uint32_t value = i;
        for (int bit = 0; bit < 8; bit++)
            value = value & 1 ? POLYNOMIAL ^ value >> 1 : value >> 1;
        table[i] = value;
    }
    for (uint32_t i = 0; i < CRC_BYTES; i++)
        bytes[i] = next_random(&seed) >> 24;
    for (int round = 0; round < CRC_ROUNDS; round++)
        crc = crc32(crc, bytes, CRC_BYTES);
    return crc;
}
