/*
 * Zones (Mach 3.0's kern/zalloc.c). Pages come from the free pages, and stay until memory is short. A zone
 * may be used by threads only, not by interrupts; so most need no lock: whoever waits for a page looks
 * again.
 */
#include <kern/zalloc.h>

#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <mach/vm_param.h>
#include <vm/pmap.h>
#include <vm/vm_page.h>

#define ZONES 64
#define ELEMENT_ALIGN 8

static struct zone zones[ZONES];
static int zone_count;
static zone_t first_zone;

#define next_element(element) (*(vm_offset_t *)(element))

/* Those that are sleepable are locked while a thread waits for a page. */
#define zone_lock(zone)                             \
    do {                                            \
        if ((zone)->sleepable)                      \
            lock_write(&(zone)->complex_lock_data); \
    } while (0)
#define zone_unlock(zone)                           \
    do {                                            \
        if ((zone)->sleepable)                      \
            lock_done(&(zone)->complex_lock_data);  \
    } while (0)

vm_offset_t zone_page_alloc(void)
{
    vm_page_t page = vm_page_grab();

    if (page == VM_PAGE_NULL)
        return 0;
    page->offset = 0;
    return phystokv(page->phys_addr);
}

void zone_bootstrap(void)
{
}

void zone_init(void)
{
}

zone_t zinit(vm_size_t size, vm_size_t max, vm_size_t alloc, boolean_t pageable, const char *name)
{
    zone_t zone = &zones[zone_count++];

    (void)alloc;
    (void)pageable;
    size = (size + ELEMENT_ALIGN - 1) & ~(vm_size_t)(ELEMENT_ALIGN - 1);
    if (zone_count > ZONES || size > PAGE_SIZE)
        panic("zinit: %s", name);
    zone->elem_size = size;
    zone->alloc_size = PAGE_SIZE;
    zone->max_size = round_page(max);
    zone->zone_name = name;
    zone->expandable = TRUE;
    zone->collectable = TRUE;
    lock_init(&zone->complex_lock_data, TRUE);
    zone->next_zone = first_zone;
    first_zone = zone;
    return zone;
}

void zchange(zone_t zone, boolean_t pageable, boolean_t sleepable, boolean_t exhaustible,
             boolean_t collectable)
{
    (void)pageable;
    zone->sleepable = sleepable;
    zone->exhaustible = exhaustible;
    zone->collectable = collectable;
}

void zcollectable(zone_t zone)
{
    zone->collectable = TRUE;
}

/* Memory is cut up into elements, the first of which is given out first. */
static void zone_cram(zone_t zone, vm_offset_t memory, vm_size_t size)
{
    vm_size_t count = size / zone->elem_size;

    zone->cur_size += size;
    for (vm_offset_t element = memory + count * zone->elem_size; element > memory;) {
        element -= zone->elem_size;
        next_element(element) = zone->free_elements;
        zone->free_elements = element;
    }
}

/* The caller's memory: it is never given back. */
void zcram(zone_t zone, vm_offset_t memory, vm_size_t size)
{
    zone->collectable = FALSE;
    zone_cram(zone, memory, size);
}

/* May it have another page? */
static boolean_t zone_may_grow(zone_t zone)
{
    if (zone->cur_size + zone->alloc_size <= zone->max_size)
        return TRUE;
    if (zone->exhaustible)
        return FALSE;
    zone->max_size += zone->max_size >> 1; /* its maximum was a guess */
    return TRUE;
}

/* FALSE: there is still no free element, and will be none. */
static boolean_t zone_grow(zone_t zone, boolean_t can_wait)
{
    vm_offset_t page;

    if (!zone_may_grow(zone))
        return FALSE;
    while ((page = zone_page_alloc()) == 0) {
        if (!can_wait)
            return FALSE;
        vm_page_wait(CONTINUATION_NULL);
        if (zone->free_elements != 0)
            return TRUE; /* somebody has freed one */
    }
    zone_cram(zone, page, PAGE_SIZE);
    return TRUE;
}

static inline vm_offset_t zone_remove(zone_t zone, boolean_t can_wait)
{
    vm_offset_t element;

    zone_lock(zone);
    element = zone->free_elements;
    if (element == 0 && zone_grow(zone, can_wait))
        element = zone->free_elements;
    if (element != 0) {
        zone->free_elements = next_element(element);
        zone->count++;
    }
    zone_unlock(zone);
    return element;
}

vm_offset_t zalloc(zone_t zone)
{
    return zone_remove(zone, TRUE);
}

vm_offset_t zget(zone_t zone)
{
    return zone_remove(zone, FALSE);
}

void zfree(zone_t zone, vm_offset_t element)
{
    zone_lock(zone);
    next_element(element) = zone->free_elements;
    zone->free_elements = element;
    zone->count--;
    zone_unlock(zone);
}

/* ---- pages of which all elements are free, when memory is short ---- */

static vm_page_t page_of(vm_offset_t element)
{
    return vm_page_of_phys(kvtophys(trunc_page(element)));
}

/* Leaves the elements of other pages in the zone. @returns the pages, in a list by `next`. */
static vm_page_t zone_take_pages(zone_t zone, vm_offset_t elements)
{
    vm_size_t whole = PAGE_SIZE / zone->elem_size;
    vm_page_t pages = VM_PAGE_NULL, page;

    zone->free_elements = 0;
    for (vm_offset_t next; elements != 0; elements = next) {
        next = next_element(elements);
        page = page_of(elements);
        if (page->offset < whole) {
            next_element(elements) = zone->free_elements;
            zone->free_elements = elements;
        } else if (page_aligned(elements)) {
            page->next = pages;
            pages = page;
        }
    }
    for (vm_offset_t element = zone->free_elements; element != 0; element = next_element(element))
        page_of(element)->offset = 0;
    return pages;
}

/* A page of a zone is in no object: its `offset` counts the free elements. */
static void zone_gc(zone_t zone)
{
    vm_page_t page, next;

    for (vm_offset_t element = zone->free_elements; element != 0; element = next_element(element))
        page_of(element)->offset++;
    for (page = zone_take_pages(zone, zone->free_elements); page != VM_PAGE_NULL; page = next) {
        next = page->next;
        page->next = VM_PAGE_NULL;
        page->offset = 0;
        zone->cur_size -= PAGE_SIZE;
        vm_page_release(page);
    }
}

void consider_zone_gc(void)
{
    for (zone_t zone = first_zone; zone != ZONE_NULL; zone = zone->next_zone)
        if (zone->collectable)
            zone_gc(zone);
}
