/* What the server keeps for each process: the thread that serves it, and its process on the host. */
#ifndef UNDER_THREAD_H
#define UNDER_THREAD_H

#include <hosted/message.h>
#include <stdbool.h>

struct host_thread;
struct text;
struct user;

struct thread {
    struct user *t_user;
    struct host_thread *t_host;        /* serves it */
    void (*t_function)(void *);        /* what it begins with; NULL: its program */
    void *t_argument;
    uint64_t t_serial;                 /* never given twice */

    int t_channel;                     /* to its process on the host; -1: there is none */
    int t_process;                     /* descriptor of that */
    int t_pid;                         /* the host's number of it */
    struct registers t_registers;      /* of its program, while that does not run */
    struct text *t_text;               /* its program's file */
    struct text *t_old_text;           /* exec: the file of the one before, not yet let go of */
    uintptr_t t_data_end;              /* of what its program was loaded with; whole pages */
    uintptr_t t_stack;                 /* bytes of its stack: as its limit says */

    bool t_ready;                      /* thread_ready() has come */
    bool t_notice;                     /* look for signals before it goes on */
    bool t_in_program;                 /* it has been told to go on; a signal of the host reaches it */
    bool t_lost;                       /* its process on the host is dead, or talks nonsense */

    int64_t t_user_time, t_system_time;       /* microseconds, as last asked for */
    int64_t t_user_charged, t_system_charged; /* of them, what process_tick() has been told */
};

#endif
