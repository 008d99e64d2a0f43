/* Entries of maps: finding, linking, clipping (Mach 3.0's vm/vm_map.c). */
#include <kern/printf.h>
#include <kern/zalloc.h>
#include <vm/vm_map.h>
#include <vm/vm_object.h>

extern zone_t vm_map_entry_zone; /* vm_map.c; of the kernel's maps too, for zones need no map */

vm_map_entry_t _vm_map_entry_create(struct vm_map_header *header)
{
    vm_map_entry_t entry = (vm_map_entry_t)zalloc(vm_map_entry_zone);

    (void)header;
    if (entry == VM_MAP_ENTRY_NULL)
        panic("vm_map_entry_create");
    return entry;
}

void _vm_map_entry_dispose(struct vm_map_header *header, vm_map_entry_t entry)
{
    (void)header;
    zfree(vm_map_entry_zone, (vm_offset_t)entry);
}

void vm_map_entry_copy(vm_map_entry_t to, const struct vm_map_entry *from)
{
    *to = *from;
    to->is_shared = FALSE;
    to->needs_wakeup = FALSE;
    to->in_transition = FALSE;
    to->wired_count = 0;
    to->user_wired_count = 0;
}

void _vm_map_entry_link(struct vm_map_header *header, vm_map_entry_t after, vm_map_entry_t entry)
{
    header->nentries++;
    entry->vme_prev = after;
    entry->vme_next = after->vme_next;
    entry->vme_prev->vme_next = entry;
    entry->vme_next->vme_prev = entry;
}

void _vm_map_entry_unlink(struct vm_map_header *header, vm_map_entry_t entry)
{
    header->nentries--;
    entry->vme_next->vme_prev = entry->vme_prev;
    entry->vme_prev->vme_next = entry->vme_next;
}

/* Where the hole begins behind first_free. */
static vm_offset_t vm_map_hole(vm_map_t map)
{
    vm_offset_t base = vm_map_anywhere(map);
    vm_map_entry_t entry = map->first_free;

    return entry != vm_map_to_entry(map) && entry->vme_end > base ? entry->vme_end : base;
}

void vm_map_entry_link(vm_map_t map, vm_map_entry_t after, vm_map_entry_t entry)
{
    if (map->first_free == after && entry->vme_start <= vm_map_hole(map))
        map->first_free = entry;
    _vm_map_entry_link(&map->hdr, after, entry);
}

void vm_map_entry_unlink(vm_map_t map, vm_map_entry_t entry)
{
    if (map->first_free == entry || entry->vme_start < map->first_free->vme_start)
        map->first_free = entry->vme_prev;
    _vm_map_entry_unlink(&map->hdr, entry);
}

/*
 * TRUE: the entry of an address. FALSE: the one before it, or the head. Searched from the hint, which is
 * where the last search ended.
 */
boolean_t vm_map_lookup_entry(vm_map_t map, vm_offset_t address, vm_map_entry_t *entry)
{
    vm_map_entry_t head = vm_map_to_entry(map), at = map->hint, end;

    if (at == head)
        at = at->vme_next;
    if (address >= at->vme_start) {
        if (at != head && at->vme_end > address) {
            *entry = at;
            return TRUE;
        }
        end = head;
    } else {
        end = at->vme_next;
        at = vm_map_first_entry(map);
    }
    for (; at != end; at = at->vme_next)
        if (at->vme_end > address) {
            if (address >= at->vme_start) {
                *entry = at;
                SAVE_HINT(map, at);
                return TRUE;
            }
            break;
        }
    *entry = at->vme_prev;
    SAVE_HINT(map, *entry);
    return FALSE;
}

boolean_t vm_map_find_space(vm_map_t map, vm_size_t size, vm_offset_t mask, vm_offset_t *address,
                            vm_map_entry_t *before)
{
    vm_map_entry_t head = vm_map_to_entry(map), entry = map->first_free, next;
    vm_offset_t start = vm_map_hole(map), end;

    while ((next = entry->vme_next) != head && next->vme_end <= start)
        entry = next; /* it is below where holes are sought */
    for (;; entry = next, start = entry->vme_end) {
        start = (start + mask) & ~mask;
        end = start + size;
        if (end > vm_map_max(map) || end < start)
            return FALSE;
        next = entry->vme_next;
        if (next == head || next->vme_start >= end)
            break;
    }
    *address = start;
    *before = entry;
    return TRUE;
}

/* What an entry of memory of the kernel's own is, but for its place. */
static void vm_map_entry_setup(vm_map_entry_t entry, vm_object_t object)
{
    entry->object.vm_object = object;
    entry->offset = 0;
    entry->is_shared = FALSE;
    entry->is_sub_map = FALSE;
    entry->in_transition = FALSE;
    entry->needs_wakeup = FALSE;
    entry->needs_copy = FALSE;
    entry->protection = VM_PROT_DEFAULT;
    entry->max_protection = VM_PROT_ALL;
    entry->inheritance = VM_INHERIT_DEFAULT;
    entry->wired_count = 0;
    entry->user_wired_count = 0;
    entry->projected_on = VM_MAP_ENTRY_NULL;
}

kern_return_t vm_map_find_entry(vm_map_t map, vm_offset_t *address, vm_size_t size, vm_offset_t mask,
                                vm_object_t object, vm_map_entry_t *made)
{
    vm_map_entry_t before, entry;
    vm_offset_t start;

    if (!vm_map_find_space(map, size, mask, &start, &before))
        return KERN_NO_SPACE;
    if (object != VM_OBJECT_NULL && before != vm_map_to_entry(map) && before->vme_end == start &&
        before->object.vm_object == object && object == kernel_object && before->wired_count == 1 &&
        !before->in_transition && before->inheritance == VM_INHERIT_DEFAULT &&
        before->protection == VM_PROT_DEFAULT && before->max_protection == VM_PROT_ALL) {
        entry = before; /* of the kernel's object: more of the same. Offsets are addresses */
        entry->vme_end = start + size;
        if (map->first_free == entry->vme_prev)
            map->first_free = entry;
    } else {
        entry = vm_map_entry_create(map);
        vm_map_entry_setup(entry, object);
        entry->vme_start = start;
        entry->vme_end = start + size;
        vm_map_entry_link(map, before, entry);
    }
    map->size += size;
    SAVE_HINT(map, entry);
    *address = start;
    *made = entry;
    return KERN_SUCCESS;
}

/* The part of an entry before `start` is an entry of its own. */
void _vm_map_clip_start(struct vm_map_header *header, vm_map_entry_t entry, vm_offset_t start)
{
    vm_map_entry_t part = _vm_map_entry_create(header);

    *part = *entry;
    part->vme_end = start;
    entry->offset += start - entry->vme_start;
    entry->vme_start = start;
    _vm_map_entry_link(header, entry->vme_prev, part);
    if (entry->is_sub_map)
        vm_map_reference(part->object.sub_map);
    else
        vm_object_reference(part->object.vm_object);
}

/* And the part from `end` on. */
void _vm_map_clip_end(struct vm_map_header *header, vm_map_entry_t entry, vm_offset_t end)
{
    vm_map_entry_t part = _vm_map_entry_create(header);

    *part = *entry;
    part->vme_start = entry->vme_end = end;
    part->offset += end - entry->vme_start;
    _vm_map_entry_link(header, entry, part);
    if (entry->is_sub_map)
        vm_map_reference(part->object.sub_map);
    else
        vm_object_reference(part->object.vm_object);
}
