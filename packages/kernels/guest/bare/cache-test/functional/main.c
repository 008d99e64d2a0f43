/* cache-test-functional: cache-test, and a data cache whose contents may differ from memory. */
#include "check.h"
#include "functional.h"
#include "parts.h"

int main(void)
{
    test_sizes();
    test_contents();
    test_flushes();
    test_code();
    test_mach();
    test_stale();
    test_mapped();
    check_end("cache-test-functional");
    return 0;
}
