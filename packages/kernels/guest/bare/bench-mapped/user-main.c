/* The user program: the work, each result by a system call. */
#include "syscall.h"
#include "work.h"

uint32_t user_main(void)
{
    for (unsigned i = 0; i < WORK_COUNT; i++)
        syscall(SYS_REPORT, i, work_functions[i]());
    return WORK_COUNT;
}
