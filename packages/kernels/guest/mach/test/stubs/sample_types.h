#ifndef SAMPLE_TYPES_H
#define SAMPLE_TYPES_H

#include <mach/mach_types.h>

typedef int words_t[4];
typedef char bytes_t[100];
typedef int numbers_t[5000];
typedef char name_t[32];
typedef struct {
    int first, second;
} pair_t;
typedef mach_port_t *ports_t;

#endif
