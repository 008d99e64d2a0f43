/*
 * When memory runs short (a stand-in for Mach 3.0's vm_pageout: nothing is ever paged out). The daemon
 * lets go of objects that are only kept, and of what other parts keep; if that does not help, those who
 * wait get KERN_RESOURCE_SHORTAGE.
 */
#ifndef VM_VM_PAGEOUT_H
#define VM_VM_PAGEOUT_H

#include <mach/boolean.h>

void vm_pageout(void);        /* the daemon: a kernel thread's start */
extern boolean_t vm_pageout_hopeless; /* the last attempt found nothing to let go */

#endif
