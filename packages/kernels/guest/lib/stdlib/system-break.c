/* brk and sbrk: the end of the program's data, which begins at the end of what was linked. */
#include <errno.h>
#include <unistd.h>

#include "system.h"

extern char end[];
static char *current = end;

int brk(void *new_end)
{
    if (_system_brk(new_end) < 0)
        return -1;
    current = new_end;
    return 0;
}

void *sbrk(ptrdiff_t bytes)
{
    char *before = current;

    if (bytes != 0 && brk(before + bytes) < 0)
        return (void *)-1;
    return before;
}
