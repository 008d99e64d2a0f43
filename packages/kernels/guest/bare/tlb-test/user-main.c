/*
 * The user program: writes a word of every page of its areas, reads them in another order, and says
 * how many were not what they must be.
 */
#include "layout.h"
#include "syscall.h"

#define word(area, n) (*(volatile uint32_t *)word_address(area, n))

static int is_written(enum area area, uint32_t n)
{
    return area != AREA_CLEAN || n < DIRTIED_PAGES;
}

uint32_t user_main(uint32_t argument)
{
    uint32_t seed = argument >> 1, looks = argument & 1, wrong = 0, not_zero = 0, sum = 0;

    if (!looks)
        for (enum area area = 0; area < AREAS; area++)
            for (uint32_t n = 0; n < areas[area].pages; n++) {
                if (word(area, n) != 0)
                    not_zero++;
                if (is_written(area, n))
                    word(area, n) = word_value(area, n, seed);
            }
    for (enum area area = 0; area < AREAS; area++)
        for (uint32_t i = 0, n = 0; i < areas[area].pages; i++) {
            uint32_t expected = is_written(area, n) ? word_value(area, n, seed) : 0;
            if (word(area, n) != expected)
                wrong++;
            sum = (sum << 5 | sum >> 27) + word(area, n);
            n = (n + 101) % areas[area].pages; /* 101 divides none of the numbers of pages */
        }
    syscall(SYS_REPORT, REPORT_WRONG, wrong);
    syscall(SYS_REPORT, REPORT_NOT_ZERO, not_zero);
    syscall(SYS_REPORT, REPORT_SUM, sum);
    return wrong;
}
