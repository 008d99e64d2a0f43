/* Which kind of call each is. */
#ifndef EMULATOR_RULES_H
#define EMULATOR_RULES_H

#include <abi/call-numbers.h>
#include <server/bsd_types.h>

enum kind {
    WORDS,     /* bsd_call */
    PATH,      /* the first argument is a path */
    TWO_PATHS, /* and the second */
    STAT,
    RECORD,
    IOCTL,     /* a record, by the request */
    READ,
    WRITE,
    FORK,
    EXEC,
    RETURN,    /* from a handler */
    TIME,      /* of the day */
    LOCAL,     /* mostly answered here (local.c) */
};

#define NONE BSD_NOWHERE

/* Of a record: which argument is its address, and how long it is. */
struct rule {
    uint8_t kind;
    uint8_t taken, given;
    uint8_t taken_bytes, given_bytes;
};

extern const struct rule rules[SYSTEM_CALLS];

#endif
