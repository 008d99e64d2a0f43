/*
 * Spaces: a task's names for rights (Mach 3.0's ipc_space). Names that the kernel gives are in a
 * table that grows; others are in a splay tree until the table has grown over their index.
 */
#ifndef IPC_IPC_SPACE_H
#define IPC_IPC_SPACE_H

#include <ipc/ipc_entry.h>
#include <ipc/ipc_splay.h>
#include <ipc/ipc_types.h>

struct ipc_space {
    unsigned is_references;
    boolean_t is_active;
    boolean_t is_growing;         /* somebody makes the table larger, and may have blocked */
    ipc_entry_t is_table;         /* entry 0 heads the list of free ones */
    ipc_entry_num_t is_table_size;
    ipc_table_size_t is_table_next; /* the size to grow to */
    struct ipc_splay_tree is_tree;
    ipc_entry_num_t is_tree_total; /* entries in the tree, */
    ipc_entry_num_t is_tree_small; /* of those, that the next size has room for, */
    ipc_entry_num_t is_tree_hash;  /* and in the global hash table */
};

extern struct zone *ipc_space_zone;
extern ipc_space_t ipc_space_kernel; /* receives for kernel objects */
extern ipc_space_t ipc_space_reply;  /* receives for kernel threads that wait for an answer */

#define is_alloc() ((ipc_space_t)zalloc(ipc_space_zone))
#define is_free(space) zfree(ipc_space_zone, (vm_offset_t)(space))
#define is_reference(space) ((void)(space)->is_references++)

void ipc_space_reference(ipc_space_t space);
void ipc_space_release(ipc_space_t space);
#define is_release(space) ipc_space_release(space)
kern_return_t ipc_space_create(ipc_table_size_t initial, ipc_space_t *space);
kern_return_t ipc_space_create_special(ipc_space_t *space);
void ipc_space_destroy(ipc_space_t space);

#endif
