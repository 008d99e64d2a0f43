/*
 * The console: a name for one of the machine's terminals, whose driver does everything (BSD's cn
 * device), and the way by which the kernel itself prints, which needs nothing but the line: neither
 * interrupts nor queues.
 */
#include "dev.h"

#include <abi/errno.h>
#include <dz_registers.h>
#include <unix/tty.h>

#define PATIENCE 1000000 /* turns of waiting for the transmitter before a character is given up */
#define DRAIN_TURNS 60000 /* two characters at 9600 bits a second, if a turn took a cycle */

static const dev_t terminal = makedev(CHAR_DZ, DZ_CONSOLE);

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

void console_drain(void)
{
    for (volatile int turns = 0; turns < DRAIN_TURNS; turns++)
        ;
}

int console_open(dev_t device, int flags)
{
    (void)device;
    return char_devices[major(terminal)].open(terminal, flags);
}

int console_close(dev_t device, int flags)
{
    (void)device;
    return char_devices[major(terminal)].close(terminal, flags);
}

int console_read(dev_t device, struct uio *uio, int ioflag)
{
    (void)device;
    return char_devices[major(terminal)].read(terminal, uio, ioflag);
}

int console_write(dev_t device, struct uio *uio, int ioflag)
{
    (void)device;
    return char_devices[major(terminal)].write(terminal, uio, ioflag);
}

int console_ioctl(dev_t device, uint32_t request, void *data, int flags)
{
    (void)device;
    return char_devices[major(terminal)].ioctl(terminal, request, data, flags);
}

int console_select(dev_t device, enum uio_rw which)
{
    (void)device;
    return char_devices[major(terminal)].select(terminal, which);
}

struct tty *console_tty(dev_t device)
{
    (void)device;
    return char_devices[major(terminal)].tty(terminal);
}
