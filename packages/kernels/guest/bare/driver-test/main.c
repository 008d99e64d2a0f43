/* driver-test: the disk driver of the Ultrix-style kernel, on its own. */
#include "parts.h"

#include <lib-check/check.h>

int main(void)
{
    test_disk();
    check_end("driver-test");
    return 0;
}
