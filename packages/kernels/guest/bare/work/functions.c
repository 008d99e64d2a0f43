#include "work.h"

uint32_t (*const work_functions[WORK_COUNT])(void) = {
    work_sieve, work_sort, work_words, work_tree, work_matrix, work_compress, work_crc,
};
