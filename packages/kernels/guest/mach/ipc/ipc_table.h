/*
 * Sizes that tables grow through (Mach 3.0's ipc_table): doubling up to a page, then by pages; sizes
 * are in elements.
 */
#ifndef IPC_IPC_TABLE_H
#define IPC_IPC_TABLE_H

#include <ipc/ipc_types.h>

typedef unsigned ipc_table_elems_t;

struct ipc_table_size {
    ipc_table_elems_t its_size; /* the last one is there twice, so that growth can end */
};

extern ipc_table_size_t ipc_table_entries;    /* of spaces */
extern ipc_table_size_t ipc_table_dnrequests; /* of ports */

void ipc_table_init(void);
vm_offset_t ipc_table_alloc(vm_size_t size); /* 0 if there is no memory; may block */
vm_offset_t ipc_table_realloc(vm_size_t old_size, vm_offset_t table, vm_size_t new_size);
void ipc_table_free(vm_size_t size, vm_offset_t table);

#define it_entries_alloc(its) \
    ((ipc_entry_t)ipc_table_alloc((its)->its_size * sizeof(struct ipc_entry)))
#define it_entries_free(its, table) \
    ipc_table_free((its)->its_size * sizeof(struct ipc_entry), (vm_offset_t)(table))
/* Whether the table's pages can be moved, or it is to be copied. */
#define it_entries_reallocable(its) ((its)->its_size * sizeof(struct ipc_entry) >= PAGE_SIZE)
#define it_entries_realloc(its, table, new_its)                                        \
    ((ipc_entry_t)ipc_table_realloc((its)->its_size * sizeof(struct ipc_entry),         \
                                    (vm_offset_t)(table),                              \
                                    (new_its)->its_size * sizeof(struct ipc_entry)))
#define it_dnrequests_alloc(its) \
    ((ipc_port_request_t)ipc_table_alloc((its)->its_size * sizeof(struct ipc_port_request)))
#define it_dnrequests_free(its, table) \
    ipc_table_free((its)->its_size * sizeof(struct ipc_port_request), (vm_offset_t)(table))

#endif
