/*
 * bench: work in unmapped memory (kseg0), where nothing but caches and memory is between a program
 * and its speed.
 */
#include "print.h"
#include "work.h"

int main(void)
{
    for (unsigned i = 0; i < WORK_COUNT; i++)
        print("%s %08x\n", work_names[i], work_functions[i]());
    print("bench: done\n");
    return 0;
}
