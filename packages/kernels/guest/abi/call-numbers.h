/* SYS_<name>: the numbers of abi/calls.h, for C. Assembly takes them from the generated stubs. */
#ifndef ABI_CALL_NUMBERS_H
#define ABI_CALL_NUMBERS_H

enum {
#define SYSTEM_CALL(number, name, arguments) SYS_##name = number,
#include <abi/calls.h>
    SYSTEM_CALLS = 160 /* the numbers in use are smaller */
};

#endif
