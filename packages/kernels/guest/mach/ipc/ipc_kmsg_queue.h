/* The heads of two rings: of messages (ipc_kmsg.h) and of threads that wait (ipc_thread.h). */
#ifndef IPC_IPC_KMSG_QUEUE_H
#define IPC_IPC_KMSG_QUEUE_H

struct ipc_kmsg;
struct thread;

struct ipc_kmsg_queue {
    struct ipc_kmsg *ikmq_base;
};

struct ipc_thread_queue {
    struct thread *ithq_base;
};

typedef struct ipc_kmsg_queue *ipc_kmsg_queue_t;
typedef struct ipc_thread_queue *ipc_thread_queue_t;

#endif
