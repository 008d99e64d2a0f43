/*
 * Lists of names, as memory out of line: all of a space's, and those of a port set's members
 * (mach_port_names and mach_port_get_set_status of Mach 3.0's ipc/mach_port.c).
 */
#include <ipc/ipc_entry.h>
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_pset.h>
#include <ipc/ipc_right.h>
#include <ipc/ipc_space.h>
#include <ipc/mach_port.h>
#include <mach/vm_param.h>
#include <vm/vm_kern.h>
#include <vm/vm_user.h>

/* Memory of ipc_kernel_map that is wired while it is filled. */
static kern_return_t mach_port_list_alloc(vm_size_t size, vm_offset_t *address)
{
    if (vm_allocate(ipc_kernel_map, address, size, TRUE) != KERN_SUCCESS)
        return KERN_RESOURCE_SHORTAGE;
    if (vm_map_pageable(ipc_kernel_map, *address, *address + size,
                        VM_PROT_READ | VM_PROT_WRITE) != KERN_SUCCESS) {
        kmem_free(ipc_kernel_map, *address, size);
        return KERN_RESOURCE_SHORTAGE;
    }
    return KERN_SUCCESS;
}

/* As the copy that a message carries; null if it is empty. What is over is freed. */
static vm_map_copy_t mach_port_list_copy(vm_offset_t address, vm_size_t size, vm_size_t used)
{
    vm_map_copy_t copy = VM_MAP_COPY_NULL;
    vm_size_t pages = round_page(used);

    (void)vm_map_pageable(ipc_kernel_map, address, address + size, VM_PROT_NONE);
    if (used > 0)
        (void)vm_map_copyin(ipc_kernel_map, address, used, TRUE, &copy);
    if (pages < size)
        kmem_free(ipc_kernel_map, address + pages, size - pages);
    return copy;
}

struct list {
    mach_port_t *names;
    mach_port_type_t *types; /* null: not wanted */
    mach_msg_type_number_t count;
    ipc_pset_t pset; /* only its members, if it is given */
};

static void mach_port_list_entry(struct list *list, mach_port_t name, ipc_entry_t entry)
{
    ipc_entry_bits_t bits = entry->ie_bits;
    ipc_port_t port = (ipc_port_t)entry->ie_object;
    mach_port_type_t type = IE_BITS_TYPE(bits);

    if (type == MACH_PORT_TYPE_NONE)
        return;
    if (list->pset != IPS_NULL) {
        if ((bits & MACH_PORT_TYPE_RECEIVE) != 0 && port->ip_pset == list->pset)
            list->names[list->count++] = name;
        return;
    }
    if ((bits & MACH_PORT_TYPE_SEND_RIGHTS) != 0 && !ip_active(port)) {
        type = MACH_PORT_TYPE_DEAD_NAME; /* as ipc_right_check would make it */
    } else {
        if (entry->ie_request != 0 && (bits & MACH_PORT_TYPE_PORT_RIGHTS) != 0)
            type |= MACH_PORT_TYPE_DNREQUEST;
        if (bits & IE_BITS_MAREQUEST)
            type |= MACH_PORT_TYPE_MAREQUEST;
    }
    list->names[list->count] = name;
    list->types[list->count++] = type;
}

static void mach_port_list_space(struct list *list, ipc_space_t space)
{
    ipc_entry_t table = space->is_table;
    ipc_tree_entry_t tentry;

    for (ipc_entry_num_t i = 1; i < space->is_table_size; i++)
        mach_port_list_entry(list, MACH_PORT_MAKE(i, IE_BITS_GEN(table[i].ie_bits)), &table[i]);
    tentry = ipc_splay_traverse_start(&space->is_tree);
    for (; tentry != ITE_NULL; tentry = ipc_splay_traverse_next(&space->is_tree, FALSE))
        mach_port_list_entry(list, tentry->ite_name, &tentry->ite_entry);
    ipc_splay_traverse_finish(&space->is_tree);
}

static vm_size_t bytes_for(ipc_space_t space, vm_size_t element)
{
    return round_page((space->is_table_size + space->is_tree_total) * element);
}

kern_return_t mach_port_names(ipc_space_t space, mach_port_t **names,
                              mach_msg_type_number_t *names_count, mach_port_type_t **types,
                              mach_msg_type_number_t *types_count)
{
    vm_size_t names_size, types_size;
    vm_offset_t names_at, types_at;
    struct list list;
    kern_return_t kr;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    for (;;) {
        if (!space->is_active)
            return KERN_INVALID_TASK;
        names_size = bytes_for(space, sizeof(mach_port_t));
        types_size = bytes_for(space, sizeof(mach_port_type_t));
        kr = mach_port_list_alloc(names_size, &names_at);
        if (kr != KERN_SUCCESS)
            return kr;
        kr = mach_port_list_alloc(types_size, &types_at);
        if (kr != KERN_SUCCESS) {
            (void)mach_port_list_copy(names_at, names_size, 0);
            return kr;
        }
        /* There may have been a wait, and the space may have grown. */
        if (space->is_active && bytes_for(space, sizeof(mach_port_t)) <= names_size)
            break;
        (void)mach_port_list_copy(names_at, names_size, 0);
        (void)mach_port_list_copy(types_at, types_size, 0);
    }
    list = (struct list){ (mach_port_t *)names_at, (mach_port_type_t *)types_at, 0, IPS_NULL };
    mach_port_list_space(&list, space);
    *names = (mach_port_t *)mach_port_list_copy(names_at, names_size, list.count * sizeof(mach_port_t));
    *types = (mach_port_type_t *)mach_port_list_copy(types_at, types_size,
                                                     list.count * sizeof(mach_port_type_t));
    *names_count = *types_count = list.count;
    return KERN_SUCCESS;
}

kern_return_t mach_port_get_set_status(ipc_space_t space, mach_port_t name, mach_port_t **members,
                                       mach_msg_type_number_t *members_count)
{
    vm_offset_t address;
    struct list list;
    ipc_object_t set;
    vm_size_t size;
    kern_return_t kr;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    for (;;) {
        kr = ipc_object_translate(space, name, MACH_PORT_RIGHT_PORT_SET, &set);
        if (kr != KERN_SUCCESS)
            return kr;
        size = bytes_for(space, sizeof(mach_port_t));
        kr = mach_port_list_alloc(size, &address);
        if (kr != KERN_SUCCESS)
            return kr;
        kr = ipc_object_translate(space, name, MACH_PORT_RIGHT_PORT_SET, &set);
        if (kr == KERN_SUCCESS && bytes_for(space, sizeof(mach_port_t)) <= size)
            break;
        (void)mach_port_list_copy(address, size, 0);
        if (kr != KERN_SUCCESS)
            return kr;
    }
    list = (struct list){ (mach_port_t *)address, 0, 0, (ipc_pset_t)set };
    mach_port_list_space(&list, space);
    *members = (mach_port_t *)mach_port_list_copy(address, size, list.count * sizeof(mach_port_t));
    *members_count = list.count;
    return KERN_SUCCESS;
}
