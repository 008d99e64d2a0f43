/* The parts of cp0-test; cp0.h has what they speak of. */
#ifndef TESTS_H
#define TESTS_H

#define count_of(array) (sizeof(array) / sizeof((array)[0]))

void test_registers(void);
void test_modes(void);
void test_exceptions(void);
void test_reserved(void);
void test_coprocessors(void);
void test_bus_errors(void);
void test_software_interrupts(void);
void test_user(void);

#endif
