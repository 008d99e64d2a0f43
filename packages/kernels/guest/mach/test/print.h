/* Where kprintf's characters go. FALSE: there is no console. */
#ifndef TEST_PRINT_H
#define TEST_PRINT_H

#include <mach/boolean.h>

boolean_t print_start(void);

#endif
