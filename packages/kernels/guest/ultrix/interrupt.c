/*
 * Interrupts of the board (kn02.md, 2): the clock on its own line; everything on TURBOchannel and the
 * serial lines on one, told apart by the CSR; errors of memory; and the software interrupt by which the
 * clock has callouts done later. Each is served with those above it let in.
 */
#include <board.h>

#include "clock.h"
#include "dev/dev.h"
#include "space.h"
#include "statistics.h"
#include "trap.h"

#define IP_SOFT 0x0100
#define IP_BOARD 0x0400
#define IP_CLOCK 0x0800
#define IP_MEMORY 0x2000

#define BOARD_ERRADR 0xbfd80000
#define ERRADR_VALID 0x80000000

void softclock_taken(void);

/* One entry for each bit of the CSR. */
static void (*const slot_interrupts[8])(void) = {
    [SLOT_SCSI] = asc_interrupt,
    [SLOT_DZ] = dz_interrupt,
};

static void board_interrupt(void)
{
    uint32_t csr = board32(BOARD_CSR);
    uint32_t asks = csr & csr >> CSR_IOINTEN_SHIFT & CSR_IOINT;

    for (unsigned slot = 0; asks != 0; slot++, asks >>= 1) {
        if ((asks & 1) == 0)
            continue;
        if (slot_interrupts[slot] != NULL)
            slot_interrupts[slot]();
        else
            events.spurious++;
    }
}

/* A store to where nothing is: the kernel's own doing, as no program has such pages. */
static void memory_interrupt(uint32_t pc)
{
    uint32_t address = board32(BOARD_ERRADR);

    if ((address & ERRADR_VALID) == 0) {
        events.spurious++;
        return;
    }
    board32(BOARD_ERRADR) = 0;
    panic("memory error, ERRADR %x, at %x or before", (unsigned)address, (unsigned)pc);
}

/* Interrupts with a mask of `lines` are let in, or none. */
static void allow(uint32_t lines)
{
    write_c0(C0_STATUS, (read_c0(C0_STATUS) & ~(ST_IM | ST_IEC)) | lines | (lines != 0 ? ST_IEC : 0));
}

void interrupt(uint32_t status, uint32_t cause, uint32_t pc)
{
    uint32_t lines = cause & status & CAUSE_IP;

    events.interrupts++;
    if (lines & IP_CLOCK) {
        allow(IP_MEMORY & status);
        clock_interrupt(status, pc);
    }
    if (lines & IP_BOARD) {
        allow((IP_MEMORY | IP_CLOCK) & status);
        board_interrupt();
    }
    if (lines & IP_MEMORY)
        memory_interrupt(pc);
    if (lines & IP_SOFT) {
        softclock_taken();
        allow((IP_MEMORY | IP_CLOCK | IP_BOARD) & status);
        events.soft++;
        callouts_run();
    }
    allow(0);
}
