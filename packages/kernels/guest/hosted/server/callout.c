/*
 * Functions to be called at a later tick (timeout), in the order of their times; each has the ticks
 * that it is later than the one before, so that a tick is counted at the first only.
 */
#include "server.h"

static struct callout {
    struct callout *next;
    int ticks; /* after the one before; 0 or less: due */
    void (*function)(void *);
    void *argument;
} *callouts;

/* Callable from what would be interrupts: memory is not waited for. */
static struct callout *make(void)
{
    struct callout *c = kmem_try(sizeof *c);

    if (c == NULL)
        panic("timeout: no memory");
    return c;
}

void timeout(void (*function)(void *), void *argument, int ticks)
{
    struct callout **link, *c = make();

    ticks = max(ticks, 1) + host_clock_late(); /* from now on */
    for (link = &callouts; *link != NULL && (*link)->ticks < ticks; link = &(*link)->next)
        ticks -= max((*link)->ticks, 0);
    *c = (struct callout){*link, ticks, function, argument};
    if (c->next != NULL)
        c->next->ticks -= ticks;
    *link = c;
}

void untimeout(void (*function)(void *), void *argument)
{
    for (struct callout **link = &callouts, *c; (c = *link) != NULL; link = &c->next)
        if (c->function == function && c->argument == argument) {
            if (c->next != NULL)
                c->next->ticks += max(c->ticks, 0);
            *link = c->next;
            kmem_free(c);
            return;
        }
}

bool callouts_tick(void)
{
    struct callout *c = callouts;

    while (c != NULL && c->ticks <= 0)
        c = c->next;
    if (c != NULL)
        c->ticks--;
    return callouts != NULL && callouts->ticks <= 0;
}

void callouts_run(void)
{
    struct callout *c;

    while ((c = callouts) != NULL && c->ticks <= 0) {
        struct callout due = *c;

        callouts = c->next;
        kmem_free(c);
        due.function(due.argument);
    }
}
