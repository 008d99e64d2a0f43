/*
 * Memory objects as the kernel has them (Mach 3.0's vm/vm_object.h): pages in memory, and where the
 * others are to be had: from a pager; from the object whose shadow this is; or they are zeros.
 *
 *      shadow  what this object was copied from: pages that it does not have are sought there, at
 *              shadow_offset. A shadow is made for a copy of temporary memory at the first write.
 *      copy    for permanent objects (of pagers): the object that gets pages of this one before they
 *              are changed; it has this one as its shadow.
 */
#ifndef VM_VM_OBJECT_H
#define VM_VM_OBJECT_H

#include <kern/queue.h>
#include <mach/boolean.h>
#include <mach/kern_return.h>
#include <mach/memory_object.h>
#include <mach/vm_types.h>
#include <vm/pmap.h>

struct ipc_port;

typedef struct vm_object *vm_object_t;
#define VM_OBJECT_NULL ((vm_object_t)0)

struct vm_object {
    queue_head_t memq; /* its pages in memory */
    vm_size_t size;
    short ref_count;
    unsigned short resident_page_count;
    vm_object_t copy;
    vm_object_t shadow;
    vm_offset_t shadow_offset;
    struct ipc_port *pager; /* a send right; IP_NULL: it has none */
    vm_offset_t paging_offset;
    struct ipc_port *pager_request; /* control: the kernel's receive right */
    struct ipc_port *pager_name;    /* the name; of memory without a pager as well */
    memory_object_copy_strategy_t copy_strategy;
    int absent_count;          /* pages that a pager has been asked for and that others may wait for */
    unsigned all_wanted;       /* events that somebody waits for, by number */
    int paging_in_progress : 16;
    unsigned pager_created : 1, /* somebody has begun to make it known to its pager */
        pager_initialized : 1,  /* and has done so */
        pager_ready : 1,        /* the pager has said that it is */
        can_persist : 1,        /* it may be kept when nobody has it mapped */
        internal : 1,           /* the kernel's own: zeros at first */
        temporary : 1,          /* changes to it need not last */
        alive : 1,              /* it is not being terminated */
        lock_in_progress : 1, lock_restart : 1,
        use_shared_copy : 1,    /* its copies are made by asking the pager */
        shadowed : 1;           /* something may be its shadow: not to be collapsed into others */
    queue_chain_t cached_list;  /* of objects without references that are kept */
    vm_offset_t last_alloc;     /* offset of the page that was made last */
    void *existence_info;       /* which pages the pager has: not kept, always 0 */
};

/* Waiting for something of an object: the event's number is added to its address. */
#define VM_OBJECT_EVENT_INITIALIZED 0
#define VM_OBJECT_EVENT_PAGER_READY 1
#define VM_OBJECT_EVENT_PAGING_IN_PROGRESS 2
#define VM_OBJECT_EVENT_ABSENT_COUNT 3
#define VM_OBJECT_EVENT_LOCK_IN_PROGRESS 4

#define vm_object_assert_wait(object, event, interruptible)                           \
    do {                                                                              \
        (object)->all_wanted |= 1u << (event);                                        \
        assert_wait((event_t)((vm_offset_t)(object) + (event)), (interruptible));     \
    } while (0)
#define vm_object_wait(object, event, interruptible)                \
    do {                                                            \
        vm_object_assert_wait((object), (event), (interruptible));  \
        thread_block(CONTINUATION_NULL);                            \
    } while (0)
#define vm_object_wakeup(object, event)                                        \
    do {                                                                       \
        if ((object)->all_wanted & 1u << (event)) {                            \
            thread_wakeup((vm_offset_t)(object) + (event));                    \
            (object)->all_wanted &= ~(1u << (event));                          \
        }                                                                      \
    } while (0)

/* A pager that has not answered after this many seconds is taken to have failed. */
#define PAGER_TIMEOUT 120

#define vm_object_paging_begin(object) ((void)(object)->paging_in_progress++)
#define vm_object_paging_end(object)                                               \
    do {                                                                           \
        if (--(object)->paging_in_progress == 0)                                   \
            vm_object_wakeup((object), VM_OBJECT_EVENT_PAGING_IN_PROGRESS);        \
    } while (0)
#define vm_object_paging_wait(object, interruptible)                                          \
    do {                                                                                      \
        while ((object)->paging_in_progress != 0)                                             \
            vm_object_wait((object), VM_OBJECT_EVENT_PAGING_IN_PROGRESS, (interruptible));    \
    } while (0)
#define vm_object_absent_assert_wait(object, interruptible) \
    vm_object_assert_wait((object), VM_OBJECT_EVENT_ABSENT_COUNT, (interruptible))
#define vm_object_absent_release(object)                                     \
    do {                                                                     \
        (object)->absent_count--;                                            \
        vm_object_wakeup((object), VM_OBJECT_EVENT_ABSENT_COUNT);            \
    } while (0)

#define vm_object_lock_init(object) ((void)0)
#define vm_object_lock(object) ((void)0)
#define vm_object_unlock(object) ((void)0)
#define vm_object_lock_try(object) TRUE

extern vm_object_t kernel_object; /* of the kernel's own memory; offsets are addresses */
extern int vm_object_cached_count, vm_object_cached_max;

void vm_object_bootstrap(void);
void vm_object_init(void); /* when ports can be made */
vm_object_t vm_object_allocate(vm_size_t size);
void vm_object_reference(vm_object_t object);
void vm_object_deallocate(vm_object_t object); /* VM_OBJECT_NULL: nothing */
void vm_object_terminate(vm_object_t object);
void vm_object_shadow(vm_object_t *object, vm_offset_t *offset, vm_size_t length);
void vm_object_collapse(vm_object_t object);
boolean_t vm_object_coalesce(vm_object_t previous, vm_object_t next, vm_offset_t previous_offset,
                             vm_offset_t next_offset, vm_size_t previous_size, vm_size_t next_size);
void vm_object_page_remove(vm_object_t object, vm_offset_t start, vm_offset_t end);
/* Translations of pages within: at most protection; pmap, start: of whom, if it is one only. */
void vm_object_pmap_protect(vm_object_t object, vm_offset_t offset, vm_size_t size, pmap_t pmap,
                            vm_offset_t start, vm_prot_t protection);
void vm_object_pmap_remove(vm_object_t object, vm_offset_t start, vm_offset_t end);
void vm_object_deactivate_pages(vm_object_t object);
/* The cache of objects that nobody maps: how many it let go. */
int vm_object_cache_trim(int want);

/* ---- copies: vm_object_copy.c ---- */
boolean_t vm_object_copy_temporary(vm_object_t *object, vm_offset_t *offset, boolean_t *src_needs_copy,
                                   boolean_t *dst_needs_copy);
kern_return_t vm_object_copy_slowly(vm_object_t source, vm_offset_t offset, vm_size_t size,
                                    boolean_t interruptible, vm_object_t *result);
kern_return_t vm_object_copy_strategically(vm_object_t source, vm_offset_t offset, vm_size_t size,
                                           vm_object_t *result, vm_offset_t *result_offset,
                                           boolean_t *dst_needs_copy);

/* ---- pagers: vm_object_pager.c ---- */
/* The object of a pager's port, with a reference, made and introduced to it if it is new. */
vm_object_t vm_object_enter(struct ipc_port *pager, vm_size_t size, boolean_t internal);
vm_object_t vm_object_lookup(struct ipc_port *control);   /* with a reference */
vm_object_t vm_object_lookup_name(struct ipc_port *name); /* with a reference */
struct ipc_port *vm_object_name(vm_object_t object);      /* a send right */
void vm_object_remove(vm_object_t object);
/* Its pager's port has died. */
void vm_object_destroy(struct ipc_port *pager);
void vm_object_abort_activity(vm_object_t object);
void vm_object_pager_wakeup(struct ipc_port *pager);
void memory_object_release(struct ipc_port *pager, struct ipc_port *request, struct ipc_port *name);

#endif
