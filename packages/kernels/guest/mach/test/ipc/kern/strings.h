/* Instead of the kernel's: the host's C library. */
#ifndef KERN_STRINGS_H
#define KERN_STRINGS_H

#include <string.h>
#include <strings.h>

#endif
