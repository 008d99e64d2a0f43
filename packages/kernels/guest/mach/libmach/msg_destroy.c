/*
 * Messages that nobody wants: the rights that they have brought, or would have taken, are let go of,
 * and so is memory out of line (Mach 3.0's mach_msg_destroy).
 */
#include <mach/mach.h>

static void port_destroy(mach_port_t port, mach_msg_type_name_t type)
{
    if (!MACH_PORT_VALID(port))
        return;
    switch (type) {
    case MACH_MSG_TYPE_MOVE_SEND:
    case MACH_MSG_TYPE_MOVE_SEND_ONCE:
        (void)mach_port_deallocate(mach_task_self(), port);
        break;
    case MACH_MSG_TYPE_MOVE_RECEIVE:
        (void)mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1);
        break;
    case MACH_MSG_TYPE_MAKE_SEND: { /* it would have been made: for it to be missed, it is made */
        mach_port_t made;
        mach_msg_type_name_t kind;

        if (mach_port_extract_right(mach_task_self(), port, type, &made, &kind) == KERN_SUCCESS)
            (void)mach_port_deallocate(mach_task_self(), made);
        break;
    }
    default:
        break;
    }
}

/* An item of the body; where the next one begins. */
static vm_offset_t item_destroy(vm_offset_t at)
{
    mach_msg_type_long_t *type = (mach_msg_type_long_t *)at;
    mach_msg_type_t *head = &type->msgtl_header;
    unsigned name = head->msgt_name, size = head->msgt_size, number = head->msgt_number;
    vm_offset_t data = at + sizeof *head, next;
    vm_size_t bytes;

    if (head->msgt_longform) {
        name = type->msgtl_name;
        size = type->msgtl_size;
        number = type->msgtl_number;
        data = at + sizeof *type;
    }
    bytes = ((vm_size_t)size * number + 7) / 8;
    next = data + (head->msgt_inline ? MIG_ROUND(bytes) : sizeof(vm_offset_t));
    if (!head->msgt_inline)
        data = *(vm_offset_t *)data;
    if (MACH_MSG_TYPE_PORT_ANY(name))
        for (unsigned i = 0; i < number; i++)
            port_destroy(((mach_port_t *)data)[i], name);
    if (!head->msgt_inline && bytes > 0)
        (void)vm_deallocate(mach_task_self(), data, bytes);
    return next;
}

void mach_msg_destroy(mach_msg_header_t *message)
{
    vm_offset_t at = (vm_offset_t)(message + 1), end = (vm_offset_t)message + message->msgh_size;

    port_destroy(message->msgh_remote_port, MACH_MSGH_BITS_REMOTE(message->msgh_bits));
    if ((message->msgh_bits & MACH_MSGH_BITS_COMPLEX) == 0)
        return;
    while (at < end)
        at = item_destroy(at);
}
