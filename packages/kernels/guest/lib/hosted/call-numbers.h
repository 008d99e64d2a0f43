/* SYS_<name>: the numbers of the system calls, for assembly. */
#ifndef HOSTED_CALL_NUMBERS_H
#define HOSTED_CALL_NUMBERS_H

#define SYSTEM_CALL(number, name, arguments) .equ SYS_##name, number;
#include <abi/calls.h>

#endif
