/* Threads: one for each process of the personality, each with a condition that it waits for. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "host.h"
#include "lock.h"

#define STACK_BYTES (256 << 10)
#define MICROSECONDS 1000000
#define NANOSECONDS 1000 /* of a microsecond */

struct host_thread {
    pthread_t thread;
    pthread_cond_t condition;
    bool woken;
    void (*function)(void *);
    void *argument;
};

static void *begin(void *thread)
{
    struct host_thread *t = thread;

    t->function(t->argument);
    return NULL;
}

static bool start(pthread_t *thread, void *(*function)(void *), void *argument)
{
    pthread_attr_t attributes;
    int error;

    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    error = pthread_create(thread, &attributes, function, argument);
    pthread_attr_destroy(&attributes);
    return error == 0;
}

static struct host_thread *make(void)
{
    struct host_thread *t = calloc(1, sizeof *t);

    if (t != NULL)
        pthread_cond_init(&t->condition, NULL);
    return t;
}

struct host_thread *host_thread_make(void (*function)(void *), void *argument)
{
    struct host_thread *t = make();

    if (t == NULL)
        return NULL;
    t->function = function;
    t->argument = argument;
    if (!start(&t->thread, begin, t)) {
        host_thread_free(t);
        return NULL;
    }
    return t;
}

struct host_thread *host_thread_adopt(void)
{
    struct host_thread *t = make();

    if (t != NULL)
        t->thread = pthread_self();
    return t;
}

void host_thread_wait(struct host_thread *t)
{
    while (!t->woken)
        pthread_cond_wait(&t->condition, &master);
    t->woken = false;
}

void host_thread_wake(struct host_thread *t)
{
    t->woken = true;
    pthread_cond_signal(&t->condition);
}

int64_t host_thread_time(struct host_thread *t)
{
    clockid_t clock;
    struct timespec time;

    if (pthread_getcpuclockid(t->thread, &clock) != 0 || clock_gettime(clock, &time) != 0)
        return -1;
    return (int64_t)time.tv_sec * MICROSECONDS + time.tv_nsec / NANOSECONDS;
}

void host_thread_end(void)
{
    host_unlock();
    pthread_exit(NULL);
}

void host_thread_free(struct host_thread *t)
{
    pthread_cond_destroy(&t->condition);
    free(t);
}

static void *helper(void *loop)
{
    ((void (*)(void))loop)();
    return NULL;
}

void host_thread_helper(void (*loop)(void))
{
    pthread_t thread;

    if (!start(&thread, helper, (void *)loop))
        abort();
}
