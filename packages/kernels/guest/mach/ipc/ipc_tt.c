/* Ports of tasks and threads (Mach 3.0's kern/ipc_tt.c; what is asked of them is in ipc_tt_port.c). */
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_space.h>
#include <ipc/ipc_table.h>
#include <ipc/ipc_tt.h>
#include <kern/printf.h>

/* A task's space, its port, and copies of what its parent has. */
void ipc_task_init(task_t task, task_t parent)
{
    ipc_space_t space;
    ipc_port_t port;

    if (ipc_space_create(&ipc_table_entries[0], &space) != KERN_SUCCESS)
        panic("ipc_task_init: no space");
    port = ipc_port_alloc_kernel();
    if (port == IP_NULL)
        panic("ipc_task_init: no port");
    task->itk_self = port;
    task->itk_sself = ipc_port_make_send(port);
    task->itk_space = space;
    if (parent == TASK_NULL) {
        task->itk_exception = IP_NULL;
        task->itk_bootstrap = IP_NULL;
        for (int i = 0; i < TASK_PORT_REGISTER_MAX; i++)
            task->itk_registered[i] = IP_NULL;
        return;
    }
    for (int i = 0; i < TASK_PORT_REGISTER_MAX; i++)
        task->itk_registered[i] = ipc_port_copy_send(parent->itk_registered[i]);
    task->itk_exception = ipc_port_copy_send(parent->itk_exception);
    task->itk_bootstrap = ipc_port_copy_send(parent->itk_bootstrap);
}

void ipc_task_enable(task_t task)
{
    if (task->itk_self != IP_NULL)
        ipc_kobject_set(task->itk_self, (ipc_kobject_t)task, IKOT_TASK);
}

/* Messages to the task find none, from now on. */
void ipc_task_disable(task_t task)
{
    if (task->itk_self != IP_NULL)
        ipc_kobject_set(task->itk_self, IKO_NULL, IKOT_NONE);
}

static void release_send(ipc_port_t *port)
{
    if (IP_VALID(*port))
        ipc_port_release_send(*port);
    *port = IP_NULL;
}

void ipc_task_terminate(task_t task)
{
    ipc_port_t port = task->itk_self;

    if (port == IP_NULL)
        return; /* somebody was here before */
    task->itk_self = IP_NULL;
    release_send(&task->itk_sself);
    release_send(&task->itk_exception);
    release_send(&task->itk_bootstrap);
    for (int i = 0; i < TASK_PORT_REGISTER_MAX; i++)
        release_send(&task->itk_registered[i]);
    ipc_space_destroy(task->itk_space);
    ipc_port_dealloc_kernel(port);
}

void ipc_thread_init(thread_t thread)
{
    ipc_port_t port = ipc_port_alloc_kernel();

    if (port == IP_NULL)
        panic("ipc_thread_init: no port");
    ipc_thread_links_init(thread);
    ipc_kmsg_queue_init(&thread->ith_messages);
    thread->ith_self = port;
    thread->ith_sself = ipc_port_make_send(port);
    thread->ith_exception = IP_NULL;
    thread->ith_mig_reply = IP_NULL;
    thread->ith_rpc_reply = IP_NULL;
}

void ipc_thread_enable(thread_t thread)
{
    if (thread->ith_self != IP_NULL)
        ipc_kobject_set(thread->ith_self, (ipc_kobject_t)thread, IKOT_THREAD);
}

void ipc_thread_disable(thread_t thread)
{
    if (thread->ith_self != IP_NULL)
        ipc_kobject_set(thread->ith_self, IKO_NULL, IKOT_NONE);
}

void ipc_thread_terminate(thread_t thread)
{
    ipc_port_t port = thread->ith_self;

    if (port == IP_NULL)
        return;
    thread->ith_self = IP_NULL;
    release_send(&thread->ith_sself);
    release_send(&thread->ith_exception);
    if (thread->ith_rpc_reply != IP_NULL)
        ipc_port_dealloc_reply(thread->ith_rpc_reply);
    thread->ith_rpc_reply = IP_NULL;
    ipc_port_dealloc_kernel(port);
}

/* ---- a port for an object, an object for a port ---- */

static ipc_kobject_t kobject_of(ipc_port_t port, ipc_kobject_type_t type)
{
    if (!IP_VALID(port) || !ip_active(port) || ip_kotype(port) != type)
        return IKO_NULL;
    return port->ip_kobject;
}

task_t convert_port_to_task(ipc_port_t port)
{
    task_t task = (task_t)kobject_of(port, IKOT_TASK);

    if (task != TASK_NULL)
        task_reference(task);
    return task;
}

ipc_space_t convert_port_to_space(ipc_port_t port)
{
    task_t task = (task_t)kobject_of(port, IKOT_TASK);

    if (task == TASK_NULL || !task->active)
        return IS_NULL;
    is_reference(task->itk_space);
    return task->itk_space;
}

vm_map_t convert_port_to_map(ipc_port_t port)
{
    task_t task = (task_t)kobject_of(port, IKOT_TASK);

    if (task == TASK_NULL || !task->active)
        return VM_MAP_NULL;
    vm_map_reference(task->map);
    return task->map;
}

thread_t convert_port_to_thread(ipc_port_t port)
{
    thread_t thread = (thread_t)kobject_of(port, IKOT_THREAD);

    if (thread != THREAD_NULL)
        thread_reference(thread);
    return thread;
}

ipc_port_t convert_task_to_port(task_t task)
{
    ipc_port_t port = task->itk_self == IP_NULL ? IP_NULL : ipc_port_make_send(task->itk_self);

    task_deallocate(task);
    return port;
}

ipc_port_t convert_thread_to_port(thread_t thread)
{
    ipc_port_t port =
        thread->ith_self == IP_NULL ? IP_NULL : ipc_port_make_send(thread->ith_self);

    thread_deallocate(thread);
    return port;
}

void space_deallocate(ipc_space_t space)
{
    if (space != IS_NULL)
        ipc_space_release(space);
}
