/* Random cases from a seed, and what is said where the library and the host's differ. */
#ifndef COMPARE_H
#define COMPARE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SAID 10

static uint64_t random_state;
static long differences;

static inline unsigned below(unsigned limit)
{
    random_state = random_state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(random_state >> 33) % limit;
}

static inline int one_in(unsigned times)
{
    return below(times) == 0;
}

/* 64 bits, small and large ones about as often. */
static inline uint64_t any_number(void)
{
    uint64_t bits = 0;

    for (int i = 0; i < 4; i++)
        bits = bits << 16 ^ below(1 << 16);
    bits >>= below(64);
    return one_in(2) ? -bits : bits;
}

#define DIFFER(...)                     \
    do {                                \
        if (differences++ < MOST_SAID) { \
            printf(__VA_ARGS__);        \
            putchar('\n');              \
        }                               \
    } while (0)

static inline int sign(int value)
{
    return (value > 0) - (value < 0);
}

/* Each test is a program: seed, rounds, a folder for its files. */
void test(long rounds, const char *folder);

int main(int argc, char *argv[])
{
    if (argc != 4)
        return 2;
    random_state = strtoull(argv[1], NULL, 10);
    test(strtol(argv[2], NULL, 10), argv[3]);
    if (differences > 0)
        printf("%ld differences\n", differences);
    return differences > 0;
}

#endif
