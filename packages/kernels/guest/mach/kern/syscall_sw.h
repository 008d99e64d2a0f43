/*
 * The kernel's traps by their negated numbers (Mach 3.0's kern/syscall_sw.h): mips/locore.S looks here.
 */
#ifndef KERN_SYSCALL_SW_H
#define KERN_SYSCALL_SW_H

#include <mach/kern_return.h>

typedef struct mach_trap {
    int mach_trap_arg_count;
    kern_return_t (*mach_trap_function)(void);
} mach_trap_t;

extern const mach_trap_t mach_trap_table[];
extern const int mach_trap_count;

#endif
