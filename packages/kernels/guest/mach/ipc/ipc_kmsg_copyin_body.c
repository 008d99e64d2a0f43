/*
 * A message's body, from names to ports and from addresses to copies of memory (of Mach 3.0's
 * ipc/ipc_kmsg.c).
 */
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_object.h>
#include <ipc/ipc_port.h>
#include <vm/vm_kern.h>
#include <vm/vm_user.h>

/* Names become ports in their place; *done says how many have. */
static mach_msg_return_t ipc_kmsg_copyin_ports(ipc_kmsg_t kmsg, ipc_space_t space, mach_port_t *names,
                                               struct ipc_kmsg_item *item, mach_msg_type_number_t *done)
{
    ipc_port_t dest = (ipc_port_t)kmsg->ikm_header.msgh_remote_port;
    ipc_object_t object;

    for (; *done < item->number; ++*done) {
        mach_port_t name = names[*done];

        if (!MACH_PORT_VALID(name))
            continue;
        if (ipc_object_copyin(space, name, item->name, &object) != KERN_SUCCESS)
            return MACH_SEND_INVALID_RIGHT;
        if (item->name == MACH_MSG_TYPE_MOVE_RECEIVE &&
            ipc_port_check_circularity((ipc_port_t)object, dest))
            kmsg->ikm_header.msgh_bits |= MACH_MSGH_BITS_CIRCULAR;
        names[*done] = (mach_port_t)object;
    }
    ipc_kmsg_item_set_name(item, ipc_object_copyin_type(item->name));
    return MACH_MSG_SUCCESS;
}

static mach_msg_return_t ipc_kmsg_copyin_port_array(ipc_kmsg_t kmsg, ipc_space_t space, vm_map_t map,
                                                    struct ipc_kmsg_item *item,
                                                    mach_msg_type_number_t *done)
{
    vm_offset_t address = ipc_kmsg_item_pointer(item), array = kalloc(item->length);

    if (array == 0)
        return MACH_SEND_INVALID_MEMORY | MACH_MSG_VM_KERNEL;
    if (copyinmap(map, (const void *)address, (void *)array, item->length) ||
        (item->deallocate && vm_deallocate(map, address, item->length) != KERN_SUCCESS)) {
        kfree(array, item->length);
        return MACH_SEND_INVALID_MEMORY;
    }
    ipc_kmsg_item_pointer(item) = array;
    return ipc_kmsg_copyin_ports(kmsg, space, (mach_port_t *)array, item, done);
}

/* Of a message only the first memory may be a list of pages: these are busy until the message has been
 * used, and a second list with one of them would wait for the first for ever. */
static mach_msg_return_t ipc_kmsg_copyin_memory(ipc_kmsg_t kmsg, vm_map_t map, struct ipc_kmsg_item *item,
                                                boolean_t first)
{
    ipc_kobject_type_t type = ip_kotype((ipc_port_t)kmsg->ikm_header.msgh_remote_port);
    vm_offset_t address = ipc_kmsg_item_pointer(item);
    vm_map_copy_t copy;
    kern_return_t kr;

    if (first && ipc_kobject_vm_page_list(type))
        kr = vm_map_copyin_page_list(map, address, item->length, item->deallocate,
                                     ipc_kobject_vm_page_steal(type), &copy, FALSE);
    else
        kr = vm_map_copyin(map, address, item->length, item->deallocate, &copy);
    if (kr != KERN_SUCCESS)
        return kr == KERN_RESOURCE_SHORTAGE ? MACH_SEND_INVALID_MEMORY | MACH_MSG_VM_KERNEL
                                            : MACH_SEND_INVALID_MEMORY;
    ipc_kmsg_item_pointer(item) = (vm_offset_t)copy;
    return MACH_MSG_SUCCESS;
}

/* If it fails, what has been taken already is destroyed, with the header's rights. */
mach_msg_return_t ipc_kmsg_copyin_body(ipc_kmsg_t kmsg, ipc_space_t space, vm_map_t map)
{
    vm_offset_t at = ipc_kmsg_body(kmsg), end = ipc_kmsg_end(kmsg);
    boolean_t complex = FALSE, first = TRUE;

    while (at < end) {
        vm_offset_t start = at, array = 0;
        struct ipc_kmsg_item item;
        mach_msg_type_number_t done = 0;
        mach_msg_return_t mr = ipc_kmsg_item_check(&at, end, &item);

        if (mr == MACH_MSG_SUCCESS) {
            if (item.is_inline) {
                if (item.is_port)
                    mr = ipc_kmsg_copyin_ports(kmsg, space, (mach_port_t *)item.data, &item, &done);
            } else if (item.length == 0) {
                ipc_kmsg_item_pointer(&item) = 0;
                ipc_kmsg_item_set_name(&item, item.is_port ? ipc_object_copyin_type(item.name)
                                                           : item.name);
            } else if (item.is_port) {
                mr = ipc_kmsg_copyin_port_array(kmsg, space, map, &item, &done);
                array = mr == MACH_SEND_INVALID_RIGHT ? ipc_kmsg_item_pointer(&item) : 0;
            } else {
                mr = ipc_kmsg_copyin_memory(kmsg, map, &item, first);
                first = FALSE;
            }
        }
        if (mr != MACH_MSG_SUCCESS) {
            ipc_kmsg_clean_partial(kmsg, start, done);
            if (array != 0)
                kfree(array, item.length);
            return mr;
        }
        if (!item.is_inline || item.is_port)
            complex = TRUE;
    }
    /* A message that only says so is spared the next look. */
    if (!complex)
        kmsg->ikm_header.msgh_bits &= ~MACH_MSGH_BITS_COMPLEX;
    return MACH_MSG_SUCCESS;
}

/* ---- messages that the kernel has made, with ports in the names' place ---- */

static void ports_from_kernel(ipc_kmsg_t kmsg, const mach_port_t *ports,
                              const struct ipc_kmsg_item *item)
{
    for (mach_msg_type_number_t i = 0; i < item->number; i++) {
        ipc_object_t object = (ipc_object_t)ports[i];

        if (!IO_VALID(object))
            continue;
        ipc_object_copyin_from_kernel(object, item->name);
        if (item->name == MACH_MSG_TYPE_MOVE_RECEIVE &&
            ipc_port_check_circularity((ipc_port_t)object,
                                       (ipc_port_t)kmsg->ikm_header.msgh_remote_port))
            kmsg->ikm_header.msgh_bits |= MACH_MSGH_BITS_CIRCULAR;
    }
}

/* Arrays of ports are kalloc's already, memory is copies. It does not fail. */
void ipc_kmsg_copyin_from_kernel(ipc_kmsg_t kmsg)
{
    mach_msg_header_t *msg = &kmsg->ikm_header;
    mach_msg_type_name_t dest_type = MACH_MSGH_BITS_REMOTE(msg->msgh_bits);
    mach_msg_type_name_t reply_type = MACH_MSGH_BITS_LOCAL(msg->msgh_bits);
    vm_offset_t at, end;

    if (IO_VALID((ipc_object_t)msg->msgh_remote_port))
        ipc_object_copyin_from_kernel((ipc_object_t)msg->msgh_remote_port, dest_type);
    if (IO_VALID((ipc_object_t)msg->msgh_local_port))
        ipc_object_copyin_from_kernel((ipc_object_t)msg->msgh_local_port, reply_type);
    msg->msgh_bits = MACH_MSGH_BITS_OTHER(msg->msgh_bits) |
                     MACH_MSGH_BITS(ipc_object_copyin_type(dest_type),
                                    ipc_object_copyin_type(reply_type));
    if ((msg->msgh_bits & MACH_MSGH_BITS_COMPLEX) == 0)
        return;
    at = ipc_kmsg_body(kmsg);
    end = ipc_kmsg_end(kmsg);
    while (at < end) {
        struct ipc_kmsg_item item;

        ipc_kmsg_item(&at, &item);
        if (!item.is_port)
            continue;
        ports_from_kernel(kmsg,
                          item.is_inline ? (mach_port_t *)item.data
                                         : (mach_port_t *)ipc_kmsg_item_pointer(&item),
                          &item);
        ipc_kmsg_item_set_name(&item, ipc_object_copyin_type(item.name));
    }
}
