/* The kernel's traps (Mach 3.0's kern/syscall_sw.c; mach/traps.h). */
#include <kern/syscall_sw.h>

#include <ipc/ipc_host.h>
#include <ipc/ipc_mig.h>
#include <ipc/ipc_tt.h>
#include <ipc/mach_msg.h>
#include <kern/syscall_subr.h>
#include <mach/traps.h>
#include <mips/layout.h>
#include <stddef.h>

_Static_assert(sizeof(mach_trap_t) == 1 << TRAP_ENTRY_SHIFT, "layout.h: mach_trap_t");
_Static_assert(offsetof(mach_trap_t, mach_trap_function) == TRAP_FUNCTION, "layout.h: mach_trap_t");

static kern_return_t kern_invalid(void)
{
    return KERN_INVALID_ARGUMENT;
}

#define TRAP(number, function, arguments) \
    [-(number)] = { (arguments), (kern_return_t(*)(void))(void (*)(void))(function) }

const mach_trap_t mach_trap_table[TRAP_LAST] = {
    [0 ... 24] = { 0, kern_invalid },
    TRAP(TRAP_MACH_MSG, mach_msg_trap, 7),
    TRAP(TRAP_MACH_REPLY_PORT, mach_reply_port, 0),
    TRAP(TRAP_MACH_THREAD_SELF, mach_thread_self, 0),
    TRAP(TRAP_MACH_TASK_SELF, mach_task_self, 0),
    TRAP(TRAP_MACH_HOST_SELF, mach_host_self, 0),
    [30 ... 58] = { 0, kern_invalid },
    TRAP(TRAP_SWTCH_PRI, swtch_pri, 1),
    TRAP(TRAP_SWTCH, swtch, 0),
    TRAP(TRAP_THREAD_SWITCH, thread_switch, 3),
    [62 ... 63] = { 0, kern_invalid },
    TRAP(TRAP_VM_MAP, syscall_vm_map, 11),
    TRAP(TRAP_VM_ALLOCATE, syscall_vm_allocate, 4),
    TRAP(TRAP_VM_DEALLOCATE, syscall_vm_deallocate, 3),
    [67] = { 0, kern_invalid },
    TRAP(TRAP_TASK_CREATE, syscall_task_create, 3),
    TRAP(TRAP_TASK_TERMINATE, syscall_task_terminate, 1),
    TRAP(TRAP_TASK_SUSPEND, syscall_task_suspend, 1),
    TRAP(TRAP_TASK_SET_SPECIAL_PORT, syscall_task_set_special_port, 3),
    TRAP(TRAP_MACH_PORT_ALLOCATE, syscall_mach_port_allocate, 3),
    TRAP(TRAP_MACH_PORT_DEALLOCATE, syscall_mach_port_deallocate, 2),
    TRAP(TRAP_MACH_PORT_INSERT_RIGHT, syscall_mach_port_insert_right, 4),
    TRAP(TRAP_MACH_PORT_ALLOCATE_NAME, syscall_mach_port_allocate_name, 3),
    TRAP(TRAP_THREAD_DEPRESS_ABORT, syscall_thread_depress_abort, 1),
    [77 ... TRAP_LAST - 1] = { 0, kern_invalid },
};
const int mach_trap_count = TRAP_LAST;
