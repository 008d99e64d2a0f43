/* A disk: a file, read and written by a thread of its own, one transfer after the other. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host.h"

static int image = -1;
static int64_t image_bytes;
static void (*done)(void *transfer, bool failed);

static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t queue_filled = PTHREAD_COND_INITIALIZER;
static struct host_transfer *queue, **queue_end = &queue;

static bool transfer(const struct host_transfer *t)
{
    for (size_t moved = 0; moved < t->bytes;) {
        char *at = (char *)t->at + moved;
        ssize_t count = t->write ? pwrite(image, at, t->bytes - moved, t->offset + moved)
                                 : pread(image, at, t->bytes - moved, t->offset + moved);

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        moved += count;
    }
    return true;
}

static struct host_transfer *next(void)
{
    struct host_transfer *t;

    pthread_mutex_lock(&queue_lock);
    while ((t = queue) == NULL)
        pthread_cond_wait(&queue_filled, &queue_lock);
    if ((queue = t->next) == NULL)
        queue_end = &queue;
    pthread_mutex_unlock(&queue_lock);
    return t;
}

static void serve(void)
{
    for (;;) {
        struct host_transfer *t = next();
        bool good = transfer(t);

        host_lock();
        done(t, !good);
        host_unlock();
    }
}

void host_disk_open(const char *path)
{
    struct stat status;

    image = open(path, O_RDWR | O_CLOEXEC);
    if (image < 0 || fstat(image, &status) != 0) {
        perror(path);
        host_exit(2);
    }
    image_bytes = status.st_size;
    host_thread_helper(serve);
}

int64_t host_disk_bytes(void)
{
    return image_bytes;
}

void host_disk_start(struct host_transfer *t, void (*function)(void *transfer, bool failed))
{
    pthread_mutex_lock(&queue_lock);
    done = function;
    t->next = NULL;
    *queue_end = t;
    queue_end = &t->next;
    pthread_cond_signal(&queue_filled);
    pthread_mutex_unlock(&queue_lock);
}
