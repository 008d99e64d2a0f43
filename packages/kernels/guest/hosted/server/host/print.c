/* Messages of the server itself, and its end. */
#include <stdio.h>
#include <unistd.h>

#include "host.h"

void host_print(const char *format, va_list arguments)
{
    vfprintf(stderr, format, arguments);
}

/* Its processes end with it: the host sees to that. */
void host_exit(int status)
{
    fflush(NULL);
    _exit(status);
}
