/*
 * Calls that are answered in the process, without the server: who it is, what time, and the signal
 * mask. The mask here is the program's; the server's may be an older one, with fewer signals blocked. It
 * is told before the next call that may wait, and at once if signals are let in. Whenever the server may
 * have changed it, it has to be asked again.
 */
#include "emulator.h"

#include <abi/call-numbers.h>
#include <abi/limits.h>
#include <mach/bsd_user.h>
#include <mach/time_value.h>

#define PAGE_BYTES 4096

struct emulator_knowledge knowledge;
static int process, parent;
static uint32_t server_mask; /* the server's */

void local_forget(void)
{
    knowledge.identity_known = false;
    knowledge.mask_known = false;
}

static int ask(int number, int argument, int *value, int *status)
{
    bsd_arguments_t arguments = { argument };

    return bsd_call(server, number, arguments, &value[0], &value[1], status);
}

void mask_tell(void)
{
    int value[2], status = 0;

    if (!knowledge.mask_known || knowledge.mask == server_mask)
        return;
    (void)ask(SYS_sigsetmask, knowledge.mask, value, &status);
    server_mask = knowledge.mask; /* what it says of signals it will say again */
}

void time_read(struct timeval *now)
{
    const volatile mapped_time_value_t *time = (const volatile mapped_time_value_t *)EMULATOR_TIME;

    do {
        now->tv_sec = time->seconds;
        now->tv_usec = time->microseconds;
    } while (time->check_seconds != now->tv_sec);
}

static int identify(int *value, int *status)
{
    int error;

    if (!knowledge.identity_known) {
        mask_tell();
        if ((error = ask(SYS_getpid, 0, value, status)) != 0)
            return error;
        process = value[0];
        parent = value[1];
        knowledge.identity_known = true;
    }
    value[0] = process;
    value[1] = parent;
    return 0;
}

/* The mask becomes `new`; the old one is the value. */
static int mask_set(uint32_t new, int *value, int *status)
{
    uint32_t old = knowledge.mask;
    int error;

    if ((server_mask & ~new) != 0) { /* signals are let in: some may wait */
        if ((error = ask(SYS_sigsetmask, new, value, status)) != 0)
            return error;
        server_mask = new;
    }
    knowledge.mask = new;
    value[0] = old;
    return 0;
}

static int mask_learn(int *value, int *status)
{
    int error = ask(SYS_sigblock, 0, value, status);

    if (error == 0) {
        knowledge.mask = server_mask = value[0];
        knowledge.mask_known = true;
    }
    return error;
}

int local_call(int number, int argument, int *value, int *status)
{
    int error;

    switch (number) {
    case SYS_getpid:
        return identify(value, status);
    case SYS_getpagesize:
        value[0] = PAGE_BYTES;
        return 0;
    case SYS_getdtablesize:
        value[0] = OPEN_MAX;
        return 0;
    default:
        break;
    }
    if (!knowledge.mask_known && (error = mask_learn(value, status)) != 0)
        return error;
    argument &= ~(int)SIGNALS_UNMASKABLE;
    return mask_set(number == SYS_sigblock ? knowledge.mask | argument : (uint32_t)argument, value, status);
}
