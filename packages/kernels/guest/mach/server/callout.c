/*
 * Functions to be called at a later tick (timeout), in the order of their times; each has the ticks
 * that it is later than the one before.
 */
#include "server.h"

static struct callout {
    struct callout *next;
    int ticks; /* after the one before; of the first: from now on, 0 or less if it is due */
    void (*function)(void *);
    void *argument;
} *callouts;

/* Memory is not waited for. */
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

    clock_look();
    ticks = max(ticks, 1);
    for (link = &callouts; *link != NULL && (*link)->ticks < ticks; link = &(*link)->next)
        ticks -= (*link)->ticks;
    *c = (struct callout){*link, ticks, function, argument};
    if (c->next != NULL)
        c->next->ticks -= ticks;
    *link = c;
    if (callouts == c)
        clock_poke();
}

void untimeout(void (*function)(void *), void *argument)
{
    for (struct callout **link = &callouts, *c; (c = *link) != NULL; link = &c->next)
        if (c->function == function && c->argument == argument) {
            if (c->next != NULL)
                c->next->ticks += c->ticks;
            *link = c->next;
            kmem_free(c);
            return;
        }
}

int callouts_wait(void)
{
    return callouts == NULL ? -1 : max(callouts->ticks, 0);
}

void callouts_pass(int ticks)
{
    if (callouts != NULL)
        callouts->ticks -= ticks;
}

void callouts_run(void)
{
    struct callout *c;

    while ((c = callouts) != NULL && c->ticks <= 0) {
        struct callout due = *c;

        /* What it is late by, the next one is earlier. */
        if (due.next != NULL)
            due.next->ticks += due.ticks;
        callouts = c->next;
        kmem_free(c);
        due.function(due.argument);
    }
}
