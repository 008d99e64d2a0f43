/* select's sets of descriptors. */
#ifndef ABI_SELECT_H
#define ABI_SELECT_H

#include <abi/limits.h>
#include <abi/types.h>

typedef struct {
    uint32_t bits[OPEN_MAX / 32];
} fd_set;

#define FD_SET(fd, set) ((set)->bits[(fd) >> 5] |= (uint32_t)1 << ((fd)&31))
#define FD_CLR(fd, set) ((set)->bits[(fd) >> 5] &= ~((uint32_t)1 << ((fd)&31)))
#define FD_ISSET(fd, set) (((set)->bits[(fd) >> 5] >> ((fd)&31)) & 1)
#define FD_ZERO(set) ((set)->bits[0] = (set)->bits[1] = 0)

#endif
