/* malloc and its relatives. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define PIECES 100
#define TURNS 3000
#define MOST 3000

static int holds(const unsigned char *memory, size_t bytes, unsigned char value)
{
    for (size_t i = 0; i < bytes; i++)
        if (memory[i] != value)
            return 0;
    return 1;
}

void test_memory(void)
{
    static unsigned char *pieces[PIECES];
    static size_t sizes[PIECES];
    uint32_t random = 1;

    for (int turn = 0; turn < TURNS; turn++) {
        int i;
        size_t bytes;

        random = random * 1664525 + 1013904223;
        i = (random >> 8) % PIECES;
        bytes = (random >> 16) % MOST + 1;
        CHECK(pieces[i] == NULL || holds(pieces[i], sizes[i], i));
        if (turn % 3 == 0) {
            free(pieces[i]);
            pieces[i] = NULL;
            continue;
        }
        pieces[i] = realloc(pieces[i], bytes);
        CHECK(pieces[i] != NULL && (uintptr_t)pieces[i] % 8 == 0);
        CHECK(holds(pieces[i], 0, i));
        memset(pieces[i], i, bytes);
        sizes[i] = bytes;
    }
    for (int i = 0; i < PIECES; i++)
        free(pieces[i]);
    pieces[0] = calloc(1000, 3);
    CHECK(pieces[0] != NULL && holds(pieces[0], 3000, 0));
    free(pieces[0]);
    free(NULL);
    pieces[0] = malloc(0);
    CHECK(pieces[0] != NULL);
    free(pieces[0]);
}
