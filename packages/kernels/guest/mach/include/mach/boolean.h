#ifndef MACH_BOOLEAN_H
#define MACH_BOOLEAN_H

typedef int boolean_t;

#ifndef TRUE
#define TRUE ((boolean_t)1)
#define FALSE ((boolean_t)0)
#endif

#endif
