/* What the monolithic kernel keeps for each process: what it must know while another one runs. */
#ifndef UNDER_THREAD_H
#define UNDER_THREAD_H

#include <stdbool.h>
#include <stdint.h>
#include <under/current.h>

struct proc;
struct space;

struct thread {
    struct space *t_space;      /* its memory; the parent's while that is lent (vfork) */
    uint32_t t_id;              /* of the space, never given twice: what the machine reads */
    uint32_t t_area[U_PAGES];   /* EntryLo of the pages of its u-area; 0: collected */
    struct proc *t_back;        /* run queue: the one before; p_link is the next */
    bool t_queued;              /* it is in a run queue */
    volatile bool t_notice;     /* pass through signals_deliver() before going to user mode */
    uint16_t t_cpu_ticks;       /* ticks of the second that passes: for p_pctcpu */
    uint32_t t_user_ticks;      /* ticks in all */
    uint32_t t_system_ticks;
};

#endif
