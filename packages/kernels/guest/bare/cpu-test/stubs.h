/*
 * Functions of one instruction each: arguments in, result out. UNTOUCHED is what their result register
 * holds before, so that an instruction that must not write is seen not to.
 */
#ifndef STUBS_H
#define STUBS_H

#define UNTOUCHED 0x5a5a5a5a
/* Bytes of a function with an immediate; the instruction is its third. */
#define STUB_BYTES 20
#define STUB_INSTRUCTION 8
/* Bytes of a function with a shift amount. */
#define SHIFT_STUB_BYTES 8

#ifndef __ASSEMBLER__
#include <stdint.h>

typedef uint32_t stub(uint32_t a, uint32_t b);
/* HI and LO come back as one number. */
typedef uint64_t stub64(uint32_t a, uint32_t b);

/* The n-th of functions that follow each other. */
static inline stub *nth(stub *first, unsigned n, unsigned bytes)
{
    return (stub *)((char *)first + n * bytes);
}

void test_arithmetic(void);
void test_shifts(void);
/* `all`: those that GXemul gets wrong, too. */
void test_overflow(int all);
void test_multiply(int all);
void test_branches(void);
void test_jumps(void);
void test_loads(void);
void test_stores(void);
void test_alignment(void);
void test_register_file(void);
#endif

#endif
