/*
 * Messages to the kernel (Mach 3.0's kern/ipc_kobject.c): the sender's thread makes the reply, with the
 * routine that a generated demultiplexer has for the request's number.
 */
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_port.h>
#include <kern/printf.h>
#include <vm/vm_object.h>

/* Of the generated files. */
mig_routine_t mach_server_routine(const mach_msg_header_t *request);
mig_routine_t mach_port_server_routine(const mach_msg_header_t *request);
mig_routine_t mach_host_server_routine(const mach_msg_header_t *request);
mig_routine_t device_server_routine(const mach_msg_header_t *request);
mig_routine_t bootstrap_server_routine(const mach_msg_header_t *request);
mig_routine_t device_pager_server_routine(const mach_msg_header_t *request);
boolean_t ds_notify(mach_msg_header_t *message); /* device/ds_open.c */

static const mach_msg_type_t return_code_type = {
    .msgt_name = MACH_MSG_TYPE_INTEGER_32,
    .msgt_size = 32,
    .msgt_number = 1,
    .msgt_inline = TRUE,
};

/* The right by which the request came is used up. */
static void release_destination(ipc_kmsg_t request)
{
    ipc_port_t port = (ipc_port_t)request->ikm_header.msgh_remote_port;

    switch (MACH_MSGH_BITS_REMOTE(request->ikm_header.msgh_bits)) {
    case MACH_MSG_TYPE_PORT_SEND:
        ipc_port_release_send(port);
        break;
    case MACH_MSG_TYPE_PORT_SEND_ONCE:
        ipc_port_release_sonce(port);
        break;
    default:
        panic("ipc_kobject_server: strange destination rights");
    }
    request->ikm_header.msgh_remote_port = MACH_PORT_NULL;
}

/* Notifications that the kernel itself has asked for: of devices that nobody has any more. */
boolean_t ipc_kobject_notify(mach_msg_header_t *request, mach_msg_header_t *reply)
{
    return ip_kotype((ipc_port_t)request->msgh_remote_port) == IKOT_DEVICE && ds_notify(request);
}

/* The one routine whose reply may carry a receive right: to a port that hangs on that right itself? */
#define MACH_PORT_EXTRACT_RIGHT 3216

static void check_circularity(const mig_reply_header_t *reply, mach_msg_header_t *header)
{
    vm_offset_t at = (vm_offset_t)(reply + 1);
    struct ipc_kmsg_item item;
    ipc_port_t port;

    ipc_kmsg_item(&at, &item);
    port = *(ipc_port_t *)item.data;
    if (item.name == MACH_MSG_TYPE_PORT_RECEIVE && IP_VALID(port) &&
        IP_VALID((ipc_port_t)header->msgh_remote_port) &&
        ipc_port_check_circularity(port, (ipc_port_t)header->msgh_remote_port))
        header->msgh_bits |= MACH_MSGH_BITS_CIRCULAR;
}

/* The reply to send, or null for none. The request is consumed. */
ipc_kmsg_t ipc_kobject_server(ipc_kmsg_t request)
{
    mach_msg_header_t *in = &request->ikm_header;
    ipc_kmsg_t reply = ikm_alloc(IPC_KOBJECT_REPLY_BYTES);
    mig_reply_header_t *out;
    mig_routine_t routine;
    kern_return_t kr;

    if (reply == IKM_NULL) {
        printf("ipc_kobject_server: no memory for a reply\n");
        ipc_kmsg_destroy(request);
        return IKM_NULL;
    }
    ikm_init(reply, IPC_KOBJECT_REPLY_BYTES);
    out = (mig_reply_header_t *)&reply->ikm_header;
    out->Head.msgh_bits = MACH_MSGH_BITS(MACH_MSGH_BITS_LOCAL(in->msgh_bits), 0);
    out->Head.msgh_size = sizeof(mig_reply_header_t);
    out->Head.msgh_remote_port = in->msgh_local_port;
    out->Head.msgh_local_port = MACH_PORT_NULL;
    out->Head.msgh_seqno = 0;
    out->Head.msgh_id = in->msgh_id + 100;
    out->RetCodeType = return_code_type;

    if ((routine = mach_server_routine(in)) != 0 || (routine = mach_port_server_routine(in)) != 0 ||
        (routine = mach_host_server_routine(in)) != 0 || (routine = device_server_routine(in)) != 0 ||
        (routine = bootstrap_server_routine(in)) != 0 ||
        (routine = device_pager_server_routine(in)) != 0)
        (*routine)(in, &reply->ikm_header);
    else if (ipc_kobject_notify(in, &reply->ikm_header))
        out->RetCode = MIG_NO_REPLY;
    else
        out->RetCode = MIG_BAD_ID;

    release_destination(request);
    kr = out->RetCode;
    if (kr == KERN_SUCCESS || kr == MIG_NO_REPLY) {
        /* The routine has used what the request carried; the buffer can be the processor's again. */
        if (request->ikm_size == IKM_SAVED_KMSG_SIZE && ikm_cache() == IKM_NULL)
            ikm_cache() = request;
        else
            ikm_free(request);
    } else {
        /* The reply right is the reply's, the rest is destroyed. */
        in->msgh_local_port = MACH_PORT_NULL;
        ipc_kmsg_destroy(request);
    }
    if (kr == MIG_NO_REPLY) {
        /* It is the routine's, too, when and whether there is an answer. */
        ikm_free(reply);
        return IKM_NULL;
    }
    if (kr == KERN_SUCCESS && out->Head.msgh_id == MACH_PORT_EXTRACT_RIGHT + 100)
        check_circularity(out, &reply->ikm_header);
    if (!IP_VALID((ipc_port_t)out->Head.msgh_remote_port)) {
        ipc_kmsg_destroy(reply);
        return IKM_NULL;
    }
    return reply;
}

void ipc_kobject_set(ipc_port_t port, ipc_kobject_t kobject, ipc_kobject_type_t type)
{
    port->ip_bits = (port->ip_bits & ~IO_BITS_KOTYPE) | type;
    port->ip_kobject = kobject;
}

/* A port that stands for something in the kernel has died: pagers' ports are received elsewhere. */
void ipc_kobject_destroy(ipc_port_t port)
{
    switch (ip_kotype(port)) {
    case IKOT_PAGER:
        vm_object_destroy(port);
        break;
    case IKOT_PAGER_TERMINATING:
        vm_object_pager_wakeup(port);
        break;
    default:
        break;
    }
}
