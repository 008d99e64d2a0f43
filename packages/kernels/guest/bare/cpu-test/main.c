/* cpu-test: every integer instruction of MIPS I, by itself, over operands at the edges. */
#include "check.h"
#include "stubs.h"

int main(void)
{
    test_arithmetic();
    test_shifts();
    test_overflow(0);
    test_multiply(0);
    test_branches();
    test_jumps();
    test_loads();
    test_stores();
    test_alignment();
    test_register_file();
    check_end("cpu-test");
    return 0;
}
