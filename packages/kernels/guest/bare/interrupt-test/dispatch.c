/*
 * Which interrupt: the clock first, then what the board collects, then software's, as 4.4BSD
 * pmax/trap.c has it. A handler runs with interrupts off, unless it turns some on itself.
 */
#include "board.h"
#include "exception.h"
#include "interrupts.h"
#include "print.h"

interrupt_handler *clock_handler, *serial_handler, *software_handlers[2];

static void call(interrupt_handler *handler, const char *name)
{
    if (handler == 0)
        panic("interrupt of %s, which none has asked for\n", name);
    handler();
}

static void board_interrupt(void)
{
    uint32_t csr = board32(BOARD_CSR);
    uint32_t asking = csr & csr >> CSR_IOINTEN_SHIFT & CSR_IOINT;

    if (asking != 1 << SLOT_DZ)
        panic("board: lines %x ask\n", asking);
    call(serial_handler, "the serial lines");
}

static void interrupted(struct frame *frame)
{
    uint32_t lines = frame->cause & frame->status & CAUSE_IP;

    if (lines & IM_CLOCK)
        call(clock_handler, "the clock");
    if (lines & IM_BOARD)
        board_interrupt();
    for (int i = 0; i < 2; i++)
        if (lines & IM_SOFT0 << i) {
            write_c0(C0_CAUSE, read_c0(C0_CAUSE) & ~(IM_SOFT0 << i));
            call(software_handlers[i], "software");
        }
}

void interrupts_init(void)
{
    exception_handlers[EXC_INT] = interrupted;
}
