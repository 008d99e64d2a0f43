/*
 * The kernel's own words: to the serial line of the console, by polling, which needs neither interrupts
 * nor queues, and leaves the line's driver (device/) as it was. And the kernel's end.
 */
#include <board.h>
#include <dz_registers.h>
#include <kern/printf.h>
#include <mips/machine.h>
#include <mips/spl.h>
#include <prom.h>

#define PATIENCE 1000000  /* turns of waiting for the transmitter before a character is given up */
#define DRAIN_TURNS 60000 /* two characters at 9600 bits a second, if a turn took a cycle */

static bool transmitter_ready(void)
{
    for (int turns = 0; turns < PATIENCE; turns++) {
        unsigned csr = board16(DZ_CSR);
        if ((csr & DZ_TRDY) && DZ_LINE(csr) == DZ_CONSOLE)
            return true;
    }
    return false;
}

/* Sends on the console's line, with the others held; they go on as they were. */
static void send(int character)
{
    unsigned lines = board16(DZ_TCR);

    board16(DZ_CSR) |= DZ_MSE; /* the firmware may have left the scanner off */
    board16(DZ_TCR) = (lines & ~DZ_LINE_BITS) | 1 << DZ_CONSOLE;
    if (transmitter_ready())
        board16(DZ_TDR) = (uint8_t)character;
    board16(DZ_TCR) = lines;
}

void console_putchar(int character)
{
    spl_t level = splhigh();

    if (character == '\n')
        send('\r');
    send(character);
    splx(level);
}

/* Is the line's driver still sending? */
boolean_t console_busy(void)
{
    return (board16(DZ_TCR) & 1 << DZ_CONSOLE) != 0;
}

void console_drain(void)
{
    for (volatile int turns = 0; turns < DRAIN_TURNS; turns++)
        ;
}

void halt_cpu(void)
{
    (void)splhigh();
    console_drain();
    prom_halt();
}

void panic(const char *format, ...)
{
    static bool panicking;
    va_list arguments;

    (void)splhigh();
    if (panicking)
        prom_halt(); /* what was to be printed is what failed */
    panicking = true;
    kprintf("panic: ");
    va_start(arguments, format);
    kvprintf(format, arguments);
    va_end(arguments);
    kprintf("\n");
    halt_cpu();
}
