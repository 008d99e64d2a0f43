/* The ports of tasks and threads (Mach 3.0's ipc_tt). */
#ifndef IPC_IPC_TT_H
#define IPC_IPC_TT_H

#include <ipc/ipc_types.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <vm/vm_map.h>

void ipc_task_init(task_t task, task_t parent);
void ipc_task_enable(task_t task);
void ipc_task_disable(task_t task);
void ipc_task_terminate(task_t task);
void ipc_thread_init(thread_t thread);
void ipc_thread_enable(thread_t thread);
void ipc_thread_disable(thread_t thread);
void ipc_thread_terminate(thread_t thread);

ipc_port_t retrieve_task_self(task_t task);
ipc_port_t retrieve_task_self_fast(task_t task);
ipc_port_t retrieve_thread_self(thread_t thread);
ipc_port_t retrieve_thread_self_fast(thread_t thread);

/* Traps. */
mach_port_t mach_task_self(void);
mach_port_t mach_thread_self(void);
mach_port_t mach_reply_port(void);

kern_return_t task_get_special_port(task_t task, int which, ipc_port_t *port);
kern_return_t task_set_special_port(task_t task, int which, ipc_port_t port);
kern_return_t thread_get_special_port(thread_t thread, int which, ipc_port_t *port);
kern_return_t thread_set_special_port(thread_t thread, int which, ipc_port_t port);
kern_return_t mach_ports_register(task_t task, mach_port_array_t memory,
                                  mach_msg_type_number_t count);
kern_return_t mach_ports_lookup(task_t task, mach_port_array_t *ports,
                                mach_msg_type_number_t *count);

/* What generated stubs call: a reference to the object, or null; the port's right is not consumed. */
task_t convert_port_to_task(ipc_port_t port);
ipc_space_t convert_port_to_space(ipc_port_t port);
vm_map_t convert_port_to_map(ipc_port_t port);
thread_t convert_port_to_thread(ipc_port_t port);
/* A send right, for the caller's reference to the object. */
ipc_port_t convert_task_to_port(task_t task);
ipc_port_t convert_thread_to_port(thread_t thread);
void space_deallocate(ipc_space_t space);

#endif
