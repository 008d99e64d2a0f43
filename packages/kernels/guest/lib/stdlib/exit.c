/* The end of a program: atexit's functions, then the streams. */
#include <stdlib.h>
#include <unistd.h>

#include "system.h"

void (*_at_exit)(void);
void (*_at_last)(void);

void exit(int status)
{
    if (_at_exit != NULL)
        _at_exit();
    if (_at_last != NULL)
        _at_last();
    _exit(status);
}

void _Exit(int status)
{
    _exit(status);
}
