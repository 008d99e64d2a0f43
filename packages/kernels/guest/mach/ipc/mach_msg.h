/* The message trap, and its pieces (Mach 3.0's mach_msg). */
#ifndef IPC_MACH_MSG_H
#define IPC_MACH_MSG_H

#include <ipc/ipc_types.h>

struct thread;

mach_msg_return_t mach_msg_trap(mach_msg_header_t *msg, mach_msg_option_t option,
                                mach_msg_size_t send_size, mach_msg_size_t rcv_size,
                                mach_port_t rcv_name, mach_msg_timeout_t timeout,
                                mach_port_t notify);
mach_msg_return_t mach_msg_send(mach_msg_header_t *msg, mach_msg_option_t option,
                                mach_msg_size_t send_size, mach_msg_timeout_t timeout,
                                mach_port_t notify);
mach_msg_return_t mach_msg_receive(mach_msg_header_t *msg, mach_msg_option_t option,
                                   mach_msg_size_t rcv_size, mach_port_t rcv_name,
                                   mach_msg_timeout_t timeout, mach_port_t notify);

/* How threads go on that waited for a message: by mach_msg_trap's combined call, or any other. */
void mach_msg_continue(void);
void mach_msg_receive_continue(void);

/* For thread_abort: TRUE if the thread waited in mach_msg_continue or mach_msg_receive_continue's
 * manner and now returns MACH_RCV_INTERRUPTED to its user. */
boolean_t mach_msg_interrupt(struct thread *thread);

/* A message from the kernel; its ports are pointers, its rights move as the header says. The
 * numbers of a right's kinds are those of a task (MACH_MSG_TYPE_COPY_SEND ...). */
mach_msg_return_t mach_msg_send_from_kernel(mach_msg_header_t *msg, mach_msg_size_t send_size);
mach_msg_return_t mach_msg_rpc_from_kernel(mach_msg_header_t *msg, mach_msg_size_t send_size,
                                           mach_msg_size_t reply_size);
void mach_msg_abort_rpc(struct thread *thread);

#endif
