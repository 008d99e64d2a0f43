/* Messages that nobody gets: their rights die, their memory goes (of Mach 3.0's ipc/ipc_kmsg.c). */
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_marequest.h>
#include <ipc/ipc_object.h>
#include <ipc/ipc_thread.h>
#include <kern/thread.h>

/*
 * A right that dies can take messages with it, which have rights: they are left to whoever is at it
 * already, so that the kernel's stack does not grow with them.
 */
void ipc_kmsg_destroy(ipc_kmsg_t kmsg)
{
    ipc_kmsg_queue_t queue = &current_thread()->ith_messages;
    boolean_t first = ipc_kmsg_queue_empty(queue);

    ipc_kmsg_enqueue(queue, kmsg);
    if (!first)
        return;
    while ((kmsg = ipc_kmsg_queue_first(queue)) != IKM_NULL) {
        ipc_kmsg_clean(kmsg);
        ipc_kmsg_rmqueue(queue, kmsg);
        ikm_free(kmsg);
    }
}

static void destroy_ports(const mach_port_t *ports, mach_msg_type_number_t number,
                          mach_msg_type_name_t type)
{
    for (mach_msg_type_number_t i = 0; i < number; i++)
        if (IO_VALID((ipc_object_t)ports[i]))
            ipc_object_destroy((ipc_object_t)ports[i], type);
}

/* All items are in the kernel's form. */
void ipc_kmsg_clean_body(vm_offset_t start, vm_offset_t end)
{
    while (start < end) {
        struct ipc_kmsg_item item;
        vm_offset_t data;

        ipc_kmsg_item(&start, &item);
        if (item.is_inline) {
            if (item.is_port)
                destroy_ports((mach_port_t *)item.data, item.number, item.name);
            continue;
        }
        data = ipc_kmsg_item_pointer(&item);
        if (data == 0)
            continue;
        if (item.is_port) {
            destroy_ports((mach_port_t *)data, item.number, item.name);
            kfree(data, item.length);
        } else {
            vm_map_copy_discard((vm_map_copy_t)data);
        }
    }
}

static void ipc_kmsg_clean_header(ipc_kmsg_t kmsg)
{
    mach_msg_bits_t bits = kmsg->ikm_header.msgh_bits;
    ipc_object_t object;

    if (kmsg->ikm_marequest != IMAR_NULL) {
        ipc_marequest_destroy(kmsg->ikm_marequest);
        kmsg->ikm_marequest = IMAR_NULL;
    }
    object = (ipc_object_t)kmsg->ikm_header.msgh_remote_port;
    if (IO_VALID(object))
        ipc_object_destroy(object, MACH_MSGH_BITS_REMOTE(bits));
    object = (ipc_object_t)kmsg->ikm_header.msgh_local_port;
    if (IO_VALID(object))
        ipc_object_destroy(object, MACH_MSGH_BITS_LOCAL(bits));
}

void ipc_kmsg_clean(ipc_kmsg_t kmsg)
{
    ipc_kmsg_clean_header(kmsg);
    if (kmsg->ikm_header.msgh_bits & MACH_MSGH_BITS_COMPLEX)
        ipc_kmsg_clean_body(ipc_kmsg_body(kmsg), ipc_kmsg_end(kmsg));
}

/* The item at which copyin failed has its rights, and an array of them, in place; no memory. */
void ipc_kmsg_clean_partial(ipc_kmsg_t kmsg, vm_offset_t at, mach_msg_type_number_t ports)
{
    struct ipc_kmsg_item item;
    vm_offset_t next = at;

    ipc_kmsg_clean_header(kmsg);
    ipc_kmsg_clean_body(ipc_kmsg_body(kmsg), at);
    if (ports == 0)
        return;
    ipc_kmsg_item(&next, &item);
    destroy_ports(item.is_inline ? (mach_port_t *)item.data
                                 : (mach_port_t *)ipc_kmsg_item_pointer(&item),
                  ports, ipc_object_copyin_type(item.name));
}
