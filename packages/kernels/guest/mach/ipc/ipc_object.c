/* Objects and their names (Mach 3.0's ipc/ipc_object.c; what moves rights is in ipc_object_copy.c). */
#include <ipc/ipc_object.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_right.h>
#include <kern/strings.h>

zone_t ipc_object_zones[IOT_NUMBER];

void ipc_object_reference(ipc_object_t object)
{
    io_reference(object);
}

void ipc_object_release(ipc_object_t object)
{
    io_release(object);
}

/* The object that the name has such a right to; no reference. */
kern_return_t ipc_object_translate(ipc_space_t space, mach_port_t name, mach_port_right_t right,
                                   ipc_object_t *object)
{
    ipc_entry_t entry;
    kern_return_t kr = ipc_right_lookup_read(space, name, &entry);

    if (kr != KERN_SUCCESS)
        return kr;
    if ((entry->ie_bits & MACH_PORT_TYPE(right)) == 0)
        return KERN_INVALID_RIGHT;
    *object = entry->ie_object;
    return KERN_SUCCESS;
}

kern_return_t ipc_object_alloc_dead(ipc_space_t space, mach_port_t *name)
{
    ipc_entry_t entry;
    kern_return_t kr = ipc_entry_alloc(space, name, &entry);

    if (kr == KERN_SUCCESS)
        entry->ie_bits |= MACH_PORT_TYPE_DEAD_NAME | 1;
    return kr;
}

kern_return_t ipc_object_alloc_dead_name(ipc_space_t space, mach_port_t name)
{
    ipc_entry_t entry;
    kern_return_t kr = ipc_entry_alloc_name(space, name, &entry);

    if (kr != KERN_SUCCESS)
        return kr;
    if (ipc_right_inuse(space, name, entry))
        return KERN_NAME_EXISTS;
    entry->ie_bits |= MACH_PORT_TYPE_DEAD_NAME | 1;
    return KERN_SUCCESS;
}

static ipc_object_t new_object(unsigned otype)
{
    ipc_object_t object = (ipc_object_t)zalloc(ipc_object_zones[otype]);

    if (object != IPC_OBJECT_NULL) {
        object->io_references = 1; /* the entry's */
        object->io_bits = io_makebits(TRUE, otype, 0);
    }
    return object;
}

kern_return_t ipc_object_alloc(ipc_space_t space, unsigned otype, mach_port_type_t type,
                               mach_port_urefs_t urefs, mach_port_t *name, ipc_object_t *result)
{
    ipc_object_t object = new_object(otype);
    ipc_entry_t entry;
    kern_return_t kr;

    if (object == IPC_OBJECT_NULL)
        return KERN_RESOURCE_SHORTAGE;
    kr = ipc_entry_alloc(space, name, &entry);
    if (kr != KERN_SUCCESS) {
        io_free(otype, object);
        return kr;
    }
    entry->ie_bits |= type | urefs;
    entry->ie_object = object;
    *result = object;
    return KERN_SUCCESS;
}

kern_return_t ipc_object_alloc_name(ipc_space_t space, unsigned otype, mach_port_type_t type,
                                    mach_port_urefs_t urefs, mach_port_t name,
                                    ipc_object_t *result)
{
    ipc_object_t object = new_object(otype);
    ipc_entry_t entry;
    kern_return_t kr;

    if (object == IPC_OBJECT_NULL)
        return KERN_RESOURCE_SHORTAGE;
    kr = ipc_entry_alloc_name(space, name, &entry);
    if (kr == KERN_SUCCESS && ipc_right_inuse(space, name, entry))
        kr = KERN_NAME_EXISTS;
    if (kr != KERN_SUCCESS) {
        io_free(otype, object);
        return kr;
    }
    entry->ie_bits |= type | urefs;
    entry->ie_object = object;
    *result = object;
    return KERN_SUCCESS;
}

kern_return_t ipc_object_rename(ipc_space_t space, mach_port_t old, mach_port_t new_name)
{
    ipc_entry_t old_entry, new_entry;
    kern_return_t kr = ipc_entry_alloc_name(space, new_name, &new_entry);

    if (kr != KERN_SUCCESS)
        return kr;
    if (ipc_right_inuse(space, new_name, new_entry))
        return KERN_NAME_EXISTS;
    /* Looked up now: the table may have grown. */
    old_entry = ipc_entry_lookup(space, old);
    if (old_entry == IE_NULL) {
        ipc_entry_dealloc(space, new_name, new_entry);
        return KERN_INVALID_NAME;
    }
    return ipc_right_rename(space, old, old_entry, new_name, new_entry);
}
