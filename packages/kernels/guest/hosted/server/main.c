/* The server as the machine: its start, its messages, its end. */
#include "main.h"

#include "server.h"

#define MEMORY_BYTES (64 << 20)
#define BUFFER_BYTES (2 << 20) /* few, so that blocks have to make room for others */
#define PROCESSES 100
#define FILES 200
#define VNODES 120

#define HALTED 0
#define PANICKED 3

struct user user_0;
dev_t root_device = makedev(BLOCK_DISK, 0);

void server_main(const char *const *arguments)
{
    static struct unix_options options = {
        .buffer_bytes = BUFFER_BYTES,
        .processes = PROCESSES,
        .files = FILES,
        .vnodes = VNODES,
    };

    options.init_path = arguments[0];
    options.init_arguments = arguments;
    pages_start(MEMORY_BYTES);
    current_user = &user_0;
    host_lock();
    clock_start();
    host_hangup_start(thread_gone);
    console_start();
    unix_start(&options);
}

void kprintf(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    host_print(format, arguments);
    va_end(arguments);
}

void panic(const char *format, ...)
{
    va_list arguments;

    kprintf("panic: ");
    va_start(arguments, format);
    host_print(format, arguments);
    va_end(arguments);
    kprintf("\n");
    host_exit(PANICKED);
}

void machine_halt(void)
{
    host_exit(HALTED);
}
