/* Numbers at the edges. */
#ifndef OPERANDS_H
#define OPERANDS_H

#include <stdint.h>

#define OPERANDS 16
extern const uint32_t operands[OPERANDS];

/* The immediates of arithmetic-stubs.S, as instructions extend them. */
#define IMMEDIATES 8
extern const uint32_t signed_immediates[IMMEDIATES], unsigned_immediates[IMMEDIATES];

#endif
