/*
 * Notifications: small messages from templates, to the send-once right that was left for them (Mach
 * 3.0's ipc/ipc_notify.c).
 */
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_mqueue.h>
#include <ipc/ipc_notify.h>
#include <ipc/ipc_port.h>
#include <kern/printf.h>
#include <mach/notify.h>

static mach_port_deleted_notification_t deleted_template, dead_name_template, accepted_template;
static mach_port_destroyed_notification_t destroyed_template;
static mach_no_senders_notification_t no_senders_template;
static mach_send_once_notification_t send_once_template;

static void init_header(mach_msg_header_t *header, mach_msg_id_t id, mach_msg_size_t size)
{
    header->msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, 0);
    header->msgh_size = size;
    header->msgh_id = id;
}

static void init_type(mach_msg_type_t *type, unsigned name, unsigned bits)
{
    type->msgt_name = name;
    type->msgt_size = bits;
    type->msgt_number = 1;
    type->msgt_inline = TRUE;
}

static void init_name(mach_port_deleted_notification_t *n, mach_msg_id_t id)
{
    init_header(&n->not_header, id, sizeof *n);
    init_type(&n->not_type, MACH_MSG_TYPE_PORT_NAME, MACH_MSG_PORT_SIZE_BITS);
}

void ipc_notify_init(void)
{
    init_name(&deleted_template, MACH_NOTIFY_PORT_DELETED);
    init_name(&accepted_template, MACH_NOTIFY_MSG_ACCEPTED);
    init_name(&dead_name_template, MACH_NOTIFY_DEAD_NAME);

    init_header(&destroyed_template.not_header, MACH_NOTIFY_PORT_DESTROYED,
                sizeof destroyed_template);
    destroyed_template.not_header.msgh_bits |= MACH_MSGH_BITS_COMPLEX;
    init_type(&destroyed_template.not_type, MACH_MSG_TYPE_PORT_RECEIVE, MACH_MSG_PORT_SIZE_BITS);

    init_header(&no_senders_template.not_header, MACH_NOTIFY_NO_SENDERS,
                sizeof no_senders_template);
    init_type(&no_senders_template.not_type, MACH_MSG_TYPE_INTEGER_32, 32);

    init_header(&send_once_template.not_header, MACH_NOTIFY_SEND_ONCE, sizeof send_once_template);
}

/* A message of that size, or null: then the right is let go of, and nobody is told. */
static ipc_kmsg_t new_notification(ipc_port_t sonce, mach_msg_size_t size)
{
    ipc_kmsg_t kmsg = ikm_alloc(size);

    if (kmsg == IKM_NULL) {
        printf("a notification is dropped\n");
        ipc_port_release_sonce(sonce);
        return IKM_NULL;
    }
    ikm_init(kmsg, size);
    return kmsg;
}

static void ipc_notify_send(ipc_port_t sonce, ipc_kmsg_t kmsg)
{
    kmsg->ikm_header.msgh_remote_port = (mach_port_t)sonce;
    ipc_mqueue_send_always(kmsg);
}

static void ipc_notify_send_name(ipc_port_t sonce, const mach_port_deleted_notification_t *template,
                                 mach_port_t name)
{
    ipc_kmsg_t kmsg = new_notification(sonce, sizeof *template);
    mach_port_deleted_notification_t *n;

    if (kmsg == IKM_NULL)
        return;
    n = (mach_port_deleted_notification_t *)&kmsg->ikm_header;
    *n = *template;
    n->not_port = name;
    ipc_notify_send(sonce, kmsg);
}

void ipc_notify_port_deleted(ipc_port_t sonce, mach_port_t name)
{
    ipc_notify_send_name(sonce, &deleted_template, name);
}

void ipc_notify_msg_accepted(ipc_port_t sonce, mach_port_t name)
{
    ipc_notify_send_name(sonce, &accepted_template, name);
}

void ipc_notify_dead_name(ipc_port_t sonce, mach_port_t name)
{
    ipc_notify_send_name(sonce, &dead_name_template, name);
}

/* The receive right, which is in limbo with the notification's port as destination, moves with it. */
void ipc_notify_port_destroyed(ipc_port_t sonce, ipc_port_t right)
{
    ipc_kmsg_t kmsg = new_notification(sonce, sizeof destroyed_template);
    mach_port_destroyed_notification_t *n;

    if (kmsg == IKM_NULL) {
        ipc_port_release_receive(right);
        return;
    }
    n = (mach_port_destroyed_notification_t *)&kmsg->ikm_header;
    *n = destroyed_template;
    n->not_port = (mach_port_t)right;
    ipc_notify_send(sonce, kmsg);
}

void ipc_notify_no_senders(ipc_port_t sonce, mach_port_mscount_t mscount)
{
    ipc_kmsg_t kmsg = new_notification(sonce, sizeof no_senders_template);
    mach_no_senders_notification_t *n;

    if (kmsg == IKM_NULL)
        return;
    n = (mach_no_senders_notification_t *)&kmsg->ikm_header;
    *n = no_senders_template;
    n->not_count = mscount;
    ipc_notify_send(sonce, kmsg);
}

void ipc_notify_send_once(ipc_port_t sonce)
{
    ipc_kmsg_t kmsg = new_notification(sonce, sizeof send_once_template);

    if (kmsg == IKM_NULL)
        return;
    *(mach_send_once_notification_t *)&kmsg->ikm_header = send_once_template;
    ipc_notify_send(sonce, kmsg);
}
