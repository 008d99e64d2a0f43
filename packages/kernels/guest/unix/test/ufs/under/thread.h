/* There is one thread. */
#ifndef UNDER_THREAD_H
#define UNDER_THREAD_H

struct thread {
    int nothing;
};

#endif
