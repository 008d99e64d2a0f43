/*
 * The end: in good order, when all is on the disks, or because the kernel cannot go on. The firmware
 * halts the machine.
 */
#include "panic.h"

#include <prom.h>
#include <unix/kernel.h>

#include "dev/dev.h"
#include "trap.h"
#include "vm-check.h"

void machine_halt(void)
{
    splhigh();
    if (vm_checking)
        vm_report();
    console_drain();
    prom_halt();
}

void panic(const char *format, ...)
{
    static bool panicking;
    va_list arguments;

    splhigh();
    if (panicking)
        prom_halt(); /* what was to be printed is what failed */
    panicking = true;
    vm_checking = false;
    kprintf("panic: ");
    va_start(arguments, format);
    kvprintf(format, arguments);
    va_end(arguments);
    kprintf("\n");
    machine_halt();
}

void frame_print(const struct frame *frame)
{
    static const char names[32][3] = {
        "", "at", "v0", "v1", "a0", "a1", "a2", "a3", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7",
        "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "t8", "t9", "", "", "gp", "sp", "s8", "ra",
    };

    for (int i = 1; i < 32; i++)
        if (names[i][0] != '\0')
            kprintf("%s %08x%s", names[i], (unsigned)frame->registers[i], i % 4 == 3 ? "\n" : "  ");
    kprintf("epc %08x  status %08x  cause %08x  badvaddr %08x  hi %08x  lo %08x\n", (unsigned)frame->epc,
            (unsigned)frame->status, (unsigned)frame->cause, (unsigned)frame->badvaddr,
            (unsigned)frame->hi, (unsigned)frame->lo);
}
