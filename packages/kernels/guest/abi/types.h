/*
 * Types that programs and the UNIX personality share. Sizes are fixed, so that a structure is the
 * same in a guest (32 bits) and in the host build of the personality (64 bits), but for pointers.
 */
#ifndef ABI_TYPES_H
#define ABI_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef int32_t pid_t;
typedef uint32_t uid_t;
typedef uint32_t gid_t;
typedef uint32_t ino_t;
typedef uint32_t dev_t;  /* major << 8 | minor */
typedef uint32_t mode_t;
typedef int32_t off_t;
typedef int32_t time_t;
typedef int32_t daddr_t; /* a disk address, in sectors or fragments */
typedef long ssize_t;
typedef char *caddr_t;

#define major(device) (((device) >> 8) & 0xff)
#define minor(device) ((device) & 0xff)
#define makedev(maj, min) ((dev_t)((maj) << 8 | (min)))

#endif
