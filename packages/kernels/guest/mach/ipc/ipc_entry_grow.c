/*
 * A space's table grows (ipc_entry_grow_table of Mach 3.0's ipc/ipc_entry.c): names of the tree that
 * fit now move into it, and the hash table in its fields is made anew, because its size is another.
 */
#include <ipc/ipc_hash.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_space.h>
#include <ipc/ipc_table.h>
#include <kern/sched_prim.h>
#include <kern/strings.h>
#include <mach/vm_param.h>

/* Another one lets it grow: when it is done all is different. */
static void wait_for_growth(ipc_space_t space)
{
    assert_wait((event_t)space, FALSE);
    thread_block((void (*)(void))0);
}

/* The new table, with what the old one has now. */
static ipc_entry_t larger_table(ipc_space_t space, ipc_table_size_t its)
{
    ipc_table_size_t old_its = its - 1;
    ipc_entry_t table;

    if (it_entries_reallocable(old_its))
        return it_entries_realloc(old_its, space->is_table, its);
    table = it_entries_alloc(its);
    if (table != IE_NULL && space->is_active)
        bcopy(space->is_table, table, old_its->its_size * sizeof *table);
    return table;
}

static void rehash(ipc_space_t space)
{
    ipc_entry_t table = space->is_table;

    for (ipc_entry_num_t i = 0; i < space->is_table_size; i++)
        table[i].ie_index = 0;
    for (ipc_entry_num_t i = 1; i < space->is_table_size; i++)
        if (IE_BITS_TYPE(table[i].ie_bits) == MACH_PORT_TYPE_SEND)
            ipc_hash_local_insert(space, table[i].ie_object,
                                  MACH_PORT_MAKE(i, IE_BITS_GEN(table[i].ie_bits)), &table[i]);
}

/* One name moves from the tree into its slot; FALSE: another one of its index is there already. */
static boolean_t move_in(ipc_space_t space, ipc_tree_entry_t tentry)
{
    ipc_entry_t entry = &space->is_table[MACH_PORT_INDEX(tentry->ite_name)];

    if (IE_BITS_TYPE(entry->ie_bits) != MACH_PORT_TYPE_NONE) {
        entry->ie_bits |= IE_BITS_COLLISION;
        return FALSE;
    }
    entry->ie_bits = tentry->ite_bits;
    entry->ie_object = tentry->ite_object;
    entry->ie_request = tentry->ite_request;
    if (IE_BITS_TYPE(entry->ie_bits) == MACH_PORT_TYPE_SEND) {
        ipc_hash_global_delete(space, tentry->ite_object, tentry->ite_name, tentry);
        ipc_hash_local_insert(space, entry->ie_object, tentry->ite_name, entry);
    }
    space->is_tree_total--;
    return TRUE;
}

static void move_tree(ipc_space_t space, ipc_entry_num_t from, ipc_entry_num_t next_size)
{
    struct ipc_splay_tree ours, lower;
    ipc_tree_entry_t tentry;

    /* Names with an index from `from` to the table's size, for themselves. */
    ipc_splay_tree_split(&space->is_tree, MACH_PORT_MAKE(space->is_table_size, 0), &ours);
    ipc_splay_tree_split(&ours, MACH_PORT_MAKE(from, 0), &lower);
    tentry = ipc_splay_traverse_start(&ours);
    while (tentry != ITE_NULL)
        tentry = ipc_splay_traverse_next(&ours, move_in(space, tentry));
    ipc_splay_traverse_finish(&ours);

    space->is_tree_small = 0;
    tentry = ipc_splay_traverse_start(&space->is_tree);
    for (; tentry != ITE_NULL; tentry = ipc_splay_traverse_next(&space->is_tree, FALSE))
        if (MACH_PORT_INDEX(tentry->ite_name) < next_size)
            space->is_tree_small++;
    ipc_splay_traverse_finish(&space->is_tree);

    ipc_splay_tree_join(&space->is_tree, &ours);
    ipc_splay_tree_join(&space->is_tree, &lower);
}

/* The slots that stayed empty, the lowest first. */
static void free_slots(ipc_entry_t table, ipc_entry_num_t from, ipc_entry_num_t size)
{
    for (ipc_entry_num_t i = size; i-- > from;)
        if (IE_BITS_TYPE(table[i].ie_bits) == MACH_PORT_TYPE_NONE) {
            table[i].ie_next = table->ie_next;
            table->ie_next = i;
        }
}

/* Waits; afterwards the caller looks at everything again. */
kern_return_t ipc_entry_grow_table(ipc_space_t space)
{
    ipc_table_size_t its = space->is_table_next;
    ipc_entry_num_t size = its->its_size, old_size = space->is_table_size;
    ipc_entry_t table, old_table;

    if (space->is_growing) {
        wait_for_growth(space);
        return KERN_SUCCESS;
    }
    if (size == old_size)
        return KERN_NO_SPACE;

    space->is_growing = TRUE;
    table = larger_table(space, its);
    space->is_growing = FALSE;
    thread_wakeup((event_t)space);
    if (table == IE_NULL)
        return KERN_RESOURCE_SHORTAGE;
    if (!space->is_active) {
        it_entries_free(its, table);
        return KERN_SUCCESS;
    }

    old_table = space->is_table;
    bzero(&table[old_size], (size - old_size) * sizeof *table);
    space->is_table = table;
    space->is_table_size = size;
    space->is_table_next = its + 1;
    rehash(space);
    if (space->is_tree_total > 0)
        move_tree(space, old_size, space->is_table_next->its_size);
    free_slots(table, old_size, size);
    it_entries_free(its - 1, old_table);
    return KERN_SUCCESS;
}
