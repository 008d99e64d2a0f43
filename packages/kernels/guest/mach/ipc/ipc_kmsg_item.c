/*
 * A body's items: descriptors of one word, or long ones, and their data (what the loops of Mach 3.0's
 * ipc/ipc_kmsg.c begin with).
 */
#include <ipc/ipc_kmsg.h>

#define ROUND_UP(address) (((address) + sizeof(vm_offset_t) - 1) & ~(sizeof(vm_offset_t) - 1))
#define MANY 0xffffu /* elements, whose bits might be more than a word can count */

static inline void describe(mach_msg_type_t *type, struct ipc_kmsg_item *item)
{
    item->type = type;
    item->is_inline = type->msgt_inline;
    item->deallocate = type->msgt_deallocate;
    if (type->msgt_longform) {
        mach_msg_type_long_t *longform = (mach_msg_type_long_t *)type;

        item->name = longform->msgtl_name;
        item->size = longform->msgtl_size;
        item->number = longform->msgtl_number;
    } else {
        item->name = type->msgt_name;
        item->size = type->msgt_size;
        item->number = type->msgt_number;
    }
    item->is_port = MACH_MSG_TYPE_PORT_ANY(item->name);
    item->length = ((vm_size_t)item->number * item->size + 7) >> 3;
}

static inline vm_offset_t data_of(mach_msg_type_t *type)
{
    return ROUND_UP((vm_offset_t)type + (type->msgt_longform ? sizeof(mach_msg_type_long_t)
                                                             : sizeof(mach_msg_type_t)));
}

static inline vm_size_t bytes_of(const struct ipc_kmsg_item *item)
{
    return item->is_inline ? ROUND_UP(item->length) : sizeof(vm_offset_t);
}

mach_msg_return_t ipc_kmsg_item_check(vm_offset_t *at, vm_offset_t end, struct ipc_kmsg_item *item)
{
    mach_msg_type_t *type = (mach_msg_type_t *)*at;
    mach_msg_type_long_t *longform = (mach_msg_type_long_t *)type;

    if (end - *at < sizeof *type || (type->msgt_longform && end - *at < sizeof *longform))
        return MACH_SEND_MSG_TOO_SMALL;
    describe(type, item);
    if (item->is_port && item->size != MACH_MSG_PORT_SIZE_BITS)
        return MACH_SEND_INVALID_TYPE;
    if (type->msgt_longform && (type->msgt_name | type->msgt_size | type->msgt_number) != 0)
        return MACH_SEND_INVALID_TYPE;
    if (type->msgt_unused || (item->deallocate && item->is_inline))
        return MACH_SEND_INVALID_TYPE;
    if (item->number > MANY && item->size != 0 && item->number > (~0u - 7) / item->size)
        return MACH_SEND_INVALID_TYPE;

    item->data = data_of(type);
    if (item->data > end || end - item->data < bytes_of(item))
        return MACH_SEND_MSG_TOO_SMALL;
    *at = item->data + bytes_of(item);
    return MACH_MSG_SUCCESS;
}

void ipc_kmsg_item(vm_offset_t *at, struct ipc_kmsg_item *item)
{
    mach_msg_type_t *type = (mach_msg_type_t *)*at;

    describe(type, item);
    item->data = data_of(type);
    *at = item->data + bytes_of(item);
}

void ipc_kmsg_item_set_name(struct ipc_kmsg_item *item, mach_msg_type_name_t name)
{
    if (item->type->msgt_longform)
        ((mach_msg_type_long_t *)item->type)->msgtl_name = (unsigned short)name;
    else
        item->type->msgt_name = name;
}
