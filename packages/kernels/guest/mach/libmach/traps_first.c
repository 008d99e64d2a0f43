/*
 * Calls that the kernel does in a trap if they are about the caller's own task, without a message; if
 * not, it says so and the message is sent (Mach 3.0's ms_*.c).
 */
#include <mach/mach.h>

#define TRY(trap, message)                        \
    do {                                          \
        kern_return_t result = trap;              \
        if (result != MACH_SEND_INTERRUPTED)      \
            return result;                        \
        return message;                           \
    } while (0)

kern_return_t vm_map(mach_port_t task, vm_address_t *address, vm_size_t size, vm_address_t mask,
                     boolean_t anywhere, mach_port_t object, vm_offset_t offset, boolean_t copy,
                     vm_prot_t protection, vm_prot_t most, vm_inherit_t inheritance)
{
    TRY(syscall_vm_map(task, address, size, mask, anywhere, object, offset, copy, protection, most,
                       inheritance),
        mig_vm_map(task, address, size, mask, anywhere, object, offset, copy, protection, most,
                   inheritance));
}

kern_return_t vm_allocate(mach_port_t task, vm_address_t *address, vm_size_t size, boolean_t anywhere)
{
    TRY(syscall_vm_allocate(task, address, size, anywhere), mig_vm_allocate(task, address, size, anywhere));
}

kern_return_t vm_deallocate(mach_port_t task, vm_address_t address, vm_size_t size)
{
    TRY(syscall_vm_deallocate(task, address, size), mig_vm_deallocate(task, address, size));
}

kern_return_t task_create(mach_port_t parent, boolean_t inherit, mach_port_t *child)
{
    TRY(syscall_task_create(parent, inherit, child), mig_task_create(parent, inherit, child));
}

kern_return_t task_terminate(mach_port_t task)
{
    TRY(syscall_task_terminate(task), mig_task_terminate(task));
}

kern_return_t task_suspend(mach_port_t task)
{
    TRY(syscall_task_suspend(task), mig_task_suspend(task));
}

kern_return_t task_set_special_port(mach_port_t task, int which, mach_port_t port)
{
    TRY(syscall_task_set_special_port(task, which, port), mig_task_set_special_port(task, which, port));
}

kern_return_t mach_port_allocate(mach_port_t task, mach_port_right_t right, mach_port_t *name)
{
    TRY(syscall_mach_port_allocate(task, right, name), mig_mach_port_allocate(task, right, name));
}

kern_return_t mach_port_allocate_name(mach_port_t task, mach_port_right_t right, mach_port_t name)
{
    TRY(syscall_mach_port_allocate_name(task, right, name), mig_mach_port_allocate_name(task, right, name));
}

kern_return_t mach_port_deallocate(mach_port_t task, mach_port_t name)
{
    TRY(syscall_mach_port_deallocate(task, name), mig_mach_port_deallocate(task, name));
}

kern_return_t mach_port_insert_right(mach_port_t task, mach_port_t name, mach_port_t right,
                                     mach_msg_type_name_t type)
{
    TRY(syscall_mach_port_insert_right(task, name, right, type),
        mig_mach_port_insert_right(task, name, right, type));
}

kern_return_t thread_depress_abort(mach_port_t thread)
{
    TRY(syscall_thread_depress_abort(thread), mig_thread_depress_abort(thread));
}
