/* interrupt-test: who interrupts, how it is dispatched, and the parts of the test. */
#ifndef INTERRUPTS_H
#define INTERRUPTS_H

#include <stdint.h>

#include "interrupt.h"

/* Dispatches interrupts to the handlers below from now on. */
void interrupts_init(void);
/* By line of Cause: called with the interrupt's line masked, and everything else off. */
typedef void interrupt_handler(void);
extern interrupt_handler *clock_handler, *serial_handler, *software_handlers[2];

/* Ticks since the beginning, counted by clock_tick. */
extern volatile unsigned clock_ticks;
void clock_tick(void);
/* Periodic interrupts, with a rate code of the MC146818 (register A). */
void clock_start(unsigned rate_code);
void clock_stop(void);
#define RATE_1024HZ 6
#define RATE_256HZ 8
#define RATE_64HZ 10

/* Waits for the next tick, in a loop that does nothing. */
void idle(void) __attribute__((noinline));
/* Instructions that take longer than a period of 1024 Hz, but not much. */
void spin(void);
/* Turns of waiting after which something that must come is taken not to. */
#define PATIENCE 40000000

void test_clock(void);
void test_levels(void);
void test_software(void);
void test_serial(void);
void test_nested(void);
void test_idle(void);

#endif
