/* The same work on the host: its output is what bench and bench-mapped must print. */
#include <stdio.h>

#include "work.h"

int main(void)
{
    for (unsigned i = 0; i < WORK_COUNT; i++)
        printf("%s %08x\n", work_names[i], work_functions[i]());
    return 0;
}
