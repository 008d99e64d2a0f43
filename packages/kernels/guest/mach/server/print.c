/* What the server has to say: a line at a time to the kernel's console. */
#include "server.h"

#include <kn02/services.h>
#include <mach/device.h>

#define LINE_BYTES 128 /* io_buf_ptr_inband_t */

static char line[LINE_BYTES];
static int length;

extern mach_port_t console_port(void);

static void flush(void)
{
    int written;

    if (length > 0)
        (void)device_write_inband(console_port(), 0, 0, line, length, &written);
    length = 0;
}

void console_putchar(int character)
{
    if (character == '\n')
        line[length++] = '\r';
    line[length++] = character;
    if (character == '\n' || length >= LINE_BYTES - 2)
        flush();
}

void panic(const char *format, ...)
{
    va_list arguments;

    kprintf("panic: server: ");
    va_start(arguments, format);
    kvprintf(format, arguments);
    va_end(arguments);
    kprintf("\n");
    machine_halt();
}
