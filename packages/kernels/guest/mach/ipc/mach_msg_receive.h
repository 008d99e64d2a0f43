/* What mach_msg.c and mach_msg_trap.c share. */
#ifndef IPC_MACH_MSG_RECEIVE_H
#define IPC_MACH_MSG_RECEIVE_H

#include <ipc/ipc_types.h>

#define MACH_MSG_SIZE_MAX ((mach_msg_size_t)~0u)

mach_msg_return_t mach_msg_receive_results(mach_msg_return_t mr, ipc_kmsg_t kmsg,
                                           mach_port_seqno_t seqno, mach_msg_header_t *msg,
                                           mach_msg_option_t option, mach_msg_size_t rcv_size,
                                           mach_port_t notify);

#endif
