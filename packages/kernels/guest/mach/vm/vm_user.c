/* What tasks ask of memory (Mach 3.0's vm/vm_user.c). */
#include <ipc/ipc_port.h>
#include <kern/host.h>
#include <kern/printf.h>
#include <vm/vm_kern.h>
#include <vm/vm_object.h>
#include <vm/vm_page.h>
#include <vm/vm_user.h>

vm_statistics_data_t vm_stat;

kern_return_t vm_allocate(vm_map_t map, vm_offset_t *address, vm_size_t size, boolean_t anywhere)
{
    if (map == VM_MAP_NULL)
        return KERN_INVALID_ARGUMENT;
    if (size == 0) {
        *address = 0;
        return KERN_SUCCESS;
    }
    *address = anywhere ? vm_map_min(map) : trunc_page(*address);
    if (round_page(size) == 0)
        return KERN_NO_SPACE;
    return vm_map_enter(map, address, round_page(size), 0, anywhere, VM_OBJECT_NULL, 0, FALSE,
                        VM_PROT_DEFAULT, VM_PROT_ALL, VM_INHERIT_DEFAULT);
}

kern_return_t vm_deallocate(vm_map_t map, vm_offset_t start, vm_size_t size)
{
    if (map == VM_MAP_NULL)
        return KERN_INVALID_ARGUMENT;
    if (size == 0)
        return KERN_SUCCESS;
    return vm_map_remove(map, trunc_page(start), round_page(start + size));
}

kern_return_t vm_inherit(vm_map_t map, vm_offset_t start, vm_size_t size, vm_inherit_t inheritance)
{
    if (map == VM_MAP_NULL || (unsigned)inheritance > VM_INHERIT_NONE)
        return KERN_INVALID_ARGUMENT;
    return vm_map_inherit(map, trunc_page(start), round_page(start + size), inheritance);
}

kern_return_t vm_protect(vm_map_t map, vm_offset_t start, vm_size_t size, boolean_t set_maximum,
                         vm_prot_t protection)
{
    if (map == VM_MAP_NULL || protection & ~VM_PROT_ALL)
        return KERN_INVALID_ARGUMENT;
    return vm_map_protect(map, trunc_page(start), round_page(start + size), protection, set_maximum);
}

kern_return_t vm_statistics(vm_map_t map, vm_statistics_data_t *statistics)
{
    if (map == VM_MAP_NULL)
        return KERN_INVALID_ARGUMENT;
    *statistics = vm_stat;
    statistics->pagesize = PAGE_SIZE;
    statistics->free_count = vm_page_free_count;
    statistics->active_count = vm_page_active_count;
    statistics->inactive_count = vm_page_inactive_count;
    statistics->wire_count = vm_page_wire_count;
    return KERN_SUCCESS;
}

kern_return_t vm_machine_attribute(vm_map_t map, vm_offset_t address, vm_size_t size,
                                   vm_machine_attribute_t attribute, vm_machine_attribute_val_t *value)
{
    if (map == VM_MAP_NULL)
        return KERN_INVALID_ARGUMENT;
    return vm_map_machine_attribute(map, address, size, attribute, value);
}

/* ---- memory in messages ---- */

kern_return_t vm_read(vm_map_t map, vm_offset_t address, vm_size_t size, vm_offset_t *data,
                      vm_size_t *data_size)
{
    vm_map_copy_t copy;
    kern_return_t kr;

    if (map == VM_MAP_NULL)
        return KERN_INVALID_ARGUMENT;
    if ((kr = vm_map_copyin(map, address, size, FALSE, &copy)) != KERN_SUCCESS)
        return kr;
    *data = (vm_offset_t)copy;
    *data_size = size;
    return KERN_SUCCESS;
}

kern_return_t vm_write(vm_map_t map, vm_offset_t address, vm_offset_t data, vm_size_t size)
{
    (void)size;
    if (map == VM_MAP_NULL)
        return KERN_INVALID_ARGUMENT;
    return vm_map_copy_overwrite(map, address, (vm_map_copy_t)data, FALSE);
}

kern_return_t vm_copy(vm_map_t map, vm_offset_t source, vm_size_t size, vm_offset_t destination)
{
    vm_map_copy_t copy;
    kern_return_t kr;

    if (map == VM_MAP_NULL)
        return KERN_INVALID_ARGUMENT;
    if ((kr = vm_map_copyin(map, source, size, FALSE, &copy)) != KERN_SUCCESS)
        return kr;
    if ((kr = vm_map_copy_overwrite(map, destination, copy, FALSE)) != KERN_SUCCESS)
        vm_map_copy_discard(copy);
    return kr;
}

/* ---- memory objects ---- */

/* Of a memory object, or, without one, zeros on demand. The right to it is consumed by success. */
kern_return_t vm_map(vm_map_t map, vm_offset_t *address, vm_size_t size, vm_offset_t mask,
                     boolean_t anywhere, ipc_port_t memory_object, vm_offset_t offset, boolean_t copy,
                     vm_prot_t protection, vm_prot_t max_protection, vm_inherit_t inheritance)
{
    vm_object_t object = VM_OBJECT_NULL;
    boolean_t needs_copy = FALSE;
    kern_return_t kr;

    if (map == VM_MAP_NULL || (protection & ~VM_PROT_ALL) || (max_protection & ~VM_PROT_ALL) ||
        (protection & max_protection) != protection || (unsigned)inheritance > VM_INHERIT_NONE ||
        !page_aligned(offset) || size == 0 || round_page(size) == 0)
        return KERN_INVALID_ARGUMENT;
    *address = trunc_page(*address);
    size = round_page(size);
    if (!IP_VALID(memory_object)) {
        offset = 0;
    } else {
        if ((object = vm_object_enter(memory_object, size, FALSE)) == VM_OBJECT_NULL)
            return KERN_INVALID_ARGUMENT;
        if (copy) {
            vm_object_t made;
            vm_offset_t made_offset;

            kr = vm_object_copy_strategically(object, offset, size, &made, &made_offset, &needs_copy);
            vm_object_deallocate(object);
            if (kr != KERN_SUCCESS)
                return kr;
            object = made;
            offset = made_offset;
        }
    }
    kr = vm_map_enter(map, address, size, mask, anywhere, object, offset, needs_copy, protection,
                      max_protection, inheritance);
    if (kr != KERN_SUCCESS)
        vm_object_deallocate(object);
    else if (IP_VALID(memory_object))
        ipc_port_release_send(memory_object);
    return kr;
}

kern_return_t vm_region(vm_map_t map, vm_offset_t *address, vm_size_t *size, vm_prot_t *protection,
                        vm_prot_t *max_protection, vm_inherit_t *inheritance, boolean_t *is_shared,
                        ipc_port_t *object_name, vm_offset_t *offset)
{
    vm_map_entry_t entry;

    if (map == VM_MAP_NULL)
        return KERN_INVALID_ARGUMENT;
    vm_map_lock_read(map);
    if (!vm_map_lookup_entry(map, *address, &entry) &&
        (entry = entry->vme_next) == vm_map_to_entry(map)) {
        vm_map_unlock_read(map);
        return KERN_NO_SPACE;
    }
    *address = entry->vme_start;
    *size = entry->vme_end - entry->vme_start;
    *protection = entry->protection;
    *max_protection = entry->max_protection;
    *inheritance = entry->inheritance;
    *is_shared = entry->is_sub_map ? FALSE : entry->is_shared;
    *object_name = entry->is_sub_map ? IP_NULL : vm_object_name(entry->object.vm_object);
    *offset = entry->is_sub_map ? 0 : entry->offset;
    vm_map_unlock_read(map);
    return KERN_SUCCESS;
}

kern_return_t vm_wire(host_t host_priv, vm_map_t map, vm_offset_t start, vm_size_t size, vm_prot_t access)
{
    if (host_priv == HOST_NULL)
        return KERN_INVALID_HOST;
    if (map == VM_MAP_NULL)
        return KERN_INVALID_TASK;
    if (access & ~VM_PROT_ALL)
        return KERN_INVALID_ARGUMENT;
    return vm_map_pageable_user(map, trunc_page(start), round_page(start + size), access);
}
