/* What the monolithic kernel keeps for each process. */
#ifndef UNDER_THREAD_H
#define UNDER_THREAD_H

struct thread {
    int todo; /* the kernel's author fills this in */
};

#endif
