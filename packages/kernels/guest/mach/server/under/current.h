/* Each thread of the server knows whose struct user it acts with; it finds itself by its stack. */
#ifndef UNDER_CURRENT_H
#define UNDER_CURRENT_H

#include <threads/cthreads.h>

#define current (*(struct user **)(void *)&cthread_self()->data)

#endif
