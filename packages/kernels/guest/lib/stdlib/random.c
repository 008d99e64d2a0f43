/*
 * Pseudo-random numbers: xorshift with the shifts 13, 17, 5 (Marsaglia, Xorshift RNGs, 2003), whose
 * low bits are as good as its high ones.
 */
#include <stdint.h>
#include <stdlib.h>

#define ZERO_SEED 0x9e3779b9 /* zero would stay zero */

static uint32_t state = 1;

static uint32_t next(uint32_t x)
{
    x ^= x << 13;
    x ^= x >> 17;
    return x ^ x << 5;
}

void srand(unsigned seed)
{
    state = seed == 0 ? ZERO_SEED : seed;
}

int rand(void)
{
    state = next(state);
    return state & RAND_MAX;
}

int rand_r(unsigned *seed)
{
    *seed = next(*seed == 0 ? ZERO_SEED : *seed);
    return *seed & RAND_MAX;
}

void srandom(unsigned seed)
{
    srand(seed);
}

long random(void)
{
    return rand();
}
