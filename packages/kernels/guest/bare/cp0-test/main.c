/* cp0-test: coprocessor 0's registers, every kind of exception, and the two modes. */
#include "check.h"
#include "tests.h"

int main(void)
{
    test_registers(0);
    test_modes(0);
    test_exceptions(0);
    test_coprocessors(0);
    test_software_interrupts();
    test_user(0);
    check_end("cp0-test");
    return 0;
}
