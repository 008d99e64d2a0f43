/*
 * Address maps (Mach 3.0's vm/vm_map.h): sorted lists of entries, each a range of addresses that is
 * part of an object. Entries of a map do not overlap; between them there is nothing.
 *
 * Memory that is shared between tasks by inheritance is one object in the entries of all (is_shared);
 * the sharing maps of earlier Machs, maps of their own under the entries of several, are not there, as
 * they are not in MK83 any more. Submaps are: of the kernel's map, and of no other.
 */
#ifndef VM_VM_MAP_H
#define VM_VM_MAP_H

#include <kern/lock.h>
#include <mach/boolean.h>
#include <mach/kern_return.h>
#include <mach/vm_attributes.h>
#include <mach/vm_inherit.h>
#include <mach/vm_param.h>
#include <mach/vm_prot.h>
#include <mach/vm_types.h>
#include <vm/pmap.h>

typedef struct vm_map *vm_map_t;
typedef struct vm_map_entry *vm_map_entry_t;
typedef struct vm_map_copy *vm_map_copy_t;
struct vm_object;
struct vm_page;
struct zone;

#define VM_MAP_NULL ((vm_map_t)0)
#define VM_MAP_ENTRY_NULL ((vm_map_entry_t)0)
#define VM_MAP_COPY_NULL ((vm_map_copy_t)0)

/* ---- entries ---- */
union vm_map_object {
    struct vm_object *vm_object; /* 0: none yet, zeros on demand */
    struct vm_map *sub_map;
};

struct vm_map_links {
    struct vm_map_entry *prev, *next;
    vm_offset_t start, end;
};

struct vm_map_entry {
    struct vm_map_links links;
#define vme_prev links.prev
#define vme_next links.next
#define vme_start links.start
#define vme_end links.end
    union vm_map_object object;
    vm_offset_t offset; /* of the start, in the object */
    unsigned is_shared : 1, /* by inheritance: a copy is made at once, not on write */
        is_sub_map : 1,
        in_transition : 1, /* is being wired, or made: nobody else may change it */
        needs_wakeup : 1,  /* somebody waits for that to end */
        needs_copy : 1;    /* of the object a shadow is made before the first write */
    vm_prot_t protection, max_protection;
    vm_inherit_t inheritance;
    unsigned short wired_count, user_wired_count;
    vm_map_entry_t projected_on;
};

/* ---- maps. The head stands for both ends of the list: its start and end are the map's bounds. ---- */
struct vm_map_header {
    struct vm_map_links links;
    int nentries;
    boolean_t entries_pageable;
};

struct vm_map {
    lock_data_t lock; /* who waits for a page, or for a pager, may hold it for reading */
    struct vm_map_header hdr;
#define min_offset hdr.links.start
#define max_offset hdr.links.end
    pmap_t pmap;
    vm_size_t size; /* of all entries */
    int ref_count;
    vm_map_entry_t hint;       /* the entry of the last lookup */
    vm_map_entry_t first_free; /* the last entry before the first hole */
    boolean_t wait_for_space;  /* callers wait for room rather than fail */
    boolean_t wiring_required; /* new memory is wired */
    unsigned timestamp;        /* counts changes: locks for writing */
};

/* Says that a map has not been changed since it was looked at, unlocked. */
typedef struct vm_map_version {
    unsigned main_timestamp;
} vm_map_version_t;

#define vm_map_to_entry(map) ((vm_map_entry_t)&(map)->hdr.links)
#define vm_map_first_entry(map) ((map)->hdr.links.next)
#define vm_map_last_entry(map) ((map)->hdr.links.prev)
#define vm_map_min(map) ((map)->min_offset)
#define vm_map_max(map) ((map)->max_offset)
#define vm_map_pmap(map) ((map)->pmap)

#define vm_map_lock_init(map) ((void)(lock_init(&(map)->lock, TRUE), (map)->timestamp = 0))
#define vm_map_lock(map) ((void)(lock_write(&(map)->lock), (map)->timestamp++))
#define vm_map_unlock(map) lock_write_done(&(map)->lock)
#define vm_map_lock_read(map) lock_read(&(map)->lock)
#define vm_map_unlock_read(map) lock_read_done(&(map)->lock)
#define vm_map_lock_write_to_read(map) lock_write_to_read(&(map)->lock)
/* TRUE: not done, and the map is not locked any more. */
#define vm_map_lock_read_to_write(map) \
    (lock_read_to_write(&(map)->lock) ? TRUE : ((map)->timestamp++, FALSE))

/* ---- memory on its way from map to map ---- */
#define VM_MAP_COPY_ENTRY_LIST 1
#define VM_MAP_COPY_OBJECT 2
#define VM_MAP_COPY_PAGE_LIST 3

#define VM_MAP_COPY_PAGE_LIST_MAX 8 /* pages a piece; the rest by the continuation */

/* More of a copy of pages: the next piece, or, with a result of 0, the end of it. */
typedef kern_return_t (*vm_map_copy_cont_fn)(void *arguments, vm_map_copy_t *result);

struct vm_map_copy {
    int type;
    vm_offset_t offset; /* of the first byte, as it was in the source; or in the object */
    vm_size_t size;     /* bytes */
    union {
        struct vm_map_header hdr; /* entries, on no page boundary only at the ends */
        struct {
            struct vm_object *object;
        } c_o;
        struct {
            struct vm_page *page_list[VM_MAP_COPY_PAGE_LIST_MAX];
            int npages;
            vm_map_copy_cont_fn cont;
            void *cont_args;
        } c_p;
    } c_u;
};

#define cpy_hdr c_u.hdr
#define cpy_object c_u.c_o.object
#define cpy_page_list c_u.c_p.page_list
#define cpy_npages c_u.c_p.npages
#define cpy_cont c_u.c_p.cont
#define cpy_cont_args c_u.c_p.cont_args

#define vm_map_copy_to_entry(copy) ((vm_map_entry_t)&(copy)->cpy_hdr.links)
#define vm_map_copy_first_entry(copy) ((copy)->cpy_hdr.links.next)
#define vm_map_copy_last_entry(copy) ((copy)->cpy_hdr.links.prev)
#define vm_map_copy_has_cont(copy) ((copy)->cpy_cont != (vm_map_copy_cont_fn)0)
#define vm_map_copy_invoke_cont(copy, result) ((copy)->cpy_cont((copy)->cpy_cont_args, (result)))
#define vm_map_copy_abort_cont(copy)                                     \
    do {                                                                 \
        if (vm_map_copy_has_cont(copy)) {                                \
            (void)(copy)->cpy_cont((copy)->cpy_cont_args, (vm_map_copy_t *)0); \
            (copy)->cpy_cont = (vm_map_copy_cont_fn)0;                   \
            (copy)->cpy_cont_args = 0;                                   \
        }                                                                \
    } while (0)

extern struct zone *vm_map_copy_zone;

/* ---- maps ---- */
void vm_map_init(void);
vm_map_t vm_map_create(pmap_t pmap, vm_offset_t min, vm_offset_t max, boolean_t pageable);
void vm_map_reference(vm_map_t map);
void vm_map_deallocate(vm_map_t map);
vm_map_t vm_map_fork(vm_map_t parent);
kern_return_t vm_map_submap(vm_map_t map, vm_offset_t start, vm_offset_t end, vm_map_t submap);

/* ---- entries: vm_map_entry.c. The map is locked. ---- */
boolean_t vm_map_lookup_entry(vm_map_t map, vm_offset_t address, vm_map_entry_t *entry);
/* Where holes are sought; first_free is the last entry before the first hole from there on, or one
 * before it. */
#define vm_map_anywhere(map) \
    (vm_map_min(map) < VM_ANYWHERE_ADDRESS ? VM_ANYWHERE_ADDRESS : vm_map_min(map))
/* A hole at or above that for `size`, where no bit of mask is set in the address; the entry
 * before it. FALSE: there is none. */
boolean_t vm_map_find_space(vm_map_t map, vm_size_t size, vm_offset_t mask, vm_offset_t *address,
                            vm_map_entry_t *before);
/* An entry of the map's own memory in such a hole, linked in, the map locked: KERN_NO_SPACE. */
kern_return_t vm_map_find_entry(vm_map_t map, vm_offset_t *address, vm_size_t size, vm_offset_t mask,
                                struct vm_object *object, vm_map_entry_t *entry);
vm_map_entry_t _vm_map_entry_create(struct vm_map_header *header);
void _vm_map_entry_dispose(struct vm_map_header *header, vm_map_entry_t entry);
void _vm_map_entry_link(struct vm_map_header *header, vm_map_entry_t after, vm_map_entry_t entry);
void _vm_map_entry_unlink(struct vm_map_header *header, vm_map_entry_t entry);
void vm_map_entry_link(vm_map_t map, vm_map_entry_t after, vm_map_entry_t entry);
void vm_map_entry_unlink(vm_map_t map, vm_map_entry_t entry);
void _vm_map_clip_start(struct vm_map_header *header, vm_map_entry_t entry, vm_offset_t start);
void _vm_map_clip_end(struct vm_map_header *header, vm_map_entry_t entry, vm_offset_t end);
void vm_map_entry_delete(vm_map_t map, vm_map_entry_t entry);
void vm_map_entry_copy(vm_map_entry_t to, const struct vm_map_entry *from); /* all but links, unwired */

#define vm_map_entry_create(map) _vm_map_entry_create(&(map)->hdr)
#define vm_map_entry_dispose(map, entry) _vm_map_entry_dispose(&(map)->hdr, (entry))
#define vm_map_clip_start(map, entry, at)                        \
    do {                                                         \
        if ((at) > (entry)->vme_start)                           \
            _vm_map_clip_start(&(map)->hdr, (entry), (at));      \
    } while (0)
#define vm_map_clip_end(map, entry, at)                          \
    do {                                                         \
        if ((at) < (entry)->vme_end)                             \
            _vm_map_clip_end(&(map)->hdr, (entry), (at));        \
    } while (0)
#define SAVE_HINT(map, value) ((void)((map)->hint = (value)))
/* The lowest address of an entry of the map that is not below: into the map's bounds. */
#define VM_MAP_RANGE_CHECK(map, start, end)     \
    do {                                        \
        if ((start) < vm_map_min(map))          \
            (start) = vm_map_min(map);          \
        if ((end) > vm_map_max(map))            \
            (end) = vm_map_max(map);            \
        if ((start) > (end))                    \
            (start) = (end);                    \
    } while (0)

/* Waiting for an entry in transition to be so no more. */
#define vm_map_entry_wait(map, interruptible)                          \
    do {                                                               \
        assert_wait((event_t)&(map)->hdr, (interruptible));            \
        vm_map_unlock(map);                                            \
        thread_block(CONTINUATION_NULL);                               \
    } while (0)
#define vm_map_entry_wakeup(map) thread_wakeup(&(map)->hdr)

/* ---- ranges ---- */
kern_return_t vm_map_enter(vm_map_t map, vm_offset_t *address, vm_size_t size, vm_offset_t mask,
                           boolean_t anywhere, struct vm_object *object, vm_offset_t offset,
                           boolean_t needs_copy, vm_prot_t protection, vm_prot_t max_protection,
                           vm_inherit_t inheritance);
kern_return_t vm_map_remove(vm_map_t map, vm_offset_t start, vm_offset_t end);
kern_return_t vm_map_delete(vm_map_t map, vm_offset_t start, vm_offset_t end); /* it is locked */
kern_return_t vm_map_protect(vm_map_t map, vm_offset_t start, vm_offset_t end, vm_prot_t protection,
                             boolean_t set_max);
kern_return_t vm_map_inherit(vm_map_t map, vm_offset_t start, vm_offset_t end, vm_inherit_t inheritance);
boolean_t vm_map_check_protection(vm_map_t map, vm_offset_t start, vm_offset_t end, vm_prot_t protection);
void vm_map_simplify(vm_map_t map, vm_offset_t start);
kern_return_t vm_map_machine_attribute(vm_map_t map, vm_offset_t address, vm_size_t size,
                                       vm_machine_attribute_t attribute, vm_machine_attribute_val_t *value);

/* Wiring: access is what the pages must allow; none: they are unwired. */
kern_return_t vm_map_pageable_common(vm_map_t map, vm_offset_t start, vm_offset_t end, vm_prot_t access,
                                     boolean_t user_wire);
#define vm_map_pageable(map, start, end, access) \
    vm_map_pageable_common((map), (start), (end), (access), FALSE)
#define vm_map_pageable_user(map, start, end, access) \
    vm_map_pageable_common((map), (start), (end), (access), TRUE)

/* ---- faults ---- */
/* What an address is of: its object with a reference, offset there, protection of the page, wired.
 * The map in *map may become a submap; it is not locked afterwards. */
kern_return_t vm_map_lookup(vm_map_t *map, vm_offset_t address, vm_prot_t fault_type,
                            vm_map_version_t *version, struct vm_object **object, vm_offset_t *offset,
                            vm_prot_t *protection, boolean_t *wired);
/* TRUE: nothing has changed, and the map is locked for reading. */
boolean_t vm_map_verify(vm_map_t map, vm_map_version_t *version);
#define vm_map_verify_done(map, version) ((void)(version), vm_map_unlock_read(map))

/* ---- copies ---- */
/* From a map, by entries. With src_destroy the range is gone afterwards. A null copy: no bytes. */
kern_return_t vm_map_copyin(vm_map_t map, vm_offset_t address, vm_size_t size, boolean_t src_destroy,
                            vm_map_copy_t *copy);
kern_return_t vm_map_copyin_object(struct vm_object *object, vm_offset_t offset, vm_size_t size,
                                   vm_map_copy_t *copy); /* takes the reference */
/* A list of pages, each busy and its object's paging in progress unless steal_pages: then they are
 * nobody's. is_cont: the rest by vm_map_copyin_page_list_cont. */
kern_return_t vm_map_copyin_page_list(vm_map_t map, vm_offset_t address, vm_size_t size,
                                      boolean_t src_destroy, boolean_t steal_pages, vm_map_copy_t *copy,
                                      boolean_t is_cont);
kern_return_t vm_map_copyin_page_list_cont(void *arguments, vm_map_copy_t *copy);
/* Into a map, at a new address; the copy is gone if that succeeds. */
kern_return_t vm_map_copyout(vm_map_t map, vm_offset_t *address, vm_map_copy_t copy);
kern_return_t vm_map_copyout_page_list(vm_map_t map, vm_offset_t *address, vm_map_copy_t copy);
/* Over memory that is there and may be written. */
kern_return_t vm_map_copy_overwrite(vm_map_t map, vm_offset_t address, vm_map_copy_t copy,
                                    boolean_t interruptible);
void vm_map_copy_discard(vm_map_copy_t copy); /* VM_MAP_COPY_NULL: nothing */
void vm_map_copy_page_discard(vm_map_copy_t copy);
void vm_map_copy_steal_pages(vm_map_copy_t copy);
/* A copy of a busy page of a list, which is let go. 0: there is no memory. */
struct vm_page *vm_page_steal_copy(struct vm_page *page);
vm_map_copy_t vm_map_copy_copy(vm_map_copy_t copy); /* the same memory; the old one is empty then */
kern_return_t vm_map_copy_discard_cont(void *copy, vm_map_copy_t *result);

#endif
