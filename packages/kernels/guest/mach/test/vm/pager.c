/* Pagers that answer within the kernel's question. */
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_port.h>
#include <string.h>
#include <vm/memory_object.h>
#include <vm/vm_page.h>
#include <vm/vm_user.h>

#include "harness.h"

#define PAGERS 8

static struct test_pager *pagers[PAGERS];

static struct test_pager *pager_of(ipc_port_t port)
{
    for (int i = 0; i < PAGERS; i++)
        if (pagers[i] != NULL && pagers[i]->port == port)
            return pagers[i];
    failed(__FILE__, __LINE__, "no such pager", 0);
}

void pager_make(struct test_pager *pager, unsigned number)
{
    memset(pager, 0, sizeof *pager);
    pager->port = port_of_user();
    pager->strategy = MEMORY_OBJECT_COPY_DELAY;
    for (unsigned i = 0; i < PAGER_PAGES; i++)
        pager->words[i] = 1000000 * (number + 1) + i;
    pagers[number] = pager;
}

void pager_end(struct test_pager *pager)
{
    if (pager->port != IP_NULL)
        port_of_user_dies(pager->port);
    for (int i = 0; i < PAGERS; i++)
        if (pagers[i] == pager)
            pagers[i] = NULL;
}

kern_return_t memory_object_init(ipc_port_t object, ipc_port_t control, ipc_port_t name, vm_size_t page)
{
    struct test_pager *pager = pager_of(object);

    CHECK_IS(page, PAGE_SIZE);
    pager->control = control;
    pager->name = name;
    return memory_object_ready(vm_object_lookup(control), pager->may_cache, pager->strategy);
}

kern_return_t memory_object_terminate(ipc_port_t object, ipc_port_t control, ipc_port_t name)
{
    struct test_pager *pager = pager_of(object);

    CHECK(control == pager->control && name == pager->name);
    CHECK_IS(ip_kotype(control), IKOT_NONE);
    pager->terminated++;
    pager->control = pager->name = IP_NULL;
    ipc_port_dealloc_special(control, ipc_space_kernel);
    ipc_port_dealloc_special(name, ipc_space_kernel);
    ipc_port_release_send(object);
    return KERN_SUCCESS;
}

kern_return_t pager_supply(struct test_pager *pager, vm_offset_t offset, unsigned pages)
{
    vm_map_t task = task_make();
    vm_offset_t at = 0;
    vm_map_copy_t copy;
    kern_return_t kr;

    OK(vm_allocate(task, &at, pages * PAGE_SIZE, TRUE));
    for (unsigned i = 0; i < pages; i++)
        OK(poke(task, at + i * PAGE_SIZE, pager->words[atop(offset) + i]));
    OK(vm_map_copyin_page_list(task, at, pages * PAGE_SIZE, TRUE, TRUE, &copy, FALSE));
    kr = memory_object_data_supply(vm_object_lookup(pager->control), offset, (vm_offset_t)copy,
                                   pages * PAGE_SIZE, pager->lock ? VM_PROT_WRITE : VM_PROT_NONE, FALSE,
                                   IP_NULL, 0);
    check_map(task);
    CHECK_IS(task->size, 0);
    vm_map_deallocate(task);
    return kr;
}

kern_return_t memory_object_data_request(ipc_port_t object, ipc_port_t control, vm_offset_t offset,
                                         vm_size_t length, vm_prot_t access)
{
    struct test_pager *pager = pager_of(object);

    CHECK(control == pager->control && length == PAGE_SIZE && offset < PAGER_PAGES * PAGE_SIZE);
    pager->requests++;
    if (pager->words[atop(offset)] == 0)
        return memory_object_data_unavailable(vm_object_lookup(control), offset, length);
    if (pager->words[atop(offset)] == 0xdead0000)
        return memory_object_data_error(vm_object_lookup(control), offset, length, KERN_FAILURE);
    return pager_supply(pager, offset, 1);
}

kern_return_t memory_object_data_unlock(ipc_port_t object, ipc_port_t control, vm_offset_t offset,
                                        vm_size_t length, vm_prot_t access)
{
    struct test_pager *pager = pager_of(object);

    pager->unlocks++;
    waits_allowed = 1; /* the kernel then waits, and need not */
    return memory_object_lock_request(vm_object_lookup(control), offset, length,
                                      MEMORY_OBJECT_RETURN_NONE, FALSE, VM_PROT_NONE, IP_NULL, 0);
}

kern_return_t memory_object_lock_completed(ipc_port_t reply, mach_msg_type_name_t type, ipc_port_t control,
                                           vm_offset_t offset, vm_size_t length)
{
    pager_of(reply)->completed++;
    return KERN_SUCCESS;
}

kern_return_t memory_object_supply_completed(ipc_port_t reply, mach_msg_type_name_t type,
                                             ipc_port_t control, vm_offset_t offset, vm_size_t length,
                                             kern_return_t result, vm_offset_t error_offset)
{
    return KERN_SUCCESS;
}

/* What comes back is what the pager has from then on. */
kern_return_t memory_object_data_return(ipc_port_t object, ipc_port_t control, vm_offset_t offset,
                                        vm_offset_t data, mach_msg_type_number_t count,
                                        boolean_t deallocate, boolean_t dirty, boolean_t kernel_copy)
{
    struct test_pager *pager = pager_of(object);
    vm_map_t task = task_make();
    vm_offset_t at;

    CHECK(control == pager->control);
    OK(vm_map_copyout(task, &at, (vm_map_copy_t)data));
    for (unsigned i = 0; i < atop(count); i++) {
        OK(peek(task, at + i * PAGE_SIZE, &pager->words[atop(offset) + i]));
        pager->returned++;
    }
    vm_map_deallocate(task);
    return KERN_SUCCESS;
}

kern_return_t memory_object_change_completed(ipc_port_t reply, mach_msg_type_name_t type,
                                             boolean_t may_cache, int copy_strategy)
{
    return KERN_SUCCESS;
}
