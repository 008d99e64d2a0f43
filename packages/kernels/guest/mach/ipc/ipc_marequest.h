/*
 * Requests for message-accepted notifications (Mach 3.0's ipc_marequest): a sender that left a
 * message with a full port is told when it may leave another one.
 */
#ifndef IPC_IPC_MAREQUEST_H
#define IPC_IPC_MAREQUEST_H

#include <ipc/ipc_types.h>

struct ipc_marequest {
    ipc_space_t imar_space;
    mach_port_t imar_name;     /* of the send right; NULL once it is cancelled */
    ipc_port_t imar_soright;   /* who is told */
    struct ipc_marequest *imar_next;
};

void ipc_marequest_init(void);
mach_msg_return_t ipc_marequest_create(ipc_space_t space, ipc_port_t port, mach_port_t notify,
                                       ipc_marequest_t *marequest);
void ipc_marequest_cancel(ipc_space_t space, mach_port_t name);
void ipc_marequest_rename(ipc_space_t space, mach_port_t old, mach_port_t new_name);
void ipc_marequest_destroy(ipc_marequest_t marequest);

#endif
