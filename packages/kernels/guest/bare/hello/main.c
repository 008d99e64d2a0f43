/*
 * hello: the two ways to the console, the PROM's printf and the serial line driven by polling.
 */
#include "board.h"
#include "cp0.h"
#include "print.h"
#include "prom.h"

/* As 4.4BSD dev/dc.c dcPutc: the line's bit in TCR, wait until the scanner stops at the line, write. */
static void dz_putc(int line, char c)
{
    board16(DZ_TCR) |= 1 << line;
    while (!(board16(DZ_CSR) & DZ_TRDY) || DZ_LINE(board16(DZ_CSR)) != line)
        ;
    board16(DZ_TDR) = (uint8_t)c;
    while (!(board16(DZ_CSR) & DZ_TRDY) || DZ_LINE(board16(DZ_CSR)) != line)
        ;
    board16(DZ_TCR) &= ~(1 << line);
}

/* Two characters' time at 9600 bit/s: the last one is ready to be followed before it is on the line. */
static void dz_drain(void)
{
    for (volatile int i = 0; i < 10000; i++)
        ;
}

static void dz_puts(int line, const char *string)
{
    for (; *string != '\0'; string++)
        dz_putc(line, *string);
    dz_drain();
}

int main(int argc, char **argv)
{
    (void)argv;
    prom_printf("hello, prom: %d %x %s", -42, 0xbeef, "string");
    prom_printf(" %c\n", 'c');
    print("print: %d %5u|%05d|%08x %s %c\n", -7, 12u, 34, 0xdecu, "string", 'c');
    print("argc positive: %s\n", argc > 0 ? "yes" : "no");
    print("system type: %u\n", (prom_system_id() >> 16) & 0xff);
    print("slot 5 at %08x\n", (uint32_t)physical(prom_slot_address(SLOT_SCSI)));
    print("osconsole: %s\n", prom_getenv("osconsole") != 0 ? "set" : "not set");

    board16(DZ_CSR) = DZ_MSE;
    board16(DZ_LPR) = LPR_9600_8N | DZ_CONSOLE;
    dz_puts(DZ_CONSOLE, "hello, serial line\r\n");
    print("hello: done\n");
    return 0;
}
