/*
 * Interrupts of the board (kn02.md, 2; Mach 3.0's interrupt and kn02_tcintr): the clock on its own line;
 * everything on TURBOchannel and the serial lines on one, told apart by the CSR; errors of memory; and
 * the software interrupt by which the clock has timeouts done later. Each is served with those above it
 * let in.
 */
#include <board.h>
#include <cp0.h>
#include <kern/printf.h>
#include <kern/time_out.h>
#include <mips/machine.h>
#include <mips/spl.h>
#include <mips/trap.h>

#define IP_SOFT 0x0100
#define IP_BOARD 0x0400
#define IP_CLOCK 0x0800
#define IP_MEMORY 0x2000

#define BOARD_ERRADR 0xbfd80000
#define ERRADR_VALID 0x80000000

static unsigned spurious_interrupts;

/* One entry for each bit of the CSR. */
static void (*const slot_interrupts[8])(void) = {
    [SLOT_SCSI] = asc_interrupt,
    [SLOT_DZ] = dz_interrupt,
};

static void kn02_tcintr(void)
{
    uint32_t csr = board32(BOARD_CSR);
    uint32_t asks = csr & csr >> CSR_IOINTEN_SHIFT & CSR_IOINT;

    for (unsigned slot = 0; asks != 0; slot++, asks >>= 1) {
        if ((asks & 1) == 0)
            continue;
        if (slot_interrupts[slot] != NULL)
            slot_interrupts[slot]();
        else
            spurious_interrupts++;
    }
}

/* A store to where nothing is: the kernel's own doing, as no program has such pages. */
static void kn02_errintr(uint32_t pc)
{
    uint32_t address = board32(BOARD_ERRADR);

    if ((address & ERRADR_VALID) == 0) {
        spurious_interrupts++;
        return;
    }
    board32(BOARD_ERRADR) = 0;
    panic("memory error, ERRADR %x, at %x or before", (unsigned)address, (unsigned)pc);
}

/* Interrupts with a mask of `lines` are let in, or none. */
static inline void allow(uint32_t lines)
{
    write_c0(C0_STATUS, (read_c0(C0_STATUS) & ~(ST_IM | ST_IEC)) | lines | (lines != 0 ? ST_IEC : 0));
}

void interrupt(uint32_t status, uint32_t cause, uint32_t pc)
{
    uint32_t lines = cause & status & CAUSE_IP;

    if (lines & IP_CLOCK) {
        allow(IP_MEMORY & status);
        hardclock(status, pc);
    }
    if (lines & IP_BOARD) {
        allow((IP_MEMORY | IP_CLOCK) & status);
        kn02_tcintr();
    }
    if (lines & IP_MEMORY)
        kn02_errintr(pc);
    if (lines & IP_SOFT) {
        clearsoftclock();
        allow((IP_MEMORY | IP_CLOCK | IP_BOARD) & status);
        softclock();
    }
    allow(0);
}
