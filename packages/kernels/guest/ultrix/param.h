/*
 * Sizes of tables. Most follow from the number of users that a system is made for, as in 4.3BSD's
 * param.c.
 */
#ifndef PARAM_H
#define PARAM_H

#define MAXUSERS 32
#define PROCESSES (20 + 8 * MAXUSERS)
#define FILES (16 * (PROCESSES + 16 + MAXUSERS) / 10 + 64)
#define VNODES (PROCESSES + 16 + MAXUSERS + 64)
#define TEXTS (24 + MAXUSERS)
/* Runs of free swap space: between the three of each process and each text, at most. */
#define SWAP_RUNS (2 * PROCESSES + TEXTS + 16)
/* A process waits with a limit, and has a timer; the rest is the system's own. */
#define CALLOUTS (2 * PROCESSES + 64)

#endif
