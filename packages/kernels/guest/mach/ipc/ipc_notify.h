/* Notifications that the kernel sends; each consumes the send-once right (Mach 3.0's ipc_notify). */
#ifndef IPC_IPC_NOTIFY_H
#define IPC_IPC_NOTIFY_H

#include <ipc/ipc_types.h>

void ipc_notify_init(void);
void ipc_notify_port_deleted(ipc_port_t sonce, mach_port_t name);
void ipc_notify_msg_accepted(ipc_port_t sonce, mach_port_t name);
void ipc_notify_port_destroyed(ipc_port_t sonce, ipc_port_t right);
void ipc_notify_no_senders(ipc_port_t sonce, mach_port_mscount_t mscount);
void ipc_notify_send_once(ipc_port_t sonce);
void ipc_notify_dead_name(ipc_port_t sonce, mach_port_t name);

#endif
