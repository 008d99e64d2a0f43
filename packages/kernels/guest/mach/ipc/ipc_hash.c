/*
 * From a port to its name (Mach 3.0's ipc/ipc_hash.c), see ipc_hash.h. Only send rights that are not
 * together with the receive right are found here; a receiver's name is in the port.
 */
#include <ipc/ipc_hash.h>
#include <ipc/ipc_space.h>
#include <kern/printf.h>

/* ---- either kind of entry ---- */

boolean_t ipc_hash_lookup(ipc_space_t space, ipc_object_t object, mach_port_t *name,
                          ipc_entry_t *entry)
{
    return ipc_hash_local_lookup(space, object, name, entry) ||
           (space->is_tree_hash > 0 &&
            ipc_hash_global_lookup(space, object, name, (ipc_tree_entry_t *)entry));
}

static boolean_t in_table(ipc_space_t space, mach_port_t name, ipc_entry_t entry)
{
    unsigned index = MACH_PORT_INDEX(name);

    return index < space->is_table_size && entry == &space->is_table[index];
}

void ipc_hash_insert(ipc_space_t space, ipc_object_t object, mach_port_t name, ipc_entry_t entry)
{
    if (in_table(space, name, entry))
        ipc_hash_local_insert(space, object, name, entry);
    else
        ipc_hash_global_insert(space, object, name, (ipc_tree_entry_t)entry);
}

void ipc_hash_delete(ipc_space_t space, ipc_object_t object, mach_port_t name, ipc_entry_t entry)
{
    if (in_table(space, name, entry))
        ipc_hash_local_delete(space, object, name, entry);
    else
        ipc_hash_global_delete(space, object, name, (ipc_tree_entry_t)entry);
}

/* ---- tree entries: one table for all spaces, chained through ite_next ---- */

#define GLOBAL_BUCKETS 256 /* a power of two */

static ipc_tree_entry_t global_table[GLOBAL_BUCKETS];

/* Ports are from a zone, spaces too: the low bits of their addresses say little. */
static ipc_tree_entry_t *bucket_of(ipc_space_t space, ipc_object_t object)
{
    uintptr_t hash = ((uintptr_t)space >> 4) + ((uintptr_t)object >> 6);

    return &global_table[hash & (GLOBAL_BUCKETS - 1)];
}

void ipc_hash_init(void)
{
    for (unsigned i = 0; i < GLOBAL_BUCKETS; i++)
        global_table[i] = ITE_NULL;
}

boolean_t ipc_hash_global_lookup(ipc_space_t space, ipc_object_t object, mach_port_t *name,
                                 ipc_tree_entry_t *entry)
{
    ipc_tree_entry_t *bucket = bucket_of(space, object), *link = bucket, found;

    for (; (found = *link) != ITE_NULL; link = &found->ite_next)
        if (found->ite_object == object && found->ite_space == space) {
            /* To the front: it will be asked for again. */
            *link = found->ite_next;
            found->ite_next = *bucket;
            *bucket = found;
            *name = found->ite_name;
            *entry = found;
            return TRUE;
        }
    return FALSE;
}

void ipc_hash_global_insert(ipc_space_t space, ipc_object_t object, mach_port_t name,
                            ipc_tree_entry_t entry)
{
    ipc_tree_entry_t *bucket = bucket_of(space, object);

    (void)name;
    space->is_tree_hash++;
    entry->ite_next = *bucket;
    *bucket = entry;
}

void ipc_hash_global_delete(ipc_space_t space, ipc_object_t object, mach_port_t name,
                            ipc_tree_entry_t entry)
{
    ipc_tree_entry_t *link = bucket_of(space, object), found;

    (void)name;
    for (; (found = *link) != ITE_NULL; link = &found->ite_next)
        if (found == entry) {
            space->is_tree_hash--;
            *link = found->ite_next;
            return;
        }
    panic("ipc_hash_global_delete");
}

/* ---- table entries: the slots are the ie_index fields, 0 is an empty one ---- */

#define IH_LOCAL_HASH(object, size) ((unsigned)((uintptr_t)(object) >> 6) % (size))

boolean_t ipc_hash_local_lookup(ipc_space_t space, ipc_object_t object, mach_port_t *name,
                                ipc_entry_t *entry)
{
    ipc_entry_t table = space->is_table;
    ipc_entry_num_t size = space->is_table_size, slot = IH_LOCAL_HASH(object, size);
    ipc_entry_index_t index;

    while ((index = table[slot].ie_index) != 0) {
        ipc_entry_t found = &table[index];

        if (found->ie_object == object) {
            *entry = found;
            *name = MACH_PORT_MAKE(index, IE_BITS_GEN(found->ie_bits));
            return TRUE;
        }
        if (++slot == size)
            slot = 0;
    }
    return FALSE;
}

void ipc_hash_local_insert(ipc_space_t space, ipc_object_t object, mach_port_t name,
                           ipc_entry_t entry)
{
    ipc_entry_t table = space->is_table;
    ipc_entry_num_t size = space->is_table_size, slot = IH_LOCAL_HASH(object, size);

    (void)entry;
    while (table[slot].ie_index != 0)
        if (++slot == size)
            slot = 0;
    table[slot].ie_index = MACH_PORT_INDEX(name);
}

/* Slots behind the one that falls free move up, unless they would come to be before their hash. */
void ipc_hash_local_delete(ipc_space_t space, ipc_object_t object, mach_port_t name,
                           ipc_entry_t entry)
{
    ipc_entry_t table = space->is_table;
    ipc_entry_num_t size = space->is_table_size, hole = IH_LOCAL_HASH(object, size), next;
    ipc_entry_index_t index;

    (void)entry;
    while (table[hole].ie_index != MACH_PORT_INDEX(name)) {
        if (table[hole].ie_index == 0)
            panic("ipc_hash_local_delete");
        if (++hole == size)
            hole = 0;
    }
    next = hole;
    for (;;) {
        if (++next == size)
            next = 0;
        index = table[next].ie_index;
        if (index == 0)
            break;
        unsigned home = IH_LOCAL_HASH(table[index].ie_object, size);
        /* The way from home to next, and from hole to next, both going round. */
        if ((next + size - home) % size >= (next + size - hole) % size) {
            table[hole].ie_index = index;
            hole = next;
        }
    }
    table[hole].ie_index = 0;
}
