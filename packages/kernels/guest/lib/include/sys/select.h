/* Waiting for descriptors. */
#ifndef SYS_SELECT_H
#define SYS_SELECT_H

#include <abi/select.h>
#include <abi/time.h>

#define FD_SETSIZE OPEN_MAX

int select(int count, fd_set *restrict readable, fd_set *restrict writable,
           fd_set *restrict exceptional, struct timeval *restrict timeout);

#endif
