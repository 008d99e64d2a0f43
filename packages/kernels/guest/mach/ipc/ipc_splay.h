/*
 * Splay trees of tree entries by name (Mach 3.0's ipc_splay; Sleator and Tarjan 1985). A tree is kept
 * as the last top-down search left it: the root, and the parts with smaller and with larger names;
 * searching for the same name again costs nothing.
 */
#ifndef IPC_IPC_SPLAY_H
#define IPC_IPC_SPLAY_H

#include <ipc/ipc_entry.h>

struct ipc_splay_tree {
    mach_port_t ist_name;        /* last searched for */
    ipc_tree_entry_t ist_root;   /* NULL: the tree is empty */
    ipc_tree_entry_t ist_ltree;  /* smaller names, */
    ipc_tree_entry_t *ist_ltreep; /* and where its largest one's right child goes */
    ipc_tree_entry_t ist_rtree;
    ipc_tree_entry_t *ist_rtreep;
};

typedef struct ipc_splay_tree *ipc_splay_tree_t;

void ipc_splay_tree_init(ipc_splay_tree_t splay);
boolean_t ipc_splay_tree_pick(ipc_splay_tree_t splay, mach_port_t *name, ipc_tree_entry_t *entry);
ipc_tree_entry_t ipc_splay_tree_lookup(ipc_splay_tree_t splay, mach_port_t name);
void ipc_splay_tree_insert(ipc_splay_tree_t splay, mach_port_t name, ipc_tree_entry_t entry);
void ipc_splay_tree_delete(ipc_splay_tree_t splay, mach_port_t name, ipc_tree_entry_t entry);
/* Names below `name` go to `small`. */
void ipc_splay_tree_split(ipc_splay_tree_t splay, mach_port_t name, ipc_splay_tree_t small);
/* All of small's names are below splay's. */
void ipc_splay_tree_join(ipc_splay_tree_t splay, ipc_splay_tree_t small);
/* The nearest names that are there, at or below and at or above; ~0 and 0 for none. */
void ipc_splay_tree_bounds(ipc_splay_tree_t splay, mach_port_t name, mach_port_t *lower,
                           mach_port_t *upper);

/* One after the other, in order; each may be deleted while the traversal is at it. */
ipc_tree_entry_t ipc_splay_traverse_start(ipc_splay_tree_t splay);
ipc_tree_entry_t ipc_splay_traverse_next(ipc_splay_tree_t splay, boolean_t remove);
void ipc_splay_traverse_finish(ipc_splay_tree_t splay);

#endif
