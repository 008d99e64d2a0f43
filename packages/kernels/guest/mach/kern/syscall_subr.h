/* Traps about the processor: who else wants it. */
#ifndef KERN_SYSCALL_SUBR_H
#define KERN_SYSCALL_SUBR_H

#include <kern/kern_types.h>
#include <mach/message.h>

boolean_t swtch(void);
boolean_t swtch_pri(int priority);
kern_return_t thread_switch(mach_port_t thread_name, int option, mach_msg_timeout_t milliseconds);
void thread_depress_timeout(void *thread);
void thread_depress_priority(thread_t thread, mach_msg_timeout_t milliseconds); /* 0: until it is aborted */

#endif
