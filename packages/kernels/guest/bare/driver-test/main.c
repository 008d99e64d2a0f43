/* driver-test: the drivers of the Ultrix-style kernel, on their own. */
#include "parts.h"

#include <lib-check/check.h>

int main(void)
{
    test_disk();
    check_end("driver-test");
    return 0;
}
