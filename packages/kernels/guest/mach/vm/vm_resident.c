/*
 * Pages in memory and their objects: the hash table by which a page is found, and pages' places in it
 * (Mach 3.0's vm/vm_resident.c). Where free pages and places are kept: vm_page_free.c, vm_page_queues.c.
 */
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <vm/vm_page.h>
#include <vm/vm_pageout.h>

/* An object that is filled in order is probably read in order: what is behind is let go. */
static boolean_t vm_page_deactivate_behind = TRUE;

static vm_page_t *vm_page_buckets;
static unsigned vm_page_hash_mask;

/* Objects lie in a zone, at 76 bytes from each other. */
#define vm_page_hash(object, offset) \
    (((unsigned)((vm_offset_t)(object) >> 3) + (unsigned)atop(offset)) & vm_page_hash_mask)

void vm_page_bootstrap(vm_offset_t *start, vm_offset_t *end)
{
    unsigned buckets = 1;

    while (buckets < pmap_free_pages())
        buckets <<= 1;
    vm_page_hash_mask = buckets - 1;
    vm_page_buckets = (vm_page_t *)pmap_steal_memory(buckets * sizeof *vm_page_buckets);
    queue_init(&vm_page_queue_active);
    queue_init(&vm_page_queue_inactive);
    pmap_startup(start, end);
}

void vm_page_init(vm_page_t page, vm_offset_t physical)
{
    page->object = VM_OBJECT_NULL;
    page->offset = 0;
    page->wire_count = 0;
    page->inactive = page->active = page->laundry = page->free = page->reference = FALSE;
    page->wanted = page->tabled = page->fictitious = page->private = page->absent = page->error = FALSE;
    page->dirty = page->precious = page->overwriting = FALSE;
    page->busy = TRUE;
    page->phys_addr = physical;
    page->page_lock = page->unlock_request = VM_PROT_NONE;
}

vm_page_t vm_page_lookup(vm_object_t object, vm_offset_t offset)
{
    vm_page_t page = vm_page_buckets[vm_page_hash(object, offset)];

    for (; page != VM_PAGE_NULL; page = page->next)
        if (page->object == object && page->offset == offset)
            return page;
    return VM_PAGE_NULL;
}

static void vm_page_link(vm_page_t page, vm_object_t object, vm_offset_t offset)
{
    vm_page_t *bucket = &vm_page_buckets[vm_page_hash(object, offset)];

    page->object = object;
    page->offset = offset;
    page->tabled = TRUE;
    page->next = *bucket;
    *bucket = page;
    queue_enter(&object->memq, page, vm_page_t, listq);
    object->resident_page_count++;
}

void vm_page_insert(vm_page_t page, vm_object_t object, vm_offset_t offset)
{
    if (page->tabled)
        panic("vm_page_insert");
    vm_page_link(page, object, offset);
    if (vm_page_deactivate_behind && offset == object->last_alloc + PAGE_SIZE) {
        vm_page_t last = vm_page_lookup(object, object->last_alloc);

        if (last != VM_PAGE_NULL && !last->busy)
            vm_page_deactivate(last);
    }
    object->last_alloc = offset;
}

void vm_page_remove(vm_page_t page)
{
    vm_page_t *place = &vm_page_buckets[vm_page_hash(page->object, page->offset)];

    while (*place != page)
        place = &(*place)->next;
    *place = page->next;
    queue_remove(&page->object->memq, page, vm_page_t, listq);
    page->object->resident_page_count--;
    page->tabled = FALSE;
}

void vm_page_rename(vm_page_t page, vm_object_t object, vm_offset_t offset)
{
    if (page->tabled)
        vm_page_remove(page);
    vm_page_link(page, object, offset);
}

/* In the place of the page that the object has there, if it has one. */
void vm_page_replace(vm_page_t page, vm_object_t object, vm_offset_t offset)
{
    vm_page_t old;

    if (page->tabled)
        panic("vm_page_replace");
    if ((old = vm_page_lookup(object, offset)) != VM_PAGE_NULL)
        vm_page_free(old);
    vm_page_link(page, object, offset);
}

vm_page_t vm_page_alloc(vm_object_t object, vm_offset_t offset)
{
    vm_page_t page = vm_page_grab();

    if (page != VM_PAGE_NULL)
        vm_page_insert(page, object, offset);
    return page;
}

/* Its object and its memory lose each other. Who has it mapped, no longer does (pmap_page_protect). */
void vm_page_free(vm_page_t page)
{
    if (page->free)
        panic("vm_page_free");
    if (page->tabled)
        vm_page_remove(page);
    VM_PAGE_QUEUES_REMOVE(page);
    if (page->wire_count != 0) {
        if (!page->private && !page->fictitious)
            vm_page_wire_count--;
        page->wire_count = 0;
    }
    if (page->laundry)
        page->laundry = FALSE;
    PAGE_WAKEUP(page);
    if (page->absent)
        vm_object_absent_release(page->object);
    if (page->private || page->fictitious) {
        vm_page_init(page, vm_page_fictitious_addr);
        page->fictitious = TRUE;
        vm_page_release_fictitious(page);
    } else {
        vm_page_init(page, page->phys_addr);
        vm_page_release(page);
    }
}

void vm_page_zero_fill(vm_page_t page)
{
    pmap_zero_page(page->phys_addr);
}

void vm_page_copy(vm_page_t from, vm_page_t to)
{
    pmap_copy_page(from->phys_addr, to->phys_addr);
}
