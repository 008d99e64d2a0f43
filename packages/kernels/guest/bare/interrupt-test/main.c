/* interrupt-test: the clock, the serial line and software interrupt, at every level. */
#include "check.h"
#include "interrupts.h"

int main(void)
{
    interrupts_init();
    test_clock();
    test_levels();
    test_software();
    test_serial();
    test_nested();
    test_idle();
    check_end("interrupt-test");
    return 0;
}
