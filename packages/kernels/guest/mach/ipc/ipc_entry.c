/* Names come and go (Mach 3.0's ipc/ipc_entry.c); how a table grows is in ipc_entry_grow.c. */
#include <ipc/ipc_entry.h>
#include <ipc/ipc_hash.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_space.h>
#include <ipc/ipc_table.h>
#include <kern/printf.h>

zone_t ipc_tree_entry_zone;

/* Whether another name with this index is in the tree. */
static boolean_t ipc_entry_tree_collision(ipc_space_t space, mach_port_t name)
{
    unsigned index = MACH_PORT_INDEX(name);
    mach_port_t lower, upper;

    if (name > MACH_PORT_MAKE(index, 0)) {
        ipc_splay_tree_bounds(&space->is_tree, name - 1, &lower, &upper);
        if (lower != ~(mach_port_t)0 && MACH_PORT_INDEX(lower) == index)
            return TRUE;
    }
    ipc_splay_tree_bounds(&space->is_tree, name + 1, &lower, &upper);
    return upper != 0 && MACH_PORT_INDEX(upper) == index;
}

ipc_entry_t ipc_entry_lookup(ipc_space_t space, mach_port_t name)
{
    unsigned index = MACH_PORT_INDEX(name);

    if (index < space->is_table_size) {
        ipc_entry_t entry = &space->is_table[index];

        if (IE_BITS_GEN(entry->ie_bits) == MACH_PORT_GEN(name))
            return IE_BITS_TYPE(entry->ie_bits) == MACH_PORT_TYPE_NONE ? IE_NULL : entry;
        if ((entry->ie_bits & IE_BITS_COLLISION) == 0)
            return IE_NULL;
    } else if (space->is_tree_total == 0) {
        return IE_NULL;
    }
    return (ipc_entry_t)ipc_splay_tree_lookup(&space->is_tree, name);
}

/* The first free one, with its next generation. KERN_NO_SPACE: the table is to grow. */
kern_return_t ipc_entry_get(ipc_space_t space, mach_port_t *name, ipc_entry_t *result)
{
    ipc_entry_t table = space->is_table, entry;
    ipc_entry_index_t index = table->ie_next;
    ipc_entry_bits_t generation;

    if (index == 0)
        return KERN_NO_SPACE;
    entry = &table[index];
    table->ie_next = entry->ie_next;
    generation = entry->ie_bits + IE_BITS_GEN_ONE;
    entry->ie_bits = generation;
    entry->ie_request = 0;
    *name = MACH_PORT_MAKE(index, generation);
    *result = entry;
    return KERN_SUCCESS;
}

kern_return_t ipc_entry_alloc(ipc_space_t space, mach_port_t *name, ipc_entry_t *entry)
{
    for (;;) {
        kern_return_t kr;

        if (!space->is_active)
            return KERN_INVALID_TASK;
        if (ipc_entry_get(space, name, entry) == KERN_SUCCESS)
            return KERN_SUCCESS;
        kr = ipc_entry_grow_table(space);
        if (kr != KERN_SUCCESS)
            return kr;
    }
}

/* A free slot of the table leaves the list. */
static void take(ipc_space_t space, unsigned index, ipc_entry_bits_t generation)
{
    ipc_entry_t table = space->is_table;
    unsigned before = 0;

    while (table[before].ie_next != index) {
        before = table[before].ie_next;
        if (before == 0)
            panic("ipc_entry_alloc_name: %x is not free", index);
    }
    table[before].ie_next = table[index].ie_next;
    table[index].ie_bits = generation;
    table[index].ie_request = 0;
}

/* Whether so many names of the tree would fit the table's next size that it pays. */
static boolean_t should_grow(ipc_space_t space, unsigned index)
{
    ipc_entry_num_t next = space->is_table_next->its_size, size = space->is_table_size;

    return size <= index && index < next &&
           (next - size) * sizeof(struct ipc_entry) <
               space->is_tree_small * sizeof(struct ipc_tree_entry);
}

static void insert(ipc_space_t space, mach_port_t name, ipc_tree_entry_t tentry)
{
    unsigned index = MACH_PORT_INDEX(name);

    tentry->ite_bits = MACH_PORT_GEN(name);
    tentry->ite_object = IPC_OBJECT_NULL;
    tentry->ite_request = 0;
    tentry->ite_space = space;
    ipc_splay_tree_insert(&space->is_tree, name, tentry);
    space->is_tree_total++;
    if (index < space->is_table_size)
        space->is_table[index].ie_bits |= IE_BITS_COLLISION;
    else if (index < space->is_table_next->its_size)
        space->is_tree_small++;
}

/* An entry for that name: a new one, of no type yet, or the one that is there. */
kern_return_t ipc_entry_alloc_name(ipc_space_t space, mach_port_t name, ipc_entry_t *result)
{
    unsigned index = MACH_PORT_INDEX(name);
    ipc_tree_entry_t spare = ITE_NULL, tentry;
    kern_return_t kr = KERN_SUCCESS;

    for (;;) {
        if (!space->is_active) {
            kr = KERN_INVALID_TASK;
            break;
        }
        if (index != 0 && index < space->is_table_size) {
            ipc_entry_t entry = &space->is_table[index];

            if (IE_BITS_TYPE(entry->ie_bits) == MACH_PORT_TYPE_NONE) {
                take(space, index, MACH_PORT_GEN(name));
                *result = entry;
                break;
            }
            if (IE_BITS_GEN(entry->ie_bits) == MACH_PORT_GEN(name)) {
                *result = entry;
                break;
            }
        }
        tentry = ipc_splay_tree_lookup(&space->is_tree, name);
        if (tentry != ITE_NULL) {
            *result = &tentry->ite_entry;
            break;
        }
        if (should_grow(space, index) && ipc_entry_grow_table(space) == KERN_SUCCESS)
            continue;
        if (spare == ITE_NULL) {
            spare = ite_alloc(); /* may wait: all is looked at again */
            if (spare != ITE_NULL)
                continue;
            return KERN_RESOURCE_SHORTAGE;
        }
        insert(space, name, spare);
        *result = &spare->ite_entry;
        return KERN_SUCCESS;
    }
    if (spare != ITE_NULL)
        ite_free(spare);
    return kr;
}

/* A slot falls free to which names of the tree were waiting to come: one moves in. */
static void dealloc_collision(ipc_space_t space, mach_port_t name, ipc_entry_t entry)
{
    unsigned index = MACH_PORT_INDEX(name);
    struct ipc_splay_tree lower, same;
    ipc_tree_entry_t tentry;
    mach_port_t other;

    /* The names with this index, for themselves. */
    ipc_splay_tree_split(&space->is_tree, MACH_PORT_MAKE(index + 1, 0), &same);
    ipc_splay_tree_split(&same, MACH_PORT_MAKE(index, 0), &lower);
    if (!ipc_splay_tree_pick(&same, &other, &tentry))
        panic("ipc_entry_dealloc: no collision at %x", index);
    entry->ie_object = tentry->ite_object;
    entry->ie_request = tentry->ite_request;
    entry->ie_bits = tentry->ite_bits;
    if (IE_BITS_TYPE(tentry->ite_bits) == MACH_PORT_TYPE_SEND) {
        ipc_hash_global_delete(space, tentry->ite_object, other, tentry);
        ipc_hash_local_insert(space, entry->ie_object, other, entry);
    }
    ipc_splay_tree_delete(&same, other, tentry);
    space->is_tree_total--;
    if (ipc_splay_tree_pick(&same, &other, &tentry))
        entry->ie_bits |= IE_BITS_COLLISION;
    ipc_splay_tree_join(&space->is_tree, &same);
    ipc_splay_tree_join(&space->is_tree, &lower);
}

/* The entry has no type, or what it meant is gone already. */
void ipc_entry_dealloc(ipc_space_t space, mach_port_t name, ipc_entry_t entry)
{
    unsigned index = MACH_PORT_INDEX(name);
    ipc_entry_t table = space->is_table;

    if (index < space->is_table_size && entry == &table[index]) {
        if (entry->ie_bits & IE_BITS_COLLISION) {
            dealloc_collision(space, name, entry);
            return;
        }
        entry->ie_bits &= IE_BITS_GEN_MASK;
        entry->ie_object = IPC_OBJECT_NULL;
        entry->ie_next = table->ie_next;
        table->ie_next = index;
        return;
    }
    space->is_tree_total--;
    if (index < space->is_table_size) {
        if (!ipc_entry_tree_collision(space, name))
            table[index].ie_bits &= ~IE_BITS_COLLISION;
    } else if (index < space->is_table_next->its_size) {
        space->is_tree_small--;
    }
    ipc_splay_tree_delete(&space->is_tree, name, (ipc_tree_entry_t)entry);
}
