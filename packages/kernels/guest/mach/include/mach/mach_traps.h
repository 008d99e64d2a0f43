/* The kernel's traps as functions (libmach/traps.S). */
#ifndef MACH_MACH_TRAPS_H
#define MACH_MACH_TRAPS_H

#include <mach/mach_types.h>
#include <mach/thread_switch.h>
#include <mach/vm_inherit.h>
#include <mach/vm_prot.h>

mach_msg_return_t mach_msg_trap(mach_msg_header_t *message, mach_msg_option_t option,
                                mach_msg_size_t send_size, mach_msg_size_t receive_size,
                                mach_port_t receive_name, mach_msg_timeout_t timeout, mach_port_t notify);
mach_port_t mach_reply_port(void);
mach_port_t mach_thread_self(void);
mach_port_t mach_host_self(void);
mach_port_t mach_task_self_trap(void); /* a reference each time: mach_task_self() has one */

boolean_t swtch(void);
boolean_t swtch_pri(int priority);
kern_return_t thread_switch(mach_port_t thread, int option, mach_msg_timeout_t milliseconds);

/* What the kernel does without a message when the task is the caller's own; else
 * MACH_SEND_INTERRUPTED, and the message must be sent. */
kern_return_t syscall_vm_map(mach_port_t task, vm_address_t *address, vm_size_t size, vm_offset_t mask,
                             boolean_t anywhere, mach_port_t object, vm_offset_t offset, boolean_t copy,
                             vm_prot_t protection, vm_prot_t most, vm_inherit_t inheritance);
kern_return_t syscall_vm_allocate(mach_port_t task, vm_address_t *address, vm_size_t size,
                                  boolean_t anywhere);
kern_return_t syscall_vm_deallocate(mach_port_t task, vm_address_t address, vm_size_t size);
kern_return_t syscall_task_create(mach_port_t parent, boolean_t inherit, mach_port_t *child);
kern_return_t syscall_task_terminate(mach_port_t task);
kern_return_t syscall_task_suspend(mach_port_t task);
kern_return_t syscall_task_set_special_port(mach_port_t task, int which, mach_port_t port);
kern_return_t syscall_mach_port_allocate(mach_port_t task, mach_port_right_t right, mach_port_t *name);
kern_return_t syscall_mach_port_deallocate(mach_port_t task, mach_port_t name);
kern_return_t syscall_mach_port_insert_right(mach_port_t task, mach_port_t name, mach_port_t right,
                                             mach_msg_type_name_t type);
kern_return_t syscall_mach_port_allocate_name(mach_port_t task, mach_port_right_t right, mach_port_t name);
kern_return_t syscall_thread_depress_abort(mach_port_t thread);
kern_return_t syscall_device_write_request(mach_port_t device, mach_port_t reply, unsigned mode,
                                           unsigned record, vm_address_t data, unsigned bytes);

#endif
