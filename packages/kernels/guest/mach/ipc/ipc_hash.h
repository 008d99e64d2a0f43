/*
 * From a port to its name in a space, for send rights, which exist once in a space (Mach 3.0's
 * ipc_hash). Table entries are found by a hash table in the ie_index fields of the table itself, with
 * linear probing; tree entries by one hash table for all spaces.
 */
#ifndef IPC_IPC_HASH_H
#define IPC_IPC_HASH_H

#include <ipc/ipc_entry.h>

void ipc_hash_init(void);
boolean_t ipc_hash_lookup(ipc_space_t space, ipc_object_t object, mach_port_t *name,
                          ipc_entry_t *entry);
void ipc_hash_insert(ipc_space_t space, ipc_object_t object, mach_port_t name, ipc_entry_t entry);
void ipc_hash_delete(ipc_space_t space, ipc_object_t object, mach_port_t name, ipc_entry_t entry);

boolean_t ipc_hash_global_lookup(ipc_space_t space, ipc_object_t object, mach_port_t *name,
                                 ipc_tree_entry_t *entry);
void ipc_hash_global_insert(ipc_space_t space, ipc_object_t object, mach_port_t name,
                            ipc_tree_entry_t entry);
void ipc_hash_global_delete(ipc_space_t space, ipc_object_t object, mach_port_t name,
                            ipc_tree_entry_t entry);
boolean_t ipc_hash_local_lookup(ipc_space_t space, ipc_object_t object, mach_port_t *name,
                                ipc_entry_t *entry);
void ipc_hash_local_insert(ipc_space_t space, ipc_object_t object, mach_port_t name,
                           ipc_entry_t entry);
void ipc_hash_local_delete(ipc_space_t space, ipc_object_t object, mach_port_t name,
                           ipc_entry_t entry);

#endif
