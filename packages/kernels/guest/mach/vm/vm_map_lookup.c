/* What an address is of, for a fault (Mach 3.0's vm_map_lookup). */
#include <kern/printf.h>
#include <vm/vm_map.h>
#include <vm/vm_object.h>

/* The first write to memory that is a copy, or the first use of zeros on demand: it gets an object. The
 * map is locked for reading; FALSE: it is not locked any more. */
static boolean_t vm_map_make_object(vm_map_t map, vm_map_entry_t entry)
{
    vm_size_t size = entry->vme_end - entry->vme_start;

    if (vm_map_lock_read_to_write(map))
        return FALSE;
    if (entry->object.vm_object == VM_OBJECT_NULL) {
        entry->object.vm_object = vm_object_allocate(size);
        entry->offset = 0;
    } else {
        vm_object_shadow(&entry->object.vm_object, &entry->offset, size);
    }
    entry->needs_copy = FALSE;
    vm_map_lock_write_to_read(map);
    return TRUE;
}

kern_return_t vm_map_lookup(vm_map_t *var_map, vm_offset_t vaddr, vm_prot_t fault_type,
                            vm_map_version_t *version, vm_object_t *object, vm_offset_t *offset,
                            vm_prot_t *out_prot, boolean_t *wired)
{
    vm_map_t map = *var_map;
    vm_map_entry_t entry;
    vm_prot_t prot;

retry:
    vm_map_lock_read(map);
    entry = map->hint;
    if (entry == vm_map_to_entry(map) || vaddr < entry->vme_start || vaddr >= entry->vme_end) {
        if (!vm_map_lookup_entry(map, vaddr, &entry)) {
            vm_map_unlock_read(map);
            return KERN_INVALID_ADDRESS;
        }
    }
    if (entry->is_sub_map) {
        vm_map_t below = entry->object.sub_map;

        vm_map_unlock_read(map);
        *var_map = map = below;
        goto retry;
    }
    prot = entry->protection;
    if ((fault_type & prot) != fault_type) {
        vm_map_unlock_read(map);
        return KERN_PROTECTION_FAILURE;
    }
    *wired = entry->wired_count != 0;
    if (*wired)
        fault_type = prot; /* all at once */
    if (entry->needs_copy) {
        if (fault_type & VM_PROT_WRITE) {
            if (!vm_map_make_object(map, entry))
                goto retry;
        } else {
            prot &= ~VM_PROT_WRITE;
        }
    }
    if (entry->object.vm_object == VM_OBJECT_NULL && !vm_map_make_object(map, entry))
        goto retry;
    *offset = vaddr - entry->vme_start + entry->offset;
    *object = entry->object.vm_object;
    *out_prot = prot;
    (*object)->ref_count++;
    version->main_timestamp = map->timestamp;
    vm_map_unlock_read(map);
    return KERN_SUCCESS;
}

boolean_t vm_map_verify(vm_map_t map, vm_map_version_t *version)
{
    vm_map_lock_read(map);
    if (map->timestamp == version->main_timestamp)
        return TRUE;
    vm_map_unlock_read(map);
    return FALSE;
}
