/*
 * TLB pids (Mach 3.0's assign_tlbpid): 63 for pmaps, 0 for none. They are given out in turn, and taken
 * from whoever has them; what the TLB has under one then goes.
 */
#include <kern/cpu_number.h>

#include "pmap_private.h"

#define TLB_PIDS 64
#define NO_PID (-1)

pmap_t active_pmap = &kernel_pmap_store;
uint32_t current_space;

static pmap_t pid_owner[TLB_PIDS];
static int next_pid = 1;

void destroy_tlbpid(pmap_t pmap)
{
    int pid = pmap->pid_in_use;

    if (pid == 0)
        return;
    tlb_flush_pid((uint32_t)pmap->tlbpid);
    pid_owner[pid] = PMAP_NULL;
    pmap->pid_in_use = 0;
    pmap->tlbpid = NO_PID;
}

void assign_tlbpid(pmap_t pmap)
{
    int pid = next_pid;
    pmap_t owner;

    if (pmap->pid_in_use != 0)
        return;
    if ((owner = pid_owner[pid]) != PMAP_NULL)
        destroy_tlbpid(owner);
    pid_owner[pid] = pmap;
    pmap->pid_in_use = pid;
    pmap->tlbpid = pid << HI_ASID_SHIFT;
    next_pid = pid + 1 < TLB_PIDS ? pid + 1 : 1;
}

void pmap_activate(pmap_t pmap)
{
    if (pmap == kernel_pmap)
        return;
    if (pmap->tlbpid < 0)
        assign_tlbpid(pmap);
    active_pmap = pmap;
    current_space = pmap->space;
    space_switch((uint32_t)pmap->tlbpid);
}
