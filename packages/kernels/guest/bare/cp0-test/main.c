/* cp0-test: coprocessor 0's registers, every kind of exception, and the two modes. */
#include "check.h"
#include "tests.h"

int main(void)
{
    test_registers();
    test_modes();
    test_exceptions();
    test_reserved();
    test_coprocessors();
    test_bus_errors();
    test_software_interrupts();
    test_user();
    check_end("cp0-test");
    return 0;
}
