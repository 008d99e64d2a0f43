/* Random numbers of a seed, the same everywhere. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

extern uint64_t random_state;

/* From 0, below `limit`. */
static inline unsigned below(unsigned limit)
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15u; /* splitmix64 */

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (unsigned)((z ^ z >> 31) % limit);
}

static inline int one_in(unsigned count) { return below(count) == 0; }

#endif
