/* Names of the kernel's objects. */
#ifndef KERN_KERN_TYPES_H
#define KERN_KERN_TYPES_H

#include <mach/boolean.h>
#include <mach/kern_return.h>
#include <mach/vm_types.h>

typedef struct thread *thread_t;
typedef struct task *task_t;
typedef struct processor *processor_t;
typedef struct processor_set *processor_set_t;
typedef struct host *host_t;

#define THREAD_NULL ((thread_t)0)
#define TASK_NULL ((task_t)0)
#define PROCESSOR_NULL ((processor_t)0)
#define PROCESSOR_SET_NULL ((processor_set_t)0)
#define HOST_NULL ((host_t)0)

typedef thread_t *thread_array_t;
typedef task_t *task_array_t;

/* Where a thread that has given up its stack goes on. */
typedef void (*continuation_t)(void);
#define CONTINUATION_NULL ((continuation_t)0)

typedef void *event_t;

#endif
