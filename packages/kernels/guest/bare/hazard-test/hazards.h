/* The parts of hazard-test itself. */
#ifndef HAZARDS_H
#define HAZARDS_H

void test_load_delay(void);
void test_multiplier(void);
void test_jumps_undefined(void);
void test_random(void);
void test_interrupt_points(void);
void test_address_errors(void);
void test_unused_registers(void);

#endif
