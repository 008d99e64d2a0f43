/* cache-test: the caches as kernels reach them, isolated; and flushes. */
#include "check.h"
#include "parts.h"

int main(void)
{
    test_sizes();
    test_contents();
    test_flushes();
    test_code();
    check_end("cache-test");
    return 0;
}
