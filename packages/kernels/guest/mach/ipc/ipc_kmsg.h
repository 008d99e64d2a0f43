/*
 * Messages in the kernel (Mach 3.0's ipc_kmsg): a buffer with a small head before the message's
 * header. Port words of the header hold ports, and so do rights in the body; memory out of line is a
 * vm_map_copy_t, ports out of line are an array from kalloc.
 *
 * One buffer is kept by the processor, so that a small message needs no allocator.
 */
#ifndef IPC_IPC_KMSG_H
#define IPC_IPC_KMSG_H

#include <ipc/ipc_kmsg_queue.h>
#include <ipc/ipc_types.h>
#include <kern/kalloc.h>
#include <vm/vm_map.h>

struct ipc_kmsg {
    struct ipc_kmsg *ikm_next, *ikm_prev;
    vm_size_t ikm_size; /* of the buffer, 0 if it is not from kalloc */
    ipc_marequest_t ikm_marequest;
    mach_msg_header_t ikm_header;
};

#define IKM_OVERHEAD (sizeof(struct ipc_kmsg) - sizeof(mach_msg_header_t))
#define ikm_plus_overhead(size) ((vm_size_t)((size) + IKM_OVERHEAD))
#define ikm_less_overhead(size) ((mach_msg_size_t)((size) - IKM_OVERHEAD))

#define IKM_SAVED_KMSG_SIZE ((vm_size_t)256)
#define IKM_SAVED_MSG_SIZE ikm_less_overhead(IKM_SAVED_KMSG_SIZE)
#define MSG_SIZE_MAX (64u << 10) /* in line: more is refused as having no buffer */

extern ipc_kmsg_t ipc_kmsg_cache;
#define ikm_cache() ipc_kmsg_cache

#define ikm_alloc(size) ((ipc_kmsg_t)kalloc(ikm_plus_overhead(size)))
#define ikm_init(kmsg, size) ikm_init_special((kmsg), ikm_plus_overhead(size))
#define ikm_init_special(kmsg, bytes) \
    ((void)((kmsg)->ikm_size = (bytes), (kmsg)->ikm_marequest = IMAR_NULL))
#define ikm_free(kmsg) ipc_kmsg_free(kmsg)

#define ikm_mark_bogus(kmsg) ((void)((kmsg)->ikm_next = (kmsg)->ikm_prev = IKM_NULL))

#define ipc_kmsg_queue_init(queue) ((void)((queue)->ikmq_base = IKM_NULL))
#define ipc_kmsg_queue_empty(queue) ((queue)->ikmq_base == IKM_NULL)
#define ipc_kmsg_queue_first(queue) ((queue)->ikmq_base)

/* The ring's first message leaves it, and a message joins it, without a call. */
#define ipc_kmsg_rmqueue_first_macro(queue, kmsg)                  \
    do {                                                           \
        ipc_kmsg_t ikm_following = (kmsg)->ikm_next;               \
        if (ikm_following == (kmsg)) {                             \
            (queue)->ikmq_base = IKM_NULL;                         \
        } else {                                                   \
            ipc_kmsg_t ikm_last = (kmsg)->ikm_prev;                \
            (queue)->ikmq_base = ikm_following;                    \
            ikm_following->ikm_prev = ikm_last;                    \
            ikm_last->ikm_next = ikm_following;                    \
        }                                                          \
    } while (0)

#define ipc_kmsg_enqueue_macro(queue, kmsg)                        \
    do {                                                           \
        ipc_kmsg_t ikm_first = (queue)->ikmq_base;                 \
        if (ikm_first == IKM_NULL) {                               \
            (queue)->ikmq_base = (kmsg);                           \
            (kmsg)->ikm_next = (kmsg)->ikm_prev = (kmsg);          \
        } else {                                                   \
            ipc_kmsg_t ikm_last = ikm_first->ikm_prev;             \
            (kmsg)->ikm_next = ikm_first;                          \
            (kmsg)->ikm_prev = ikm_last;                           \
            ikm_first->ikm_prev = (kmsg);                          \
            ikm_last->ikm_next = (kmsg);                           \
        }                                                          \
    } while (0)

void ipc_kmsg_enqueue(ipc_kmsg_queue_t queue, ipc_kmsg_t kmsg);
ipc_kmsg_t ipc_kmsg_dequeue(ipc_kmsg_queue_t queue);
void ipc_kmsg_rmqueue(ipc_kmsg_queue_t queue, ipc_kmsg_t kmsg);
ipc_kmsg_t ipc_kmsg_queue_next(ipc_kmsg_queue_t queue, ipc_kmsg_t kmsg);

/* A message that is thrown away: its rights die, its memory goes. */
void ipc_kmsg_destroy(ipc_kmsg_t kmsg);
void ipc_kmsg_clean(ipc_kmsg_t kmsg);
void ipc_kmsg_clean_body(vm_offset_t start, vm_offset_t end);
/* Of a body whose copyin has failed at the item at `at`, of which `ports` are rights already. */
void ipc_kmsg_clean_partial(ipc_kmsg_t kmsg, vm_offset_t at, mach_msg_type_number_t ports);
void ipc_kmsg_free(ipc_kmsg_t kmsg);

/* In and out of buffers. */
mach_msg_return_t ipc_kmsg_get(mach_msg_header_t *msg, mach_msg_size_t size, ipc_kmsg_t *kmsg);
mach_msg_return_t ipc_kmsg_get_from_kernel(mach_msg_header_t *msg, mach_msg_size_t size,
                                           ipc_kmsg_t *kmsg);
mach_msg_return_t ipc_kmsg_put(mach_msg_header_t *msg, ipc_kmsg_t kmsg, mach_msg_size_t size);
void ipc_kmsg_put_to_kernel(mach_msg_header_t *msg, ipc_kmsg_t kmsg, mach_msg_size_t size);

/* Between a task's names and addresses and what a message in the kernel holds. */
mach_msg_return_t ipc_kmsg_copyin_header(mach_msg_header_t *msg, ipc_space_t space,
                                         mach_port_t notify);
mach_msg_return_t ipc_kmsg_copyin(ipc_kmsg_t kmsg, ipc_space_t space, vm_map_t map,
                                  mach_port_t notify);
mach_msg_return_t ipc_kmsg_copyin_body(ipc_kmsg_t kmsg, ipc_space_t space, vm_map_t map);
void ipc_kmsg_copyin_from_kernel(ipc_kmsg_t kmsg);
#define ipc_kmsg_body(kmsg) ((vm_offset_t)(&(kmsg)->ikm_header + 1))
#define ipc_kmsg_end(kmsg) ((vm_offset_t)&(kmsg)->ikm_header + (kmsg)->ikm_header.msgh_size)
mach_msg_return_t ipc_kmsg_copyout_header(mach_msg_header_t *msg, ipc_space_t space,
                                          mach_port_t notify);
mach_msg_return_t ipc_kmsg_copyout_object(ipc_space_t space, ipc_object_t object,
                                          mach_msg_type_name_t type, mach_port_t *name);
mach_msg_return_t ipc_kmsg_copyout_body(vm_offset_t start, vm_offset_t end, ipc_space_t space,
                                        vm_map_t map);
mach_msg_return_t ipc_kmsg_copyout(ipc_kmsg_t kmsg, ipc_space_t space, vm_map_t map,
                                   mach_port_t notify);
mach_msg_return_t ipc_kmsg_copyout_pseudo(ipc_kmsg_t kmsg, ipc_space_t space, vm_map_t map);
void ipc_kmsg_copyout_dest(ipc_kmsg_t kmsg, ipc_space_t space);

/* A body's items, one after the other (ipc_kmsg_item.c). */
struct ipc_kmsg_item {
    mach_msg_type_t *type;
    mach_msg_type_name_t name;
    mach_msg_type_size_t size;     /* bits of an element */
    mach_msg_type_number_t number; /* of elements */
    vm_size_t length;              /* bytes of all elements */
    boolean_t is_inline, is_port, deallocate;
    vm_offset_t data; /* where in the message the elements are, or their address */
};

/* Looks at the item at *at, which goes on to the next: of a user, who may have made it of anything; or
 * of the kernel, which has looked at it before. */
mach_msg_return_t ipc_kmsg_item_check(vm_offset_t *at, vm_offset_t end, struct ipc_kmsg_item *item);
void ipc_kmsg_item(vm_offset_t *at, struct ipc_kmsg_item *item);
void ipc_kmsg_item_set_name(struct ipc_kmsg_item *item, mach_msg_type_name_t name);
#define ipc_kmsg_item_pointer(item) (*(vm_offset_t *)(item)->data) /* of data out of line */

extern vm_map_t ipc_kernel_map; /* of ipc_init: memory whose contents are looked at in the kernel */

#endif
