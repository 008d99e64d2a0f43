/*
 * Memory for tables that grow: spaces' entries and ports' dead-name requests (Mach 3.0's
 * ipc/ipc_table.c). Tables below a page are from kalloc, larger ones from the kernel's map, where
 * pages can be moved to a larger place.
 */
#include <ipc/ipc_entry.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_table.h>
#include <kern/kalloc.h>
#include <kern/printf.h>
#include <mach/vm_param.h>
#include <vm/vm_kern.h>

#define ENTRY_SIZES 128
#define DNREQUEST_SIZES 64

static struct ipc_table_size entry_sizes[ENTRY_SIZES], dnrequest_sizes[DNREQUEST_SIZES];
ipc_table_size_t ipc_table_entries = entry_sizes;
ipc_table_size_t ipc_table_dnrequests = dnrequest_sizes;

/* Doubles from `least` elements up to a page; then the step in pages doubles every 15 sizes. */
static void ipc_table_fill(ipc_table_size_t its, unsigned number, unsigned least, vm_size_t element)
{
    vm_size_t size, step = PAGE_SIZE;
    unsigned index = 0;

    for (size = 16; size < PAGE_SIZE && index < number; size <<= 1)
        if (size >= least * element)
            its[index++].its_size = size / element;
    for (unsigned steps = 1; index < number; steps++) {
        its[index++].its_size = size / element;
        size += step;
        if (steps % 15 == 0)
            step <<= 1;
    }
}

void ipc_table_init(void)
{
    ipc_table_fill(ipc_table_entries, ENTRY_SIZES - 1, 4, sizeof(struct ipc_entry));
    ipc_table_entries[ENTRY_SIZES - 1] = ipc_table_entries[ENTRY_SIZES - 2];
    ipc_table_fill(ipc_table_dnrequests, DNREQUEST_SIZES - 1, 2, sizeof(struct ipc_port_request));
    ipc_table_dnrequests[DNREQUEST_SIZES - 1] = ipc_table_dnrequests[DNREQUEST_SIZES - 2];
}

vm_offset_t ipc_table_alloc(vm_size_t size)
{
    vm_offset_t table;

    if (size < PAGE_SIZE)
        return kalloc(size);
    return kmem_alloc(kernel_map, &table, size) == KERN_SUCCESS ? table : 0;
}

/* The old table is there, too, until it is freed, and has the same pages. */
vm_offset_t ipc_table_realloc(vm_size_t old_size, vm_offset_t old_table, vm_size_t new_size)
{
    vm_offset_t table;

    if (kmem_realloc(kernel_map, old_table, old_size, &table, new_size) != KERN_SUCCESS)
        return 0;
    return table;
}

void ipc_table_free(vm_size_t size, vm_offset_t table)
{
    if (size < PAGE_SIZE)
        kfree(table, size);
    else
        kmem_free(kernel_map, table, size);
}
