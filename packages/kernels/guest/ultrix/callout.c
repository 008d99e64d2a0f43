/*
 * Functions to be called later: a list in the order of their times, each with the ticks since the one
 * before it, so that a tick counts down the first only (4.3BSD's callout queue).
 */
#include "clock.h"

#include <unix/kernel.h>
#include <unix/lock.h>

#include "param.h"

static struct callout {
    struct callout *next;
    int ticks; /* after the one before; 0 or less: due */
    void (*function)(void *);
    void *argument;
} callouts[CALLOUTS], head, *free_callouts;
static bool made;
static struct spin_lock callouts_lock = { .s_name = "callouts", .s_order = ORDER_CALLOUTS };

/* At splclock, with the lock. */
static spl_t callouts_enter(void)
{
    spl_t level = splclock();

    spin_take(&callouts_lock);
    return level;
}

static void callouts_leave(spl_t level)
{
    spin_release(&callouts_lock);
    splx(level);
}

static void make(void)
{
    for (struct callout *c = callouts; c < callouts + CALLOUTS; c++) {
        c->next = free_callouts;
        free_callouts = c;
    }
    made = true;
}

void timeout(void (*function)(void *), void *argument, int ticks)
{
    struct callout *c, *before;
    spl_t level = callouts_enter();

    if (!made)
        make();
    if (ticks <= 0)
        ticks = 1;
    c = free_callouts;
    if (c == NULL)
        panic("timeout: no callout is free");
    free_callouts = c->next;
    for (before = &head; before->next != NULL && before->next->ticks < ticks; before = before->next)
        if (before->next->ticks > 0)
            ticks -= before->next->ticks;
    c->ticks = ticks;
    c->function = function;
    c->argument = argument;
    c->next = before->next;
    before->next = c;
    if (c->next != NULL)
        c->next->ticks -= ticks;
    callouts_leave(level);
}

void untimeout(void (*function)(void *), void *argument)
{
    spl_t level = callouts_enter();

    for (struct callout *before = &head, *c; (c = before->next) != NULL; before = c) {
        if (c->function != function || c->argument != argument)
            continue;
        if (c->next != NULL && c->ticks > 0)
            c->next->ticks += c->ticks;
        before->next = c->next;
        c->next = free_callouts;
        free_callouts = c;
        break;
    }
    callouts_leave(level);
}

bool callouts_tick(void)
{
    struct callout *c;
    bool due = false;

    spin_take(&callouts_lock);
    /* Those already due are passed over; the first that is not loses a tick. */
    for (c = head.next; c != NULL && c->ticks <= 0; c = c->next)
        due = true;
    if (c != NULL && --c->ticks <= 0)
        due = true;
    spin_release(&callouts_lock);
    return due;
}

void callouts_run(void)
{
    for (;;) {
        spl_t level = callouts_enter();
        struct callout *c = head.next;
        void (*function)(void *);
        void *argument;

        if (c == NULL || c->ticks > 0) {
            callouts_leave(level);
            return;
        }
        function = c->function;
        argument = c->argument;
        head.next = c->next;
        c->next = free_callouts;
        free_callouts = c;
        callouts_leave(level);
        function(argument);
    }
}
