/* What the first task asks of the kernel at its bootstrap port. */
#ifndef MACH_BOOTSTRAP_H
#define MACH_BOOTSTRAP_H

#include <mach/bootstrap_user.h>

#endif
