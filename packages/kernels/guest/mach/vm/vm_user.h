/* What tasks ask of memory (Mach 3.0's vm/vm_user.h); the stubs of mach.defs call these. */
#ifndef VM_VM_USER_H
#define VM_VM_USER_H

#include <mach/vm_statistics.h>
#include <vm/vm_map.h>

struct ipc_port;
struct host;

extern vm_statistics_data_t vm_stat; /* events; vm_statistics() adds the counts of pages */

kern_return_t vm_allocate(vm_map_t map, vm_offset_t *address, vm_size_t size, boolean_t anywhere);
kern_return_t vm_deallocate(vm_map_t map, vm_offset_t start, vm_size_t size);
kern_return_t vm_inherit(vm_map_t map, vm_offset_t start, vm_size_t size, vm_inherit_t inheritance);
kern_return_t vm_protect(vm_map_t map, vm_offset_t start, vm_size_t size, boolean_t set_maximum,
                         vm_prot_t protection);
kern_return_t vm_statistics(vm_map_t map, vm_statistics_data_t *statistics);
kern_return_t vm_machine_attribute(vm_map_t map, vm_offset_t address, vm_size_t size,
                                   vm_machine_attribute_t attribute, vm_machine_attribute_val_t *value);
/* Data in messages are vm_map_copy_t in the address's place. */
kern_return_t vm_read(vm_map_t map, vm_offset_t address, vm_size_t size, vm_offset_t *data,
                      vm_size_t *data_size);
kern_return_t vm_write(vm_map_t map, vm_offset_t address, vm_offset_t data, vm_size_t size);
kern_return_t vm_copy(vm_map_t map, vm_offset_t source, vm_size_t size, vm_offset_t destination);
kern_return_t vm_map(vm_map_t map, vm_offset_t *address, vm_size_t size, vm_offset_t mask,
                     boolean_t anywhere, struct ipc_port *memory_object, vm_offset_t offset,
                     boolean_t copy, vm_prot_t protection, vm_prot_t max_protection,
                     vm_inherit_t inheritance);
kern_return_t vm_region(vm_map_t map, vm_offset_t *address, vm_size_t *size, vm_prot_t *protection,
                        vm_prot_t *max_protection, vm_inherit_t *inheritance, boolean_t *is_shared,
                        struct ipc_port **object_name, vm_offset_t *offset);
kern_return_t vm_wire(struct host *host_priv, vm_map_t map, vm_offset_t start, vm_size_t size,
                      vm_prot_t access);

#endif
