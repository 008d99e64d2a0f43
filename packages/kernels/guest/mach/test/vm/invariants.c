/* What is always so. */
#include <vm/vm_kern.h>
#include <vm/vm_page.h>

#include "harness.h"

void check_map(vm_map_t map)
{
    vm_map_entry_t head = vm_map_to_entry(map), entry, before = head;
    vm_offset_t hole = vm_map_anywhere(map);
    vm_size_t size = 0;
    boolean_t hint = map->hint == head, free = map->first_free == head, passed = free;
    int entries = 0;

    for (entry = vm_map_first_entry(map); entry != head; before = entry, entry = entry->vme_next) {
        CHECK(entry->vme_prev == before);
        CHECK(entry->vme_start < entry->vme_end);
        CHECK(page_aligned(entry->vme_start) && page_aligned(entry->vme_end));
        CHECK(entry->vme_start >= vm_map_min(map) && entry->vme_end <= vm_map_max(map));
        CHECK(before == head || before->vme_end <= entry->vme_start);
        CHECK((entry->protection & entry->max_protection) == entry->protection);
        CHECK(!entry->in_transition);
        if (!entry->is_sub_map && entry->object.vm_object != VM_OBJECT_NULL)
            CHECK(entry->object.vm_object->ref_count > 0 && entry->object.vm_object->alive);
        /* Before first_free there is no hole where holes are sought. */
        if (!passed && entry->vme_end > vm_map_anywhere(map)) {
            CHECK(entry->vme_start <= hole);
            hole = entry->vme_end;
        }
        if (map->first_free == entry)
            passed = free = TRUE;
        hint |= map->hint == entry;
        size += entry->vme_end - entry->vme_start;
        entries++;
    }
    CHECK(vm_map_last_entry(map) == before);
    CHECK_IS(map->hdr.nentries, entries);
    CHECK_IS(map->size, size);
    CHECK(hint && free);
    CHECK(!map->lock.want_write && map->lock.read_count == 0);
}

void check_pages(void)
{
    int active = 0, inactive = 0, wired = 0, free = 0;

    for (vm_offset_t physical = PAGE_SIZE; physical <= MEMORY_PAGES * (vm_offset_t)PAGE_SIZE;
         physical += PAGE_SIZE) {
        vm_page_t page = vm_page_of_phys(physical);

        CHECK_IS(page->phys_addr, physical);
        CHECK(!page->fictitious);
        free += page->free;
        if (page->free) {
            CHECK_IS(test_mappings(physical), 0);
            CHECK(!page->tabled && !page->active && !page->inactive && page->wire_count == 0);
            continue;
        }
        CHECK(page->tabled && !page->busy && !page->wanted);
        CHECK(vm_page_lookup(page->object, page->offset) == page);
        CHECK(page->object->alive && page->object->paging_in_progress == 0);
        CHECK_IS(page->active + page->inactive, page->wire_count == 0);
        wired += page->wire_count != 0;
    }
    for (queue_entry_t at = queue_first(&vm_page_queue_active); at != &vm_page_queue_active;
         at = queue_next(at))
        active++;
    for (queue_entry_t at = queue_first(&vm_page_queue_inactive); at != &vm_page_queue_inactive;
         at = queue_next(at))
        inactive++;
    CHECK_IS(vm_page_free_count, free);
    CHECK_IS(vm_page_active_count, active);
    CHECK_IS(vm_page_inactive_count, inactive);
    CHECK_IS(vm_page_wire_count, wired);
}

void check_all_free(void)
{
    (void)vm_object_cache_trim(1000);
    check_map(kernel_map);
    check_pages();
    CHECK_IS(vm_page_free_count, MEMORY_PAGES);
    CHECK_IS(ports_alive(), 1);     /* the name of the kernel's object */
    CHECK_IS(zone_elements(), 1);   /* kernel_map */
}
