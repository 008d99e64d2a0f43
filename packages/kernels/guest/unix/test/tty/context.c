/* Stacks and memory of the host, apart from everything else: its headers have other types of the same
 * names. */
#define _GNU_SOURCE
#include "context.h"

#include <stdlib.h>
#include <ucontext.h>

#define STACK_BYTES (256 * 1024)

struct context {
    ucontext_t registers;
    char *stack;
};

void *context_make(void (*function)(void))
{
    struct context *c = calloc(1, sizeof *c);

    if (function == NULL)
        return c;
    c->stack = malloc(STACK_BYTES);
    getcontext(&c->registers);
    c->registers.uc_stack.ss_sp = c->stack;
    c->registers.uc_stack.ss_size = STACK_BYTES;
    makecontext(&c->registers, function, 0);
    return c;
}

void context_switch(void *from, void *to)
{
    swapcontext(&((struct context *)from)->registers, &((struct context *)to)->registers);
}

void context_free(void *context)
{
    free(((struct context *)context)->stack);
    free(context);
}

void *host_allocate(size_t bytes)
{
    return malloc(bytes);
}

void host_free(void *at)
{
    free(at);
}
