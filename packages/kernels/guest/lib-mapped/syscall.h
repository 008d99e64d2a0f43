/* System calls of the bare user programs: number in v0, arguments in a0 and a1, result in v0. */
#ifndef SYSCALL_H
#define SYSCALL_H

#define SYS_EXIT 1   /* (value): ends the run */
#define SYS_REPORT 2 /* (number, value): the kernel prints both */

#ifndef __ASSEMBLER__
#include <stdint.h>

static inline uint32_t syscall(uint32_t number, uint32_t first, uint32_t second)
{
    register uint32_t v0 __asm__("$2") = number;
    register uint32_t a0 __asm__("$4") = first;
    register uint32_t a1 __asm__("$5") = second;

    __asm__ volatile("syscall" : "+r"(v0) : "r"(a0), "r"(a1) : "memory");
    return v0;
}
#endif

#endif
