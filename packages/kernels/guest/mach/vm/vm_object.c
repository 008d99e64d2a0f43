/*
 * Memory objects: making them, references, and their end (Mach 3.0's vm/vm_object.c). An object that
 * its pager allows to be kept goes into a cache when nobody has it mapped any more, with its pages; the
 * one that has been there longest goes when there are too many, or when pages are short.
 */
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_port.h>
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/zalloc.h>
#include <vm/memory_object.h>
#include <vm/vm_object.h>
#include <vm/vm_page.h>

#define VM_OBJECT_CACHE_MAX 100
#define KERNEL_OBJECT_SIZE (VM_MAX_KERNEL_ADDRESS - VM_MIN_KERNEL_ADDRESS)

static struct vm_object kernel_object_store, vm_object_template;
vm_object_t kernel_object = &kernel_object_store;

static zone_t vm_object_zone;
static queue_head_t vm_object_cached_list; /* the first has been there longest */
int vm_object_cached_count, vm_object_cached_max = VM_OBJECT_CACHE_MAX;

static void vm_object_setup(vm_object_t object, vm_size_t size)
{
    *object = vm_object_template;
    queue_init(&object->memq);
    object->size = size;
}

void vm_object_bootstrap(void)
{
    vm_object_zone = zinit(sizeof(struct vm_object), 65536 * sizeof(struct vm_object), 0, FALSE,
                           "vm objects");
    queue_init(&vm_object_cached_list);
    vm_object_template.ref_count = 1;
    vm_object_template.copy_strategy = MEMORY_OBJECT_COPY_NONE;
    vm_object_template.pager_ready = TRUE;
    vm_object_template.pager_initialized = TRUE;
    vm_object_template.internal = TRUE;
    vm_object_template.temporary = TRUE;
    vm_object_template.alive = TRUE;
    vm_object_template.last_alloc = ~(vm_offset_t)0 - 2 * PAGE_SIZE; /* nothing comes behind it */
    vm_object_setup(kernel_object, KERNEL_OBJECT_SIZE);
}

static void vm_object_make_name(vm_object_t object)
{
    if ((object->pager_name = ipc_port_alloc_kernel()) == IP_NULL)
        panic("vm_object_allocate");
    ipc_kobject_set(object->pager_name, (ipc_kobject_t)object, IKOT_PAGING_NAME);
}

void vm_object_init(void)
{
    vm_object_make_name(kernel_object);
}

static vm_object_t _vm_object_allocate(vm_size_t size)
{
    vm_object_t object = (vm_object_t)zalloc(vm_object_zone);

    vm_object_setup(object, size);
    return object;
}

vm_object_t vm_object_allocate(vm_size_t size)
{
    vm_object_t object = _vm_object_allocate(size);

    if (ipc_space_kernel != IS_NULL) /* those of the start have no name */
        vm_object_make_name(object);
    return object;
}

void vm_object_reference(vm_object_t object)
{
    if (object != VM_OBJECT_NULL)
        object->ref_count++;
}

/* ---- the cache ---- */

static void vm_object_cache_add(vm_object_t object)
{
    queue_enter(&vm_object_cached_list, object, vm_object_t, cached_list);
    vm_object_cached_count++;
}

/* It was only kept, and is somebody's again. */
void vm_object_cache_remove(vm_object_t object)
{
    queue_remove(&vm_object_cached_list, object, vm_object_t, cached_list);
    vm_object_cached_count--;
}

int vm_object_cache_trim(int want)
{
    int freed = 0;

    while (freed < want && !queue_empty(&vm_object_cached_list)) {
        vm_object_t object = (vm_object_t)queue_first(&vm_object_cached_list);

        vm_object_cache_remove(object);
        object->ref_count = 1;
        object->can_persist = FALSE;
        vm_object_deallocate(object);
        freed++;
    }
    return freed;
}

void vm_object_deactivate_pages(vm_object_t object)
{
    vm_page_t page, next;

    for (page = (vm_page_t)queue_first(&object->memq); !queue_end(&object->memq, (queue_entry_t)page);
         page = next) {
        next = (vm_page_t)queue_next(&page->listq);
        if (!page->busy)
            vm_page_deactivate(page);
    }
}

/* ---- the last reference ---- */

void vm_object_deallocate(vm_object_t object)
{
    while (object != VM_OBJECT_NULL) {
        vm_object_t shadow;

        if (--object->ref_count > 0)
            return;
        while (!object->pager_initialized) { /* it is being introduced to its pager */
            object->ref_count++;
            vm_object_wait(object, VM_OBJECT_EVENT_INITIALIZED, FALSE);
            if (--object->ref_count > 0)
                return;
        }
        if (object->can_persist) {
            vm_object_cache_add(object);
            vm_object_deactivate_pages(object);
            if (vm_object_cached_count > vm_object_cached_max)
                (void)vm_object_cache_trim(1);
            return;
        }
        shadow = object->shadow;
        vm_object_terminate(object);
        object = shadow; /* its reference was this object's */
    }
}

/* Its pages go, those that have been written to its pager; the pager is told; and whoever has it as copy
 * or shadow forgets it. The reference of the shadow is the caller's. Nobody finds it by its ports from
 * the first on, for it may wait. */
void vm_object_terminate(vm_object_t object)
{
    vm_object_t shadow = object->shadow;

    object->alive = FALSE;
    if (shadow != VM_OBJECT_NULL && shadow->copy == object)
        shadow->copy = VM_OBJECT_NULL;
    vm_object_remove(object);
    vm_object_paging_wait(object, FALSE);
    if (object->pager != IP_NULL && !object->temporary)
        memory_object_return_pages(object);
    while (!queue_empty(&object->memq)) {
        vm_page_t page = (vm_page_t)queue_first(&object->memq);

        if (page->busy && !page->absent)
            panic("vm_object_terminate: a page is busy");
        vm_page_free(page); /* nobody has it mapped: all entries are gone */
    }
    if (object->pager != IP_NULL)
        memory_object_release(object->pager, object->pager_request, object->pager_name);
    else if (object->pager_name != IP_NULL)
        ipc_port_dealloc_kernel(object->pager_name);
    zfree(vm_object_zone, (vm_offset_t)object);
}

/* vm_object_collapse() has taken all that it had. */
void vm_object_discard(vm_object_t object)
{
    vm_object_remove(object);
    if (object->pager_name != IP_NULL)
        ipc_port_dealloc_kernel(object->pager_name);
    zfree(vm_object_zone, (vm_offset_t)object);
}

/* ---- pages of a range ---- */

void vm_object_page_remove(vm_object_t object, vm_offset_t start, vm_offset_t end)
{
    vm_page_t page, next;

    if (atop(end - start) < object->resident_page_count / 16u) { /* few: one by one */
        for (; start < end; start += PAGE_SIZE)
            if ((page = vm_page_lookup(object, start)) != VM_PAGE_NULL) {
                if (!page->fictitious)
                    pmap_page_protect(page->phys_addr, VM_PROT_NONE);
                vm_page_free(page);
            }
        return;
    }
    for (page = (vm_page_t)queue_first(&object->memq); !queue_end(&object->memq, (queue_entry_t)page);
         page = next) {
        next = (vm_page_t)queue_next(&page->listq);
        if (page->offset < start || page->offset >= end)
            continue;
        if (!page->fictitious)
            pmap_page_protect(page->phys_addr, VM_PROT_NONE);
        vm_page_free(page);
    }
}

static void vm_object_pmap_protect_all(vm_object_t object, vm_offset_t start, vm_offset_t end,
                                       vm_prot_t protection)
{
    vm_page_t page;

    queue_iterate(&object->memq, page, vm_page_t, listq)
        if (!page->fictitious && page->offset >= start && page->offset < end)
            pmap_page_protect(page->phys_addr, protection);
}

void vm_object_pmap_protect(vm_object_t object, vm_offset_t offset, vm_size_t size, pmap_t pmap,
                            vm_offset_t start, vm_prot_t protection)
{
    if (object == VM_OBJECT_NULL)
        return;
    if (pmap != PMAP_NULL)
        pmap_protect(pmap, start, start + size, protection);
    else
        vm_object_pmap_protect_all(object, offset, offset + size, protection);
}

void vm_object_pmap_remove(vm_object_t object, vm_offset_t start, vm_offset_t end)
{
    if (object != VM_OBJECT_NULL)
        vm_object_pmap_protect_all(object, start, end, VM_PROT_NONE);
}
