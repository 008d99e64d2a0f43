/*
 * What pagers say to the kernel about their objects (Mach 3.0's vm/memory_object.c); the stubs of
 * mach.defs call these. Each consumes the reference of the object, as vm_object_lookup() has made it;
 * data are vm_map_copy_t.
 */
#ifndef VM_MEMORY_OBJECT_H
#define VM_MEMORY_OBJECT_H

#include <ipc/ipc_types.h>
#include <mach/memory_object.h>
#include <vm/vm_object.h>

kern_return_t memory_object_data_provided(vm_object_t object, vm_offset_t offset, vm_offset_t data,
                                          unsigned data_count, vm_prot_t lock_value);
kern_return_t memory_object_data_supply(vm_object_t object, vm_offset_t offset, vm_offset_t data,
                                        unsigned data_count, vm_prot_t lock_value, boolean_t precious,
                                        ipc_port_t reply_to, unsigned reply_to_type);
kern_return_t memory_object_data_error(vm_object_t object, vm_offset_t offset, vm_size_t size,
                                       kern_return_t error_value);
kern_return_t memory_object_data_unavailable(vm_object_t object, vm_offset_t offset, vm_size_t size);
kern_return_t memory_object_lock_request(vm_object_t object, vm_offset_t offset, vm_size_t size,
                                         memory_object_return_t should_return, boolean_t should_flush,
                                         vm_prot_t lock_value, ipc_port_t reply_to,
                                         unsigned reply_to_type);
kern_return_t memory_object_set_attributes(vm_object_t object, boolean_t object_ready,
                                           boolean_t may_cache,
                                           memory_object_copy_strategy_t copy_strategy);
kern_return_t memory_object_ready(vm_object_t object, boolean_t may_cache,
                                  memory_object_copy_strategy_t copy_strategy);
kern_return_t memory_object_change_attributes(vm_object_t object, boolean_t may_cache,
                                              memory_object_copy_strategy_t copy_strategy,
                                              ipc_port_t reply_to, unsigned reply_to_type);
kern_return_t memory_object_get_attributes(vm_object_t object, boolean_t *object_ready,
                                           boolean_t *may_cache,
                                           memory_object_copy_strategy_t *copy_strategy);
kern_return_t memory_object_destroy(vm_object_t object, kern_return_t reason);

/* At the end of an object: its pager gets the pages that have been written, or that it wants back. */
void memory_object_return_pages(vm_object_t object);

#endif
