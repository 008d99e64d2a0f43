/* The kernel's words to pagers, as the stubs are declared: here to the pagers of pager.c. */
#ifndef MACH_MEMORY_OBJECT_USER_H
#define MACH_MEMORY_OBJECT_USER_H

#include <ipc/ipc_types.h>
#include <mach/vm_prot.h>

kern_return_t memory_object_init(ipc_port_t object, ipc_port_t control, ipc_port_t name, vm_size_t page);
kern_return_t memory_object_terminate(ipc_port_t object, ipc_port_t control, ipc_port_t name);
kern_return_t memory_object_data_request(ipc_port_t object, ipc_port_t control, vm_offset_t offset,
                                         vm_size_t length, vm_prot_t access);
kern_return_t memory_object_data_unlock(ipc_port_t object, ipc_port_t control, vm_offset_t offset,
                                        vm_size_t length, vm_prot_t access);
kern_return_t memory_object_lock_completed(ipc_port_t reply, mach_msg_type_name_t type, ipc_port_t control,
                                           vm_offset_t offset, vm_size_t length);
kern_return_t memory_object_supply_completed(ipc_port_t reply, mach_msg_type_name_t type,
                                             ipc_port_t control, vm_offset_t offset, vm_size_t length,
                                             kern_return_t result, vm_offset_t error_offset);
kern_return_t memory_object_data_return(ipc_port_t object, ipc_port_t control, vm_offset_t offset,
                                        vm_offset_t data, mach_msg_type_number_t count,
                                        boolean_t deallocate, boolean_t dirty, boolean_t kernel_copy);
kern_return_t memory_object_change_completed(ipc_port_t reply, mach_msg_type_name_t type,
                                             boolean_t may_cache, int copy_strategy);

#endif
