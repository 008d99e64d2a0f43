#include "trap.h"

struct trap trap;

void trap_record(struct frame *frame)
{
    trap.count++;
    trap.code = exception_code(frame);
    trap.epc = frame->epc;
    trap.cause = frame->cause;
    trap.badvaddr = frame->badvaddr;
    trap.status = frame->status;
    trap.entry_hi = read_c0(C0_ENTRYHI);
    trap.context = read_c0(C0_CONTEXT);
    frame->epc = frame->registers[REG_RA];
}

void trap_catch(unsigned code)
{
    exception_handlers[code] = trap_record;
}

void trap_clear(void)
{
    trap = (struct trap){ 0 };
}
