/* Who watches the processes that wait in a call: one that dies there is nobody's turn to be heard of. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/epoll.h>

#include "host.h"

static int watched = -1;
static void (*gone)(uint64_t serial);

static void watch(void)
{
    struct epoll_event event;

    for (;;)
        if (epoll_wait(watched, &event, 1, -1) == 1) {
            host_lock();
            gone(event.data.u64);
            host_unlock();
        }
}

void host_hangup_start(void (*function)(uint64_t serial))
{
    gone = function;
    watched = epoll_create1(EPOLL_CLOEXEC);
    if (watched < 0)
        abort();
    host_thread_helper(watch);
}

void host_hangup_watch(int channel, uint64_t serial)
{
    struct epoll_event event = { .events = EPOLLRDHUP | EPOLLONESHOT, .data.u64 = serial };

    epoll_ctl(watched, EPOLL_CTL_ADD, channel, &event);
}
