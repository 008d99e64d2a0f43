/* Stacks, and memory of the host (context.c). */
#ifndef CONTEXT_H
#define CONTEXT_H

#include <stddef.h>

void *context_make(void (*function)(void)); /* NULL: the one that runs */
void context_switch(void *from, void *to);
void context_free(void *context);
void *host_allocate(size_t bytes);
void host_free(void *at);

#endif
