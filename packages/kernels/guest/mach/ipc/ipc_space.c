/* Spaces (Mach 3.0's ipc/ipc_space.c). */
#include <ipc/ipc_hash.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_right.h>
#include <ipc/ipc_space.h>
#include <ipc/ipc_table.h>
#include <kern/sched_prim.h>
#include <kern/strings.h>

zone_t ipc_space_zone;
ipc_space_t ipc_space_kernel, ipc_space_reply;

void ipc_space_reference(ipc_space_t space)
{
    is_reference(space);
}

void ipc_space_release(ipc_space_t space)
{
    if (--space->is_references == 0)
        is_free(space);
}

/* With a reference for the caller, besides the one that it has while it is active. */
kern_return_t ipc_space_create(ipc_table_size_t initial, ipc_space_t *result)
{
    ipc_entry_num_t size = initial->its_size;
    ipc_space_t space = is_alloc();
    ipc_entry_t table;

    if (space == IS_NULL)
        return KERN_RESOURCE_SHORTAGE;
    table = it_entries_alloc(initial);
    if (table == IE_NULL) {
        is_free(space);
        return KERN_RESOURCE_SHORTAGE;
    }
    bzero(table, size * sizeof *table);
    for (ipc_entry_num_t i = 0; i + 1 < size; i++)
        table[i].ie_next = i + 1;

    bzero(space, sizeof *space);
    space->is_references = 2;
    space->is_active = TRUE;
    space->is_table = table;
    space->is_table_size = size;
    space->is_table_next = initial + 1;
    ipc_splay_tree_init(&space->is_tree);
    *result = space;
    return KERN_SUCCESS;
}

/* A space that is only a receiver's identity. */
kern_return_t ipc_space_create_special(ipc_space_t *result)
{
    ipc_space_t space = is_alloc();

    if (space == IS_NULL)
        return KERN_RESOURCE_SHORTAGE;
    bzero(space, sizeof *space);
    space->is_references = 1;
    *result = space;
    return KERN_SUCCESS;
}

/* Its rights die; who still has a reference finds it not active. */
void ipc_space_destroy(ipc_space_t space)
{
    ipc_tree_entry_t tentry;
    ipc_entry_t table;

    if (!space->is_active)
        return;
    space->is_active = FALSE;
    while (space->is_growing) {
        assert_wait((event_t)space, FALSE);
        thread_block((void (*)(void))0);
    }

    table = space->is_table;
    for (ipc_entry_num_t i = 0; i < space->is_table_size; i++) {
        ipc_entry_t entry = &table[i];

        if (IE_BITS_TYPE(entry->ie_bits) != MACH_PORT_TYPE_NONE)
            ipc_right_clean(space, MACH_PORT_MAKE(i, IE_BITS_GEN(entry->ie_bits)), entry);
    }
    /* A table that grew has gone on to the next size. */
    it_entries_free(space->is_table_next - 1, table);
    space->is_table = IE_NULL;
    space->is_table_size = 0;

    for (tentry = ipc_splay_traverse_start(&space->is_tree); tentry != ITE_NULL;
         tentry = ipc_splay_traverse_next(&space->is_tree, TRUE)) {
        /* The hash table of tree entries has others' in it. */
        if (IE_BITS_TYPE(tentry->ite_bits) == MACH_PORT_TYPE_SEND)
            ipc_hash_global_delete(space, tentry->ite_object, tentry->ite_name, tentry);
        ipc_right_clean(space, tentry->ite_name, &tentry->ite_entry);
    }
    ipc_splay_traverse_finish(&space->is_tree);
    ipc_space_release(space);
}
