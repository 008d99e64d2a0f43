/* switch.S and the scheduler, for C. */
#ifndef SWITCH_H
#define SWITCH_H

#include <unix/kernel.h>

void context_switch(uint32_t area0, uint32_t area1, uint32_t entry_hi);
void space_switch(uint32_t entry_hi);

/* ---- scheduler.c ---- */
extern volatile uint32_t run_queue_bits; /* bit n: somebody is in run queue n */
extern volatile bool want_resched;       /* another process should run before the program goes on */
extern uint8_t current_priority;         /* of the process that runs */
extern volatile bool idling;             /* no process runs */

/* Another thread runs, the most urgent one; waits until there is one. Interrupts are off. */
void swtch(void);
void idle(void);
void run_queue_insert(struct proc *p);
void run_queue_remove(struct proc *p);
void scheduler_start(void);

/* ---- priority.c ---- */
/* p_usrpri from recent use and nice. */
void priority_compute(struct proc *p);
void priority_after_sleep(struct proc *p);
/* Once a second: everybody's use decays. */
void priorities_second(void);

/* ---- user.c: on the way to user mode ---- */
/* Is there anything to be done first? Interrupts are off when it returns. */
bool notice_pending(void);
/* Does it: signals, another process's turn. Interrupts are off when it returns. */
void user_notice(void);

#endif
