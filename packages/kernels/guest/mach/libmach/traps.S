/* The kernel's traps: the number in v0, arguments as in a call, the result in v0. */
#include <assembly.h>
#include <mach/traps.h>

        .set    noreorder
        .text

#define TRAP(name, number)      \
FUNCTION(name);                 \
        li      $v0, number;    \
        syscall;                \
        jr      $ra;            \
        nop;                    \
END(name)

TRAP(mach_msg_trap, TRAP_MACH_MSG)
TRAP(mach_reply_port, TRAP_MACH_REPLY_PORT)
TRAP(mach_thread_self, TRAP_MACH_THREAD_SELF)
TRAP(mach_task_self_trap, TRAP_MACH_TASK_SELF)
TRAP(mach_host_self, TRAP_MACH_HOST_SELF)
TRAP(swtch, TRAP_SWTCH)
TRAP(swtch_pri, TRAP_SWTCH_PRI)
TRAP(thread_switch, TRAP_THREAD_SWITCH)
TRAP(syscall_vm_map, TRAP_VM_MAP)
TRAP(syscall_vm_allocate, TRAP_VM_ALLOCATE)
TRAP(syscall_vm_deallocate, TRAP_VM_DEALLOCATE)
TRAP(syscall_task_create, TRAP_TASK_CREATE)
TRAP(syscall_task_terminate, TRAP_TASK_TERMINATE)
TRAP(syscall_task_suspend, TRAP_TASK_SUSPEND)
TRAP(syscall_task_set_special_port, TRAP_TASK_SET_SPECIAL_PORT)
TRAP(syscall_mach_port_allocate, TRAP_MACH_PORT_ALLOCATE)
TRAP(syscall_mach_port_deallocate, TRAP_MACH_PORT_DEALLOCATE)
TRAP(syscall_mach_port_insert_right, TRAP_MACH_PORT_INSERT_RIGHT)
TRAP(syscall_mach_port_allocate_name, TRAP_MACH_PORT_ALLOCATE_NAME)
TRAP(syscall_thread_depress_abort, TRAP_THREAD_DEPRESS_ABORT)
TRAP(syscall_device_write_request, TRAP_DEVICE_WRITE_REQUEST)
