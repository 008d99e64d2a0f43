/* A thread of the host process: a stack, switched to and from. */
#ifndef UNDER_THREAD_H
#define UNDER_THREAD_H

#include <stdbool.h>

struct proc;
struct user;

struct thread {
    struct user *t_user;
    void *t_context;         /* context.c */
    void (*t_program)(void); /* what it begins with */
    bool t_notice;
    bool t_ready;            /* it is in the queue of those that can run */
    struct proc *t_next;
    unsigned t_level;        /* while it does not run */
    long t_user_ticks;
    long t_system_ticks;
    struct frame *t_frames;  /* handlers that are to run, the last one first */
};

#endif
