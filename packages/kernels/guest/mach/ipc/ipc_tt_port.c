/*
 * What tasks and threads are asked about their ports: traps for one's own, and special ports (the rest
 * of Mach 3.0's kern/ipc_tt.c).
 */
#include <ipc/ipc_port.h>
#include <ipc/ipc_space.h>
#include <ipc/ipc_tt.h>
#include <kern/kalloc.h>
#include <mach/task_special_ports.h>
#include <mach/thread_special_ports.h>

/* Send rights. Nobody has put another port in the own one's place, as a rule. */
static inline ipc_port_t retrieve_fast(ipc_port_t self, ipc_port_t sself)
{
    if (sself == self && self != IP_NULL) {
        ip_reference(self);
        self->ip_srights++;
        return self;
    }
    return ipc_port_copy_send(sself);
}

ipc_port_t retrieve_task_self_fast(task_t task)
{
    return retrieve_fast(task->itk_self, task->itk_sself);
}

ipc_port_t retrieve_thread_self_fast(thread_t thread)
{
    return retrieve_fast(thread->ith_self, thread->ith_sself);
}

ipc_port_t retrieve_task_self(task_t task)
{
    return task->itk_self == IP_NULL ? IP_NULL : ipc_port_copy_send(task->itk_sself);
}

ipc_port_t retrieve_thread_self(thread_t thread)
{
    return thread->ith_self == IP_NULL ? IP_NULL : ipc_port_copy_send(thread->ith_sself);
}

mach_port_t mach_task_self(void)
{
    task_t task = current_task();

    return ipc_port_copyout_send(retrieve_task_self_fast(task), task->itk_space);
}

mach_port_t mach_thread_self(void)
{
    thread_t thread = current_thread();

    return ipc_port_copyout_send(retrieve_thread_self_fast(thread), thread->task->itk_space);
}

mach_port_t mach_reply_port(void)
{
    ipc_port_t port;
    mach_port_t name;

    if (ipc_port_alloc(current_space(), &name, &port) != KERN_SUCCESS)
        return MACH_PORT_NULL;
    return name;
}

static ipc_port_t *task_port(task_t task, int which)
{
    switch (which) {
    case TASK_KERNEL_PORT:
        return &task->itk_sself;
    case TASK_EXCEPTION_PORT:
        return &task->itk_exception;
    case TASK_BOOTSTRAP_PORT:
        return &task->itk_bootstrap;
    default:
        return 0;
    }
}

static ipc_port_t *thread_port(thread_t thread, int which)
{
    switch (which) {
    case THREAD_KERNEL_PORT:
        return &thread->ith_sself;
    case THREAD_EXCEPTION_PORT:
        return &thread->ith_exception;
    default:
        return 0;
    }
}

static kern_return_t get(ipc_port_t self, const ipc_port_t *where, ipc_port_t *port)
{
    if (where == 0)
        return KERN_INVALID_ARGUMENT;
    if (self == IP_NULL)
        return KERN_FAILURE; /* it is being terminated */
    *port = ipc_port_copy_send(*where);
    return KERN_SUCCESS;
}

/* The right is consumed, if it succeeds. */
static kern_return_t set(ipc_port_t self, ipc_port_t *where, ipc_port_t port)
{
    ipc_port_t old;

    if (where == 0)
        return KERN_INVALID_ARGUMENT;
    if (self == IP_NULL)
        return KERN_FAILURE;
    old = *where;
    *where = port;
    if (IP_VALID(old))
        ipc_port_release_send(old);
    return KERN_SUCCESS;
}

kern_return_t task_get_special_port(task_t task, int which, ipc_port_t *port)
{
    if (task == TASK_NULL)
        return KERN_INVALID_ARGUMENT;
    return get(task->itk_self, task_port(task, which), port);
}

kern_return_t task_set_special_port(task_t task, int which, ipc_port_t port)
{
    if (task == TASK_NULL)
        return KERN_INVALID_ARGUMENT;
    return set(task->itk_self, task_port(task, which), port);
}

kern_return_t thread_get_special_port(thread_t thread, int which, ipc_port_t *port)
{
    if (thread == THREAD_NULL)
        return KERN_INVALID_ARGUMENT;
    return get(thread->ith_self, thread_port(thread, which), port);
}

kern_return_t thread_set_special_port(thread_t thread, int which, ipc_port_t port)
{
    if (thread == THREAD_NULL)
        return KERN_INVALID_ARGUMENT;
    return set(thread->ith_self, thread_port(thread, which), port);
}

/* The array is kalloc's, and freed if it succeeds; its rights are kept. */
kern_return_t mach_ports_register(task_t task, mach_port_array_t memory,
                                  mach_msg_type_number_t count)
{
    if (task == TASK_NULL || count > TASK_PORT_REGISTER_MAX)
        return KERN_INVALID_ARGUMENT;
    if (task->itk_self == IP_NULL)
        return KERN_INVALID_ARGUMENT;
    for (unsigned i = 0; i < TASK_PORT_REGISTER_MAX; i++) {
        ipc_port_t old = task->itk_registered[i];

        task->itk_registered[i] = i < count ? (ipc_port_t)memory[i] : IP_NULL;
        if (IP_VALID(old))
            ipc_port_release_send(old);
    }
    if (count > 0)
        kfree((vm_offset_t)memory, count * sizeof *memory);
    return KERN_SUCCESS;
}

kern_return_t mach_ports_lookup(task_t task, mach_port_array_t *ports,
                                mach_msg_type_number_t *count)
{
    mach_port_array_t memory;

    if (task == TASK_NULL)
        return KERN_INVALID_ARGUMENT;
    memory = (mach_port_array_t)kalloc(TASK_PORT_REGISTER_MAX * sizeof *memory);
    if (memory == 0)
        return KERN_RESOURCE_SHORTAGE;
    if (task->itk_self == IP_NULL) {
        kfree((vm_offset_t)memory, TASK_PORT_REGISTER_MAX * sizeof *memory);
        return KERN_INVALID_ARGUMENT;
    }
    for (unsigned i = 0; i < TASK_PORT_REGISTER_MAX; i++)
        memory[i] = (mach_port_t)ipc_port_copy_send(task->itk_registered[i]);
    *ports = memory;
    *count = TASK_PORT_REGISTER_MAX;
    return KERN_SUCCESS;
}
