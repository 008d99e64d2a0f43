/*
 * Interrupt priority levels of the board (4.4BSD pmax/locore.s, "spl"), by Status alone: the lines of
 * Cause are 0x0400 for everything that the board's CSR collects, and 0x0800 for the clock.
 */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include "cp0.h"

#define IM_SOFT0 0x0100
#define IM_SOFT1 0x0200
#define IM_BOARD 0x0400
#define IM_CLOCK 0x0800
#define IM_MEMORY 0x2000

static inline uint32_t spl_set(uint32_t status)
{
    uint32_t old = read_c0(C0_STATUS);

    write_c0(C0_STATUS, status);
    return old;
}

/* Everything may interrupt; for the rest, the lines of `off` may not. Each returns what splx takes. */
static inline uint32_t spl0(void)
{
    return spl_set(read_c0(C0_STATUS) | ST_IM | ST_IEC);
}

static inline uint32_t spl_without(uint32_t off)
{
    return spl_set(read_c0(C0_STATUS) & ~off);
}

#define splsoft() spl_without(IM_SOFT0 | IM_SOFT1)
#define splbio() spl_without(IM_BOARD | IM_SOFT0 | IM_SOFT1)
#define splclock() spl_without(IM_CLOCK | IM_SOFT0 | IM_SOFT1)
#define splhigh() spl_without(ST_IEC)

static inline void splx(uint32_t old)
{
    write_c0(C0_STATUS, old);
}

#endif
