/* Lines to the console, through the kernel's device. */
#include <mach/device.h>

#include "harness.h"
#include "print.h"

static mach_port_t line;
static char text[IO_INBAND_MAX];
static unsigned length;

static void flush(void)
{
    int written;

    if (length > 0)
        (void)device_write_inband(line, 0, 0, text, length, &written);
    length = 0;
}

void console_putchar(int character)
{
    if (length + 2 > sizeof text)
        flush();
    if (character == '\n')
        text[length++] = '\r';
    text[length++] = character;
    if (character == '\n')
        flush();
}

boolean_t print_start(void)
{
    return device_open(device_master, D_READ | D_WRITE, "console", &line) == KERN_SUCCESS;
}
