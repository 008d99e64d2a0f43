/* Kinds of exceptions, as exception_raise() tells them. */
#ifndef MACH_EXCEPTION_H
#define MACH_EXCEPTION_H

#define EXC_BAD_ACCESS 1      /* code: a kern_return_t; subcode: the address */
#define EXC_BAD_INSTRUCTION 2 /* code: one of those below */
#define EXC_ARITHMETIC 3
#define EXC_EMULATION 4 /* an emulated system call */
#define EXC_SOFTWARE 5
#define EXC_BREAKPOINT 6

/* Codes on this machine; the subcode is the instruction's address, or the word. */
#define EXC_MIPS_RESINST 1 /* of EXC_BAD_INSTRUCTION */
#define EXC_MIPS_PRIVINST 2
#define EXC_MIPS_SYSCALL 3
#define EXC_MIPS_OVERFLOW 1 /* of EXC_ARITHMETIC */
#define EXC_MIPS_BREAK 1    /* of EXC_BREAKPOINT */

#endif
