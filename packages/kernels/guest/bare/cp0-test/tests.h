/* The parts of cp0-test; cp0.h has what they speak of. */
#ifndef TESTS_H
#define TESTS_H

#define count_of(array) (sizeof(array) / sizeof((array)[0]))

/* `all`: what GXemul gets wrong, too. */
void test_registers(int all);
void test_modes(int all);
void test_exceptions(int all);
void test_reserved(void);
void test_coprocessors(int all);
void test_bus_errors(void);
void test_software_interrupts(void);
void test_user(int all);

#endif
