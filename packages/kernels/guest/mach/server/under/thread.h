/* What the server keeps for each process: its task and thread, and who serves it. */
#ifndef UNDER_THREAD_H
#define UNDER_THREAD_H

#include <abi/time.h>
#include <mach/port.h>
#include <server/bsd_types.h>
#include <stdbool.h>
#include <threads/cthreads.h>

struct pager;
struct user;

/* Addresses of the server's own that stand for the program's during a call (copy.c). */
#define COPY_WINDOWS 2
struct copy_window {
    uintptr_t from, to;
    size_t written; /* bytes from its beginning that have been written */
};

struct thread {
    struct user *t_user;
    mach_port_t t_task;
    mach_port_t t_thread;
    mach_port_t t_request;          /* the server receives its calls and exceptions */
    struct cthread *t_server;       /* the server's thread that acts for it; NULL: its program runs */
    struct condition t_wait;        /* that one, in thread_block() */
    void (*t_function)(void *);     /* what it begins with; NULL: its program */
    void *t_argument;

    bsd_registers_t t_registers;    /* of its program, while that does not run */
    struct copy_window t_windows[COPY_WINDOWS];
    unsigned t_window_count;

    uint32_t t_start_pc, t_start_sp; /* exec: where the new program begins */
    uint32_t t_stack_bytes;
    struct pager *t_text;           /* its program's file */

    struct timeval t_user_time, t_system_time; /* of its thread, which has ended */
    int t_user_charged, t_system_charged; /* ticks that process_tick() has been told of */

    pid_t t_parent_told;   /* the library knows this as its parent; 0: it does not */

    bool t_fresh;                   /* its program has not begun yet */
    bool t_ready;                   /* thread_ready() has come */
    bool t_dead;                    /* its task has gone */
    bool t_notice;                  /* look for signals before it goes on */
    bool t_interrupted;             /* stopped in its program; t_registers are its */
    bool t_renewed;                 /* by exec: its thread is to be begun */
    bool t_emulator;                /* the library is in its space */
};

#endif
