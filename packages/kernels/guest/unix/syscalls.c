/* The table of system calls by number. */
#include <abi/call-numbers.h>
#include <unix/calls.h>
#include <unix/kernel.h>

/* Every number has an entry first, those in use another after it. */
#pragma GCC diagnostic ignored "-Woverride-init"

const struct system_call system_calls[SYSTEM_CALLS] = {
    [0 ... SYSTEM_CALLS - 1] = {"none", 0, sys_none},
#define SYSTEM_CALL(number, name, arguments) [number] = {#name, arguments, sys_##name},
#include <abi/calls.h>
};
const unsigned system_call_count = SYSTEM_CALLS;

/* A number that no call has: the program is not for this system. */
int sys_none(struct proc *p, const long *argument, long *value)
{
    signal_post(p, SIGSYS);
    return ENOSYS;
}
