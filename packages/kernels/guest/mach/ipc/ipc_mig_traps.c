/*
 * Traps that do what a message would, for tasks and threads that the caller has the port of (of Mach
 * 3.0's kern/ipc_mig.c). MACH_SEND_INTERRUPTED: the name is of something else, perhaps of a port that
 * another task answers for the kernel's; the library then sends the message.
 */
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_mig.h>
#include <ipc/ipc_object.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_space.h>
#include <ipc/ipc_table.h>
#include <ipc/ipc_tt.h>
#include <ipc/mach_port.h>
#include <mips/copy.h>
#include <vm/vm_user.h>

/* The kernel object that a send right in the table is to; others are left to messages. */
static inline ipc_kobject_t kobject_named(mach_port_t name, ipc_kobject_type_t type)
{
    ipc_space_t space = current_space();
    unsigned index = MACH_PORT_INDEX(name);
    ipc_entry_t entry;
    ipc_port_t port;

    if (index >= space->is_table_size)
        return IKO_NULL;
    entry = &space->is_table[index];
    if ((entry->ie_bits & (IE_BITS_GEN_MASK | MACH_PORT_TYPE_SEND)) !=
        (MACH_PORT_GEN(name) | MACH_PORT_TYPE_SEND))
        return IKO_NULL;
    port = (ipc_port_t)entry->ie_object;
    return ip_active(port) && ip_kotype(port) == type ? port->ip_kobject : IKO_NULL;
}

thread_t port_name_to_thread(mach_port_t name)
{
    thread_t thread = (thread_t)kobject_named(name, IKOT_THREAD);

    if (thread != THREAD_NULL)
        thread_reference(thread);
    return thread;
}

task_t port_name_to_task(mach_port_t name)
{
    task_t task = (task_t)kobject_named(name, IKOT_TASK);

    if (task != TASK_NULL)
        task_reference(task);
    return task;
}

vm_map_t port_name_to_map(mach_port_t name)
{
    task_t task = (task_t)kobject_named(name, IKOT_TASK);

    if (task == TASK_NULL || !task->active)
        return VM_MAP_NULL;
    vm_map_reference(task->map);
    return task->map;
}

ipc_space_t port_name_to_space(mach_port_t name)
{
    task_t task = (task_t)kobject_named(name, IKOT_TASK);

    if (task == TASK_NULL || !task->active)
        return IS_NULL;
    is_reference(task->itk_space);
    return task->itk_space;
}

/* A right of the caller's, which may be none at all. */
static kern_return_t right_named(mach_port_t name, mach_msg_type_name_t type, ipc_port_t *port)
{
    if (!MACH_PORT_VALID(name)) {
        *port = name == MACH_PORT_DEAD ? IP_DEAD : IP_NULL;
        return KERN_SUCCESS;
    }
    return ipc_object_copyin(current_space(), name, type, (ipc_object_t *)port);
}

kern_return_t syscall_vm_map(mach_port_t target_map, vm_offset_t *address, vm_size_t size,
                             vm_offset_t mask, boolean_t anywhere, mach_port_t memory_object,
                             vm_offset_t offset, boolean_t copy, vm_prot_t protection,
                             vm_prot_t max_protection, vm_inherit_t inheritance)
{
    vm_map_t map = port_name_to_map(target_map);
    vm_offset_t where;
    ipc_port_t port;
    kern_return_t kr;

    if (map == VM_MAP_NULL)
        return MACH_SEND_INTERRUPTED;
    kr = right_named(memory_object, MACH_MSG_TYPE_COPY_SEND, &port);
    if (kr != KERN_SUCCESS) {
        vm_map_deallocate(map);
        return kr;
    }
    if (copyin(address, &where, sizeof where)) {
        kr = KERN_INVALID_ADDRESS;
    } else {
        kr = vm_map(map, &where, size, mask, anywhere, port, offset, copy, protection,
                    max_protection, inheritance);
        if (kr == KERN_SUCCESS && copyout(&where, address, sizeof where))
            kr = KERN_INVALID_ADDRESS;
    }
    if (IP_VALID(port) && kr != KERN_SUCCESS)
        ipc_port_release_send(port);
    vm_map_deallocate(map);
    return kr;
}

kern_return_t syscall_vm_allocate(mach_port_t target_map, vm_offset_t *address, vm_size_t size,
                                  boolean_t anywhere)
{
    vm_map_t map = port_name_to_map(target_map);
    vm_offset_t where;
    kern_return_t kr;

    if (map == VM_MAP_NULL)
        return MACH_SEND_INTERRUPTED;
    if (copyin(address, &where, sizeof where)) {
        kr = KERN_INVALID_ADDRESS;
    } else {
        kr = vm_allocate(map, &where, size, anywhere);
        if (kr == KERN_SUCCESS && copyout(&where, address, sizeof where))
            kr = KERN_INVALID_ADDRESS;
    }
    vm_map_deallocate(map);
    return kr;
}

kern_return_t syscall_vm_deallocate(mach_port_t target_map, vm_offset_t start, vm_size_t size)
{
    vm_map_t map = port_name_to_map(target_map);
    kern_return_t kr;

    if (map == VM_MAP_NULL)
        return MACH_SEND_INTERRUPTED;
    kr = vm_deallocate(map, start, size);
    vm_map_deallocate(map);
    return kr;
}

kern_return_t syscall_task_create(mach_port_t parent, boolean_t inherit, mach_port_t *child)
{
    task_t task = port_name_to_task(parent), new_task;
    mach_port_t name;
    kern_return_t kr;

    if (task == TASK_NULL)
        return MACH_SEND_INTERRUPTED;
    kr = task_create(task, inherit, &new_task);
    if (kr == KERN_SUCCESS) {
        (void)ipc_kmsg_copyout_object(current_space(), (ipc_object_t)convert_task_to_port(new_task),
                                      MACH_MSG_TYPE_PORT_SEND, &name);
        if (copyout(&name, child, sizeof name))
            kr = KERN_INVALID_ADDRESS;
    }
    task_deallocate(task);
    return kr;
}

kern_return_t syscall_task_terminate(mach_port_t name)
{
    task_t task = port_name_to_task(name);
    kern_return_t kr;

    if (task == TASK_NULL)
        return MACH_SEND_INTERRUPTED;
    kr = task_terminate(task);
    task_deallocate(task);
    return kr;
}

kern_return_t syscall_task_suspend(mach_port_t name)
{
    task_t task = port_name_to_task(name);
    kern_return_t kr;

    if (task == TASK_NULL)
        return MACH_SEND_INTERRUPTED;
    kr = task_suspend(task);
    task_deallocate(task);
    return kr;
}

kern_return_t syscall_task_set_special_port(mach_port_t name, int which, mach_port_t port_name)
{
    task_t task = port_name_to_task(name);
    ipc_port_t port;
    kern_return_t kr;

    if (task == TASK_NULL)
        return MACH_SEND_INTERRUPTED;
    kr = right_named(port_name, MACH_MSG_TYPE_COPY_SEND, &port);
    if (kr == KERN_SUCCESS) {
        kr = task_set_special_port(task, which, port);
        if (kr != KERN_SUCCESS && IP_VALID(port))
            ipc_port_release_send(port);
    }
    task_deallocate(task);
    return kr;
}

kern_return_t syscall_mach_port_allocate(mach_port_t task, mach_port_right_t right,
                                         mach_port_t *result)
{
    ipc_space_t space = port_name_to_space(task);
    mach_port_t name;
    kern_return_t kr;

    if (space == IS_NULL)
        return MACH_SEND_INTERRUPTED;
    kr = mach_port_allocate(space, right, &name);
    if (kr == KERN_SUCCESS && copyout(&name, result, sizeof name))
        kr = KERN_INVALID_ADDRESS;
    is_release(space);
    return kr;
}

kern_return_t syscall_mach_port_allocate_name(mach_port_t task, mach_port_right_t right,
                                              mach_port_t name)
{
    ipc_space_t space = port_name_to_space(task);
    kern_return_t kr;

    if (space == IS_NULL)
        return MACH_SEND_INTERRUPTED;
    kr = mach_port_allocate_name(space, right, name);
    is_release(space);
    return kr;
}

kern_return_t syscall_mach_port_deallocate(mach_port_t task, mach_port_t name)
{
    ipc_space_t space = port_name_to_space(task);
    kern_return_t kr;

    if (space == IS_NULL)
        return MACH_SEND_INTERRUPTED;
    kr = mach_port_deallocate(space, name);
    is_release(space);
    return kr;
}

kern_return_t syscall_mach_port_insert_right(mach_port_t task, mach_port_t name, mach_port_t right,
                                             mach_msg_type_name_t right_type)
{
    ipc_space_t space = port_name_to_space(task);
    mach_msg_type_name_t type;
    ipc_port_t port;
    kern_return_t kr;

    if (space == IS_NULL)
        return MACH_SEND_INTERRUPTED;
    if (!MACH_MSG_TYPE_PORT_ANY(right_type)) {
        is_release(space);
        return KERN_INVALID_VALUE;
    }
    kr = right_named(right, right_type, &port);
    if (kr == KERN_SUCCESS) {
        type = ipc_object_copyin_type(right_type);
        kr = mach_port_insert_right(space, name, port, type);
        if (kr != KERN_SUCCESS && IP_VALID(port))
            ipc_object_destroy((ipc_object_t)port, type);
    }
    is_release(space);
    return kr;
}

kern_return_t syscall_thread_depress_abort(mach_port_t name)
{
    thread_t thread = port_name_to_thread(name);
    kern_return_t kr;

    if (thread == THREAD_NULL)
        return MACH_SEND_INTERRUPTED;
    kr = thread_depress_abort(thread);
    thread_deallocate(thread);
    return kr;
}
