/* driver-test: what it has in place of a kernel. */
#ifndef DRIVER_TEST_UNDER_H
#define DRIVER_TEST_UNDER_H

/* From now on the board's interrupts are taken. */
void interrupts_start(void);
/* Waits for wakeup() of what sleep_on() was given. */
void idle(void) __attribute__((noinline));

#endif
