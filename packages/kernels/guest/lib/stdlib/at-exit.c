/* Functions to be called at exit, the last one first. */
#include <errno.h>
#include <stdlib.h>

#include "system.h"

#define MOST 32 /* as the C standard wants */

static void (*functions[MOST])(void);
static int count;

static void call_all(void)
{
    while (count > 0)
        functions[--count]();
}

int atexit(void (*function)(void))
{
    if (count == MOST) {
        errno = ENOMEM;
        return -1;
    }
    functions[count++] = function;
    _at_exit = call_all;
    return 0;
}
