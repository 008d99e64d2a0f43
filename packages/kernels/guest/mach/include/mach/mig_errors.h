/* What generated stubs (scripts/mach-stubs.ts) and those who call them share. */
#ifndef MACH_MIG_ERRORS_H
#define MACH_MIG_ERRORS_H

#include <mach/kern_return.h>
#include <mach/message.h>

/* Each reply begins with this, and ends with it when the routine has failed. */
typedef struct mig_reply_header {
    mach_msg_header_t Head;
    mach_msg_type_t RetCodeType;
    kern_return_t RetCode;
} __attribute__((may_alias)) mig_reply_header_t;

/* Takes a request apart, calls the routine, and puts the reply together. */
typedef void (*mig_routine_t)(mach_msg_header_t *request, mach_msg_header_t *reply);

/* Bytes of an item's data as they count in a message. */
#define MIG_ROUND(bytes) (((bytes) + sizeof(mach_port_t) - 1) & ~(sizeof(mach_port_t) - 1))

/* Descriptors are compared as the word that they are. */
typedef unsigned __attribute__((may_alias)) mig_type_word_t;
#define MIG_TYPE_WORD(type) (*(const mig_type_word_t *)(const void *)(type))

#endif
