/* The console's line: the server's standard input and output. */
#include <errno.h>
#include <unistd.h>

#include "host.h"

static void (*input)(int character);

static void listen(void)
{
    char buffer[256];
    ssize_t count;

    while ((count = read(STDIN_FILENO, buffer, sizeof buffer)) > 0 || (count < 0 && errno == EINTR))
        for (ssize_t i = 0; i < count; i++) {
            host_lock();
            input((unsigned char)buffer[i]);
            host_unlock();
        }
    host_lock();
    input(-1);
    host_unlock();
}

void host_terminal_start(void (*function)(int character))
{
    input = function;
    host_thread_helper(listen);
}

void host_terminal_write(const char *at, size_t bytes)
{
    while (bytes > 0) {
        ssize_t count = write(STDOUT_FILENO, at, bytes);

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return;
        at += count;
        bytes -= count;
    }
}
