/*
 * hazard-test: the processor's pipeline as programs see it, and everything else that GXemul 0.7.0 does
 * otherwise than an R3000 (the parts of cpu-test and cp0-test, whole).
 */
#include "check.h"
#include "hazards.h"
#include "stubs.h"
#include "tests.h"

#define ALL 1

int main(void)
{
    test_load_delay(); /* first: Context has seen no miss */
    test_multiplier();
    test_multiply(ALL);
    test_overflow(ALL);
    test_jumps_undefined();
    test_random();
    test_interrupt_points();
    test_registers(ALL);
    test_unused_registers();
    test_modes(ALL);
    test_exceptions(ALL);
    test_address_errors();
    test_reserved();
    test_coprocessors(ALL);
    test_bus_errors();
    test_user(ALL);
    check_end("hazard-test");
    return 0;
}
