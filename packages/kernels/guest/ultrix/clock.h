/* The clock and what is done by it. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct timeval;

/* ---- clock.c ---- */
/* Starts ticks, `rate` a second, a power of two from 2 to 8192; false: no such rate. */
bool clock_start(int rate);
/* A tick: the processor was at `pc` with `status`. */
void clock_interrupt(uint32_t status, uint32_t pc);

/* ---- callout.c ---- */
/* One tick has gone by: is there a callout whose time has come? */
bool callouts_tick(void);
/* Calls those, at splsoftclock. */
void callouts_run(void);

/* ---- calendar.c ---- */
void calendar_read(struct timeval *time);
void calendar_write(const struct timeval *time);

/* ---- spl.S ---- */
void softclock_request(void);

#endif
