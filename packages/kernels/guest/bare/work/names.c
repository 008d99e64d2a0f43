#include "work.h"

const char *const work_names[WORK_COUNT] = {
    "sieve", "sort", "words", "tree", "matrix", "compress", "crc",
};
