/* The memory of the user program: how its pages lie, and what it writes into them. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <stdint.h>

#define PAGE 4096
/* Pages in a row, all there from the beginning. */
#define DENSE 0x10000000
#define DENSE_PAGES 1024
/* Pages each with a page of the page table for itself. */
#define SPARSE 0x20000000
#define SPARSE_STRIDE 0x401000
#define SPARSE_PAGES 256
/* Pages that are made when they are first touched. */
#define DEMAND 0x70000000
#define DEMAND_PAGES 200
/* Pages that are there, but not to be written before the kernel has noted it. */
#define CLEAN 0x71000000
#define CLEAN_PAGES 100
/* Of which so many are written. */
#define DIRTIED_PAGES 61

enum area { AREA_DENSE, AREA_SPARSE, AREA_DEMAND, AREA_CLEAN, AREAS };

static const struct {
    uint32_t start, stride, pages;
} areas[AREAS] = {
    [AREA_DENSE] = { DENSE, PAGE, DENSE_PAGES },
    [AREA_SPARSE] = { SPARSE, SPARSE_STRIDE, SPARSE_PAGES },
    [AREA_DEMAND] = { DEMAND, PAGE, DEMAND_PAGES },
    [AREA_CLEAN] = { CLEAN, PAGE, CLEAN_PAGES },
};

/* The word of page `n` that is used, and its value for a program with this seed. */
static inline uint32_t word_address(enum area area, uint32_t n)
{
    return areas[area].start + n * areas[area].stride + n * 52 % PAGE;
}

static inline uint32_t word_value(enum area area, uint32_t n, uint32_t seed)
{
    return (n * 2654435761u) ^ (seed << 24) ^ area;
}

/* What the program is asked to do, in its argument: the seed, and whether it only looks. */
#define ARGUMENT(seed, looks) ((seed) << 1 | (looks))

/* The numbers of its reports; it exits with the count of wrong words. */
enum report { REPORT_WRONG, REPORT_NOT_ZERO, REPORT_SUM, REPORTS };

#endif
