/* Numbers of the kernel's traps, as Mach 3.0 has them; a stub puts the number in v0. */
#ifndef MACH_TRAPS_H
#define MACH_TRAPS_H

#define TRAP_MACH_MSG (-25)
#define TRAP_MACH_REPLY_PORT (-26)
#define TRAP_MACH_THREAD_SELF (-27)
#define TRAP_MACH_TASK_SELF (-28)
#define TRAP_MACH_HOST_SELF (-29)

#define TRAP_DEVICE_WRITEV_REQUEST (-39)
#define TRAP_DEVICE_WRITE_REQUEST (-40)

#define TRAP_SWTCH_PRI (-59)
#define TRAP_SWTCH (-60)
#define TRAP_THREAD_SWITCH (-61)

/* What a message to a task could ask too, but without one when the task is the caller's. */
#define TRAP_VM_MAP (-64)
#define TRAP_VM_ALLOCATE (-65)
#define TRAP_VM_DEALLOCATE (-66)
#define TRAP_TASK_CREATE (-68)
#define TRAP_TASK_TERMINATE (-69)
#define TRAP_TASK_SUSPEND (-70)
#define TRAP_TASK_SET_SPECIAL_PORT (-71)
#define TRAP_MACH_PORT_ALLOCATE (-72)
#define TRAP_MACH_PORT_DEALLOCATE (-73)
#define TRAP_MACH_PORT_INSERT_RIGHT (-74)
#define TRAP_MACH_PORT_ALLOCATE_NAME (-75)
#define TRAP_THREAD_DEPRESS_ABORT (-76)

#define TRAP_LAST 80 /* numbers are below it, negated */

#endif
