/* The master lock as the other files of this folder see it. */
#ifndef HOST_LOCK_H
#define HOST_LOCK_H

#include <pthread.h>

extern pthread_mutex_t master;

#endif
