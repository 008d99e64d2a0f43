/* Types of the system's interface. */
#ifndef SYS_TYPES_H
#define SYS_TYPES_H

#include <abi/types.h>

typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef unsigned int uint;
typedef unsigned short ushort;
typedef uint32_t id_t;
typedef int32_t blkcnt_t;
typedef int32_t blksize_t;
typedef uint32_t nlink_t;
typedef uint32_t useconds_t;
typedef int32_t suseconds_t;

#include <sys/select.h>

#endif
