/* driver-test: its parts. */
#ifndef DRIVER_TEST_PARTS_H
#define DRIVER_TEST_PARTS_H

#include "under.h"

void test_disk(void);

#endif
