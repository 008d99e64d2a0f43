/* The sieve of Eratosthenes over bytes: long strides through one large array. */
#include "sizes.h"
#include "work.h"

static uint8_t composite[SIEVE_LIMIT];

static uint32_t sieve(uint32_t limit)
{
    uint32_t sum = 0;

    for (uint32_t i = 0; i < limit; i++)
        composite[i] = 0;
    for (uint32_t prime = 2; prime < limit; prime++) {
        if (composite[prime])
            continue;
        sum = checksum(sum, prime);
        for (uint32_t multiple = 2 * prime; multiple < limit; multiple += prime)
            composite[multiple] = 1;
    }
    return sum;
}

uint32_t work_sieve(void)
{
    uint32_t sum = 0;

    for (uint32_t round = 0; round < SIEVE_ROUNDS; round++)
        sum = checksum(sum, sieve(SIEVE_LIMIT - round));
    return sum;
}
