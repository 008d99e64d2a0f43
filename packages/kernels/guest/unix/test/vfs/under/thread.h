/* There are no threads: a test switches between processes where one sleeps. */
#ifndef UNDER_THREAD_H
#define UNDER_THREAD_H

struct thread {
    int nothing;
};

#endif
