/* Exceptions as messages (Mach 3.0's kern/exception.c). */
#ifndef KERN_EXCEPTION_H
#define KERN_EXCEPTION_H

#include <kern/kern_types.h>

struct ipc_port;
struct ipc_kmsg;

/* The running thread has had an exception in user mode. Does not return: the thread goes on by
 * thread_exception_return(), or ends. */
void exception(int exception, int code, int subcode) __attribute__((noreturn));
/* Continuations and ends of exception_raise. */
void exception_raise_continue(void);
void exception_raise_continue_fast(struct ipc_port *reply_port, struct ipc_kmsg *kmsg)
    __attribute__((noreturn));
void exception_no_server(void) __attribute__((noreturn));

#endif
