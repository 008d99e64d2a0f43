/* A task: a stack of the host process, and what it waits for. */
#ifndef UNDER_THREAD_H
#define UNDER_THREAD_H

#include <stdbool.h>

struct thread {
    void *context;
    void (*function)(void);
    bool started;
    bool done;
    bool ready;
    bool catches;      /* its sleep ends by a signal */
    bool stopped;      /* by SIGTTIN and the like, until task_continue() */
    const void *channel;
    long due;          /* tick at which its sleep times out; 0: never */
    int result;        /* of its sleep */
    unsigned level;
};

#endif
