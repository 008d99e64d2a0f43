/*
 * tlb-test: the TLB's entries, what they translate, the exceptions that they raise, and programs whose
 * memory is far larger than it reaches.
 */
#include "check.h"
#include "tlb.h"

int main(void)
{
    test_entries();
    test_probe();
    test_random();
    test_translation();
    test_exceptions();
    test_spaces();
    check_end("tlb-test");
    return 0;
}
