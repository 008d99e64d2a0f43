/* How large the caches are, as kernels find out. */
#include "check.h"
#include "isolated.h"
#include "parts.h"

uint32_t room[ROOM_BYTES / 4] __attribute__((aligned(16)));

void test_sizes(void)
{
    check_group("sizes");
    check("data as 4.4BSD", 0, call_uncached(size_as_bsd)(DATA), CACHE_BYTES);
    check("instructions as 4.4BSD", 0, call_uncached(size_as_bsd)(INSTRUCTIONS), CACHE_BYTES);
    check("data as Mach", 0, call_uncached(size_as_mach)(DATA), CACHE_BYTES);
    check("instructions as Mach", 0, call_uncached(size_as_mach)(INSTRUCTIONS), CACHE_BYTES);
}
