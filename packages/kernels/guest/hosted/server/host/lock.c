/* The master lock. */
#include "lock.h"

#include "host.h"

pthread_mutex_t master = PTHREAD_MUTEX_INITIALIZER;

void host_lock(void)
{
    pthread_mutex_lock(&master);
}

void host_unlock(void)
{
    pthread_mutex_unlock(&master);
}
