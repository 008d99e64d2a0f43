/* What lies under the drivers in this test: one thread of control, levels, interrupts. */
#include "under.h"

#include <lib-bare/board.h>
#include <lib-bare/cp0.h>
#include <lib-bare/exception.h>
#include <lib-bare/print.h>
#include <lib-bare/prom.h>
#include <stddef.h>
#include <string.h>
#include <ultrix/dev/dev.h>
#include <ultrix/statistics.h>
#include <unix/kernel.h>
#include <unix/under.h>

#define LINES_BOARD 0x0400 /* of Status and Cause */
#define LINES_SOFT 0x0300
#define LINES_CLOCK 0x0800
#define SLOTS (1 << SLOT_SCSI)

int hz = 256;
struct drive_statistics drive_statistics[DRIVES];
volatile uint32_t drives_busy;
static const void *volatile waited_for;

/* ---- levels ---- */

static spl_t without(uint32_t bits)
{
    uint32_t old = read_c0(C0_STATUS);

    write_c0(C0_STATUS, old & ~bits);
    return old;
}

spl_t spl0(void)
{
    uint32_t old = read_c0(C0_STATUS);

    write_c0(C0_STATUS, old | LINES_BOARD | ST_IEC);
    return old;
}

spl_t splbio(void) { return without(LINES_BOARD | LINES_SOFT); }
spl_t spltty(void) { return without(LINES_BOARD | LINES_SOFT); }
spl_t splhigh(void) { return without(ST_IEC); }
void splx(spl_t level) { write_c0(C0_STATUS, level); }

/* ---- interrupts ---- */

static void interrupted(struct frame *frame)
{
    uint32_t csr = board32(BOARD_CSR);
    uint32_t asking = csr & csr >> CSR_IOINTEN_SHIFT & CSR_IOINT;

    (void)frame;
    if (asking & 1 << SLOT_SCSI)
        asc_interrupt();
}

void interrupts_start(void)
{
    exception_handlers[EXC_INT] = interrupted;
    board32(BOARD_CSR) = (board32(BOARD_CSR) & CSR_WRITABLE & ~(CSR_IOINT << CSR_IOINTEN_SHIFT)) |
                         SLOTS << CSR_IOINTEN_SHIFT;
    spl0();
}

/* ---- sleep ---- */

void __attribute__((noinline)) idle(void)
{
    while (waited_for != NULL)
        ;
}

/* The one thread waits with its level lowered, as another would run at its own. */
int sleep_on(const void *channel, int priority, const char *why, int ticks)
{
    spl_t level = splhigh();

    (void)priority;
    (void)why;
    (void)ticks;
    waited_for = channel;
    spl0();
    idle();
    splx(level);
    return 0;
}

void wakeup(const void *channel)
{
    if (waited_for == channel)
        waited_for = NULL;
}

/* ---- the rest of what the drivers call ---- */

void bcopy(const void *from, void *to, size_t bytes) { memmove(to, from, bytes); }
void bzero(void *at, size_t bytes) { memset(at, 0, bytes); }

void console_putchar(int character)
{
    prom_printf("%c", character);
}

/* A disk that is busy is asked again later: ours never is. */
void timeout(void (*function)(void *), void *argument, int ticks)
{
    (void)function;
    (void)argument;
    panic("timeout in %d ticks", ticks);
}
