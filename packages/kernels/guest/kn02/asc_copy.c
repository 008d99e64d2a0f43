/*
 * Copies between memory and the controller's: there is no DMA into the machine's memory, the
 * processor moves every word, uncached on the controller's side. That takes whole words; memory may
 * be aligned as it likes. Whole sectors are aligned, and left to bcopy: the profile that block.S cites
 * has no other function that could have moved as much.
 */
#include "unoptimised.h"

#include "asc_copy.h"
#include "scsi.h"
#include "services.h"

#define WORD sizeof(uint32_t)
#define BYTE_BITS 8

static inline int aligned(const void *at)
{
    return ((uintptr_t)at & (WORD - 1)) == 0;
}

void asc_copy_in(const volatile uint32_t *from, void *to, unsigned bytes)
{
    uint8_t *at = to;

    if (aligned(to)) {
        unsigned whole = bytes / SCSI_BLOCK * SCSI_BLOCK;

        bcopy((const void *)from, to, whole);
        from += whole / WORD;
        at += whole;
        bytes %= SCSI_BLOCK;
    }
    while (bytes > 0) {
        uint32_t word = *from++;
        for (unsigned i = 0; i < WORD && bytes > 0; i++, bytes--) {
            *at++ = word;
            word >>= BYTE_BITS;
        }
    }
}

void asc_copy_out(const void *from, volatile uint32_t *to, unsigned bytes)
{
    const uint8_t *at = from;

    if (aligned(from)) {
        unsigned whole = bytes / SCSI_BLOCK * SCSI_BLOCK;

        bcopy(from, (void *)to, whole);
        to += whole / WORD;
        at += whole;
        bytes %= SCSI_BLOCK;
    }
    while (bytes > 0) {
        uint32_t word = 0;
        for (unsigned i = 0; i < WORD && bytes > 0; i++, bytes--)
            word |= (uint32_t)*at++ << BYTE_BITS * i;
        *to++ = word;
    }
}
