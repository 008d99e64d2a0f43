/*
 * Entries of a space: what a name means (Mach 3.0's ipc_entry).
 *
 * A name is an index into the space's table (24 bits) and the generation (8 bits) that the table's
 * entry had when the name was given; a name that was chosen by its user and has no place in the table
 * has a tree entry. An entry's ie_index is, by what the entry is: the next free entry; or the index of
 * its dead-name request. ie_hash belongs to the entry's slot, not to the entry: it is the slot of
 * the space's hash table from port to name (ipc_hash.h).
 */
#ifndef IPC_IPC_ENTRY_H
#define IPC_IPC_ENTRY_H

#include <ipc/ipc_types.h>

typedef unsigned ipc_entry_bits_t;
typedef unsigned ipc_entry_index_t;
typedef unsigned ipc_entry_num_t;

struct ipc_entry {
    ipc_entry_bits_t ie_bits;
    ipc_object_t ie_object;
    union {
        ipc_entry_index_t next;
        unsigned request;
    } index;
    union {
        ipc_entry_index_t table;
        ipc_tree_entry_t tree;
    } hash;
};

#define ie_next index.next
#define ie_request index.request
#define ie_index hash.table

#define IE_BITS_UREFS_MASK 0x0000ffffu
#define IE_BITS_TYPE_MASK 0x001f0000u /* MACH_PORT_TYPE_... */
#define IE_BITS_MAREQUEST 0x00200000u
#define IE_BITS_COLLISION 0x00800000u /* tree entries have names with this index, too */
#define IE_BITS_GEN_MASK 0xff000000u
#define IE_BITS_GEN_ONE 0x01000000u
#define IE_BITS_RIGHT_MASK (IE_BITS_TYPE_MASK | IE_BITS_UREFS_MASK)
#define IE_BITS_UREFS(bits) ((bits) & IE_BITS_UREFS_MASK)
#define IE_BITS_TYPE(bits) ((bits) & IE_BITS_TYPE_MASK)
#define IE_BITS_GEN(bits) ((bits) & IE_BITS_GEN_MASK)

#define MACH_PORT_INDEX(name) ((unsigned)(name) >> 8)
#define MACH_PORT_GEN(name) ((unsigned)(name) << 24)
#define MACH_PORT_MAKE(index, generation) ((mach_port_t)((unsigned)(index) << 8 | (generation) >> 24))

/* User references are 16 bits; an urefs that would pass them overflows. */
#define MACH_PORT_UREFS_MAX ((mach_port_urefs_t)IE_BITS_UREFS_MASK)
#define MACH_PORT_UREFS_OVERFLOW(urefs, delta)            \
    ((delta) > 0 &&                                       \
     ((urefs) + (mach_port_urefs_t)(delta) <= (urefs) ||  \
      (urefs) + (mach_port_urefs_t)(delta) > MACH_PORT_UREFS_MAX))
#define MACH_PORT_UREFS_UNDERFLOW(urefs, delta) \
    ((delta) < 0 && (mach_port_urefs_t)(-(delta)) > (urefs))

struct ipc_tree_entry {
    struct ipc_entry ite_entry;
    mach_port_t ite_name;
    ipc_space_t ite_space;
    struct ipc_tree_entry *ite_lchild, *ite_rchild;
};

#define ite_bits ite_entry.ie_bits
#define ite_object ite_entry.ie_object
#define ite_request ite_entry.ie_request
#define ite_next ite_entry.hash.tree /* in a chain of the global hash table */

extern struct zone *ipc_tree_entry_zone;
#define ite_alloc() ((ipc_tree_entry_t)zalloc(ipc_tree_entry_zone))
#define ite_free(ite) zfree(ipc_tree_entry_zone, (vm_offset_t)(ite))

ipc_entry_t ipc_entry_lookup(ipc_space_t space, mach_port_t name);
kern_return_t ipc_entry_get(ipc_space_t space, mach_port_t *name, ipc_entry_t *entry);
kern_return_t ipc_entry_alloc(ipc_space_t space, mach_port_t *name, ipc_entry_t *entry);
kern_return_t ipc_entry_alloc_name(ipc_space_t space, mach_port_t name, ipc_entry_t *entry);
void ipc_entry_dealloc(ipc_space_t space, mach_port_t name, ipc_entry_t entry);
kern_return_t ipc_entry_grow_table(ipc_space_t space);

#endif
