/*
 * Memory in words. A word may alias anything; it may also lie anywhere, for which MIPS has
 * lwl, lwr, swl and swr. Reading the whole of an aligned word of which only a part belongs to a string
 * is safe, as no word crosses a page.
 */
#ifndef WORDS_H
#define WORDS_H

#include <stddef.h>
#include <stdint.h>

typedef unsigned long __attribute__((may_alias)) word;
struct anywhere {
    word word;
} __attribute__((packed, may_alias));

#define WORD sizeof(word)
#define MISALIGNMENT(pointer) ((uintptr_t)(pointer) & (WORD - 1))

#define EACH_BYTE (~(word)0 / 0xff) /* 0x0101... */
#define HIGH_BITS (EACH_BYTE << 7)
/* Not 0 if a byte of the word is 0. */
#define HAS_ZERO(word) (((word)-EACH_BYTE) & ~(word)&HIGH_BITS)

#endif
