/* The compiler's own; in a hosted compilation it would ask for the system's. */
#include <stdint-gcc.h>
