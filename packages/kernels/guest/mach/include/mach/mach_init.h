/* The library of a task: its own ports, messages, reply ports (libmach). */
#ifndef MACH_MACH_INIT_H
#define MACH_MACH_INIT_H

#include <mach/mach_types.h>
#include <mach/mig_errors.h>

extern mach_port_t mach_task_self_;
#define mach_task_self() mach_task_self_
extern vm_size_t vm_page_size;

/* Before anything else, and first of all in a task that is a copy of another. */
void mach_init(void);

/* The task's bootstrap port: a reference more each time. */
mach_port_t mach_task_bootstrap(void);

mach_msg_return_t mach_msg(mach_msg_header_t *message, mach_msg_option_t option, mach_msg_size_t send_size,
                           mach_msg_size_t receive_size, mach_port_t receive_name,
                           mach_msg_timeout_t timeout, mach_port_t notify);
/* Lets go of the rights and the memory that a message has brought, or would have taken. */
void mach_msg_destroy(mach_msg_header_t *message);
/* Answers what comes to a port or a set, until that fails. */
mach_msg_return_t mach_msg_server(boolean_t (*demultiplex)(mach_msg_header_t *, mach_msg_header_t *),
                                  mach_msg_size_t most, mach_port_t receive_name);

/* A thread's port for replies. A package of threads says where each of them keeps its own. */
extern mach_port_t *(*mig_reply_slot)(void);
mach_port_t mig_get_reply_port(void);
void mig_dealloc_reply_port(mach_port_t port);
void mig_init(void); /* the ports that were there are another task's */

/* A thread that does not run will begin with function(argument) on the stack that ends at `top`. */
kern_return_t thread_setup(mach_port_t thread, vm_address_t function, vm_address_t top,
                           vm_address_t argument);

#endif
