/*
 * What generated stubs call, and the traps that do without a message what a message to the caller's
 * own task does (Mach 3.0's ipc_mig).
 */
#ifndef IPC_IPC_MIG_H
#define IPC_IPC_MIG_H

#include <ipc/ipc_types.h>
#include <ipc/mach_msg.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <mach/vm_prot.h>
#include <mach/vm_inherit.h>
#include <vm/vm_map.h>

void mig_strncpy(char *to, const char *from, vm_size_t size);

/* A reference to what a name of the current task is of, or null. */
thread_t port_name_to_thread(mach_port_t name);
task_t port_name_to_task(mach_port_t name);
vm_map_t port_name_to_map(mach_port_t name);
ipc_space_t port_name_to_space(mach_port_t name);

/* Traps; KERN_... or MACH_SEND_INTERRUPTED, with which the library sends the message instead. */
kern_return_t syscall_vm_map(mach_port_t target_map, vm_offset_t *address, vm_size_t size,
                             vm_offset_t mask, boolean_t anywhere, mach_port_t memory_object,
                             vm_offset_t offset, boolean_t copy, vm_prot_t protection,
                             vm_prot_t max_protection, vm_inherit_t inheritance);
kern_return_t syscall_vm_allocate(mach_port_t target_map, vm_offset_t *address, vm_size_t size,
                                  boolean_t anywhere);
kern_return_t syscall_vm_deallocate(mach_port_t target_map, vm_offset_t start, vm_size_t size);
kern_return_t syscall_task_create(mach_port_t parent, boolean_t inherit, mach_port_t *child);
kern_return_t syscall_task_terminate(mach_port_t task);
kern_return_t syscall_task_suspend(mach_port_t task);
kern_return_t syscall_task_set_special_port(mach_port_t task, int which, mach_port_t port);
kern_return_t syscall_mach_port_allocate(mach_port_t task, mach_port_right_t right,
                                         mach_port_t *name);
kern_return_t syscall_mach_port_allocate_name(mach_port_t task, mach_port_right_t right,
                                              mach_port_t name);
kern_return_t syscall_mach_port_deallocate(mach_port_t task, mach_port_t name);
kern_return_t syscall_mach_port_insert_right(mach_port_t task, mach_port_t name,
                                             mach_port_t right, mach_msg_type_name_t right_type);
kern_return_t syscall_thread_depress_abort(mach_port_t thread);

#endif
