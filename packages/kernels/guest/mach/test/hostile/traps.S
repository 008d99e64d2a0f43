/* Traps of the kernel's, for a program that is not to know of them: arguments as in a call. */
#include <lib-bare/assembly.h>
#include <mach/include/mach/traps.h>

        .set    noreorder
        .text

#define TRAP(name, number)      \
FUNCTION(name);                 \
        li      $v0, number;    \
        syscall;                \
        jr      $ra;            \
        nop;                    \
END(name)

TRAP(message_trap, TRAP_MACH_MSG)
TRAP(reply_port_trap, TRAP_MACH_REPLY_PORT)
TRAP(task_self_trap, TRAP_MACH_TASK_SELF)
TRAP(vm_allocate_trap, TRAP_VM_ALLOCATE)
TRAP(vm_deallocate_trap, TRAP_VM_DEALLOCATE)
TRAP(task_create_trap, TRAP_TASK_CREATE)
TRAP(task_terminate_trap, TRAP_TASK_TERMINATE)
TRAP(task_suspend_trap, TRAP_TASK_SUSPEND)
TRAP(port_allocate_trap, TRAP_MACH_PORT_ALLOCATE)
