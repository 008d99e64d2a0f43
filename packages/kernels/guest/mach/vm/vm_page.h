/*
 * Pages of memory (Mach 3.0's vm/vm_page.h): which object has each, and where. A page of an object that
 * somebody works on is busy; who wants it sets `wanted`, and waits for its address.
 *
 *      fictitious      no memory behind it: a place in an object that is being filled
 *      absent          a pager has been asked for it
 *      error           and has said that it cannot
 */
#ifndef VM_VM_PAGE_H
#define VM_VM_PAGE_H

#include <kern/queue.h>
#include <mach/boolean.h>
#include <mach/vm_param.h>
#include <mach/vm_prot.h>
#include <mach/vm_types.h>
#include <vm/vm_object.h>

typedef struct vm_page *vm_page_t;
#define VM_PAGE_NULL ((vm_page_t)0)

struct vm_page {
    queue_chain_t pageq; /* active, inactive; or free, the next one */
    queue_chain_t listq; /* of its object */
    struct vm_page *next; /* in the hash bucket */
    vm_object_t object;
    vm_offset_t offset;
    unsigned wire_count : 16, inactive : 1, active : 1, laundry : 1, free : 1, reference : 1, : 0;
    unsigned busy : 1, wanted : 1, tabled : 1, fictitious : 1, private : 1, absent : 1, error : 1,
        dirty : 1, precious : 1, overwriting : 1, : 0;
    vm_offset_t phys_addr;
    vm_prot_t page_lock;      /* what its pager forbids */
    vm_prot_t unlock_request; /* what it has been asked to allow */
};

#define vm_page_fictitious_addr (~(vm_offset_t)0)

extern int vm_page_free_count, vm_page_active_count, vm_page_inactive_count, vm_page_wire_count;
extern int vm_page_fictitious_count;
extern int vm_page_free_target, vm_page_free_min, vm_page_free_reserved;
extern queue_head_t vm_page_queue_active, vm_page_queue_inactive;

void vm_page_bootstrap(vm_offset_t *start, vm_offset_t *end);
void vm_page_module_init(void);
/* Physical memory that is free from now on; the arrays are for its pages, and to find them. */
void vm_page_create(vm_page_t array, vm_page_t *of_frame, vm_offset_t start, vm_offset_t end);

vm_page_t vm_page_lookup(vm_object_t object, vm_offset_t offset);
void vm_page_insert(vm_page_t page, vm_object_t object, vm_offset_t offset);
void vm_page_remove(vm_page_t page);
void vm_page_rename(vm_page_t page, vm_object_t object, vm_offset_t offset);
void vm_page_replace(vm_page_t page, vm_object_t object, vm_offset_t offset);

vm_page_t vm_page_grab(void);                 /* a free one, in no object; VM_PAGE_NULL: none now */
void vm_page_release(vm_page_t page);
vm_offset_t vm_page_grab_phys_addr(void);     /* the same by its address; -1: none */
void vm_page_release_phys_addr(vm_offset_t physical);
vm_page_t vm_page_of_phys(vm_offset_t physical); /* of memory that is managed */
vm_page_t vm_page_grab_fictitious(void);
void vm_page_release_fictitious(vm_page_t page);
void vm_page_more_fictitious(void);           /* may wait */
boolean_t vm_page_convert(vm_page_t page);    /* from fictitious to real */
void vm_page_wait(void (*continuation)(void)); /* until there are free pages */
void vm_page_wait_for_need(void (*continuation)(void)); /* the daemon: until pages are few */
void vm_page_give_up(void); /* all who wait look again: there will be no more pages */
vm_page_t vm_page_alloc(vm_object_t object, vm_offset_t offset); /* busy */
void vm_page_free(vm_page_t page);
void vm_page_init(vm_page_t page, vm_offset_t physical);

void vm_page_wire(vm_page_t page);
void vm_page_unwire(vm_page_t page);
void vm_page_activate(vm_page_t page);
void vm_page_deactivate(vm_page_t page);
void vm_page_zero_fill(vm_page_t page);
void vm_page_copy(vm_page_t from, vm_page_t to);

#define vm_page_lock_queues() ((void)0)
#define vm_page_unlock_queues() ((void)0)

#define PAGE_ASSERT_WAIT(page, interruptible) \
    ((void)((page)->wanted = TRUE, assert_wait((event_t)(page), (interruptible)), 0))
#define PAGE_WAKEUP(page)                \
    do {                                 \
        if ((page)->wanted) {            \
            (page)->wanted = FALSE;      \
            thread_wakeup(page);         \
        }                                \
    } while (0)
#define PAGE_WAKEUP_DONE(page)  \
    do {                        \
        (page)->busy = FALSE;   \
        PAGE_WAKEUP(page);      \
    } while (0)
#define VM_PAGE_FREE(page) vm_page_free(page)
#define VM_PAGE_QUEUES_REMOVE(page)                                                       \
    do {                                                                                  \
        if ((page)->active) {                                                             \
            queue_remove(&vm_page_queue_active, (page), vm_page_t, pageq);                \
            (page)->active = FALSE;                                                       \
            vm_page_active_count--;                                                       \
        }                                                                                 \
        if ((page)->inactive) {                                                           \
            queue_remove(&vm_page_queue_inactive, (page), vm_page_t, pageq);              \
            (page)->inactive = FALSE;                                                     \
            vm_page_inactive_count--;                                                     \
        }                                                                                 \
    } while (0)

#endif
