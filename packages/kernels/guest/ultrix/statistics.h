/* What the kernel counts, as 4.3BSD's vmmeter and hardclock do: for people, and for their decisions. */
#ifndef STATISTICS_H
#define STATISTICS_H

#include <stdint.h>

/* Events: those of the second that passes, and of all before it. */
struct events {
    uint32_t switches;
    uint32_t traps;
    uint32_t syscalls;
    uint32_t interrupts;
    uint32_t soft;        /* runs of callouts */
    uint32_t faults;
    uint32_t zero_fills;
    uint32_t stack_grows;
    uint32_t reclaims;    /* pages taken back from the free list */
    uint32_t text_finds;  /* of these, by their identity */
    uint32_t text_steals; /* pages that texts have lost on it */
    uint32_t shortages;   /* programs that found no memory */
    uint32_t text_hits;   /* exec found its text in memory */
    uint32_t text_loads;  /* reads of texts, or of their missing parts */
    uint32_t fork_pages;  /* copied by fork */
    uint32_t swap_refused; /* requests for swap space when there was none */
    uint32_t spurious;    /* interrupts of nobody */
};
extern struct events events, events_sum;
/* Events a second, smoothed over five seconds. */
extern struct events events_rate;

/* Ticks by what the processor was doing. */
enum cpu_state { CPU_USER, CPU_NICE, CPU_SYSTEM, CPU_IDLE, CPU_STATES };
extern uint32_t cpu_ticks[CPU_STATES];

/* Drives: what each has done, and the ticks in which it was at work (4.3BSD's dk_busy, dk_time, dk_seek,
 * dk_xfer, dk_wds; iostat prints them). */
#define DRIVES 8
#define DRIVE_WORD 64 /* bytes */
struct drive_statistics {
    uint32_t d_ticks;
    uint32_t d_seeks;     /* transfers that did not go on where the one before ended */
    uint32_t d_transfers;
    uint32_t d_words;     /* of DRIVE_WORD bytes */
};
extern struct drive_statistics drive_statistics[DRIVES];
extern volatile uint32_t drives_busy; /* a bit for each */

/* Processes, counted every five seconds. */
struct totals {
    uint16_t run;    /* run, or wait for the processor */
    uint16_t disk;   /* wait for something short */
    uint16_t sleep;  /* for something long */
    uint32_t memory; /* pages of all */
    uint32_t free;
};
extern struct totals totals;

/* Runnable processes over 1, 5 and 15 minutes, times LOAD_SCALE. */
#define LOAD_SHIFT 11
#define LOAD_SCALE (1 << LOAD_SHIFT)
extern uint32_t load_average[3];

/* Once a second, at splsoftclock. */
void statistics_second(void);

#endif
