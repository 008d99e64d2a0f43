/*
 * Messages: a header, and for a complex message a body of items, each a type descriptor and data,
 * or the address of data out of line. The numbers are Mach 3.0's.
 */
#ifndef MACH_MESSAGE_H
#define MACH_MESSAGE_H

#include <mach/boolean.h>
#include <mach/kern_return.h>
#include <mach/port.h>

typedef unsigned mach_msg_timeout_t; /* milliseconds */
#define MACH_MSG_TIMEOUT_NONE 0u

/* Bits of a header: how the two port words are to be taken, and what the body is. */
typedef unsigned mach_msg_bits_t;
#define MACH_MSGH_BITS_ZERO 0u
#define MACH_MSGH_BITS_REMOTE_MASK 0x000000ffu
#define MACH_MSGH_BITS_LOCAL_MASK 0x0000ff00u
#define MACH_MSGH_BITS_COMPLEX 0x80000000u  /* the body has rights or memory */
#define MACH_MSGH_BITS_CIRCULAR 0x40000000u /* the kernel's: a receive right may be on its way to itself */
#define MACH_MSGH_BITS_UNUSED 0x3fff0000u
#define MACH_MSGH_BITS_PORTS_MASK (MACH_MSGH_BITS_REMOTE_MASK | MACH_MSGH_BITS_LOCAL_MASK)
#define MACH_MSGH_BITS(remote, local) ((mach_msg_bits_t)(remote) | (mach_msg_bits_t)(local) << 8)
#define MACH_MSGH_BITS_REMOTE(bits) ((bits) & MACH_MSGH_BITS_REMOTE_MASK)
#define MACH_MSGH_BITS_LOCAL(bits) (((bits) & MACH_MSGH_BITS_LOCAL_MASK) >> 8)
#define MACH_MSGH_BITS_PORTS(bits) ((bits) & MACH_MSGH_BITS_PORTS_MASK)
#define MACH_MSGH_BITS_OTHER(bits) ((bits) & ~MACH_MSGH_BITS_PORTS_MASK)

typedef unsigned mach_msg_size_t; /* bytes */
typedef int mach_msg_id_t;

typedef struct mach_msg_header {
    mach_msg_bits_t msgh_bits;
    mach_msg_size_t msgh_size;
    mach_port_t msgh_remote_port; /* where it goes; where to answer, once received */
    mach_port_t msgh_local_port;  /* where to answer; where it came in, once received */
    mach_port_seqno_t msgh_seqno; /* set when received */
    mach_msg_id_t msgh_id;
} mach_msg_header_t;

#define MACH_MSG_NULL ((mach_msg_header_t *)0)

typedef unsigned mach_msg_type_name_t;
typedef unsigned mach_msg_type_size_t;
typedef unsigned mach_msg_type_number_t;

/* Padded to a word of the machine, so that what follows is aligned as rights and addresses are. */
typedef struct mach_msg_type {
    unsigned msgt_name : 8, msgt_size : 8, msgt_number : 12, msgt_inline : 1, msgt_longform : 1,
        msgt_deallocate : 1, msgt_unused : 1;
} __attribute__((aligned(sizeof(mach_port_t)))) mach_msg_type_t;

typedef struct mach_msg_type_long {
    mach_msg_type_t msgtl_header;
    unsigned short msgtl_name, msgtl_size;
    unsigned msgtl_number;
} mach_msg_type_long_t;

#define MACH_MSG_TYPE_UNSTRUCTURED 0u
#define MACH_MSG_TYPE_BIT 0u
#define MACH_MSG_TYPE_BOOLEAN 0u
#define MACH_MSG_TYPE_INTEGER_16 1u
#define MACH_MSG_TYPE_INTEGER_32 2u
#define MACH_MSG_TYPE_CHAR 8u
#define MACH_MSG_TYPE_BYTE 9u
#define MACH_MSG_TYPE_INTEGER_8 9u
#define MACH_MSG_TYPE_REAL 10u
#define MACH_MSG_TYPE_INTEGER_64 11u
#define MACH_MSG_TYPE_STRING 12u
#define MACH_MSG_TYPE_STRING_C 12u

/* What becomes of a name that is sent; and under which kind of right it arrives. */
#define MACH_MSG_TYPE_PORT_NAME 15u /* as data, not translated */
#define MACH_MSG_TYPE_MOVE_RECEIVE 16u
#define MACH_MSG_TYPE_MOVE_SEND 17u
#define MACH_MSG_TYPE_MOVE_SEND_ONCE 18u
#define MACH_MSG_TYPE_COPY_SEND 19u
#define MACH_MSG_TYPE_MAKE_SEND 20u
#define MACH_MSG_TYPE_MAKE_SEND_ONCE 21u
#define MACH_MSG_TYPE_LAST 22u
#define MACH_MSG_TYPE_POLYMORPHIC (~0u)

#define MACH_MSG_TYPE_PORT_NONE 0u
#define MACH_MSG_TYPE_PORT_RECEIVE MACH_MSG_TYPE_MOVE_RECEIVE
#define MACH_MSG_TYPE_PORT_SEND MACH_MSG_TYPE_MOVE_SEND
#define MACH_MSG_TYPE_PORT_SEND_ONCE MACH_MSG_TYPE_MOVE_SEND_ONCE

#define MACH_MSG_TYPE_PORT_ANY(type) \
    ((type) >= MACH_MSG_TYPE_MOVE_RECEIVE && (type) <= MACH_MSG_TYPE_MAKE_SEND_ONCE)
#define MACH_MSG_TYPE_PORT_ANY_SEND(type) \
    ((type) >= MACH_MSG_TYPE_MOVE_SEND && (type) <= MACH_MSG_TYPE_MAKE_SEND_ONCE)
#define MACH_MSG_TYPE_PORT_ANY_RIGHT(type) \
    ((type) >= MACH_MSG_TYPE_MOVE_RECEIVE && (type) <= MACH_MSG_TYPE_MOVE_SEND_ONCE)

#define MACH_MSG_PORT_SIZE_BITS (8 * sizeof(mach_port_t)) /* msgt_size of a right */

typedef unsigned mach_msg_option_t;
#define MACH_MSG_OPTION_NONE 0u
#define MACH_SEND_MSG 0x00000001u
#define MACH_RCV_MSG 0x00000002u
#define MACH_SEND_TIMEOUT 0x00000010u
#define MACH_SEND_NOTIFY 0x00000020u
#define MACH_SEND_INTERRUPT 0x00000040u /* for the library: do not try again */
#define MACH_SEND_CANCEL 0x00000080u
#define MACH_RCV_TIMEOUT 0x00000100u
#define MACH_RCV_NOTIFY 0x00000200u
#define MACH_RCV_INTERRUPT 0x00000400u
#define MACH_RCV_LARGE 0x00000800u
#define MACH_SEND_ALWAYS 0x00010000u /* the kernel's: past the queue's limit */

typedef kern_return_t mach_msg_return_t;
#define MACH_MSG_SUCCESS 0
#define MACH_MSG_MASK 0x00003c00     /* which resource was short, added to an error: */
#define MACH_MSG_IPC_SPACE 0x00002000 /* names of the space */
#define MACH_MSG_VM_SPACE 0x00001000  /* addresses of the task */
#define MACH_MSG_IPC_KERNEL 0x00000800
#define MACH_MSG_VM_KERNEL 0x00000400

#define MACH_SEND_IN_PROGRESS 0x10000001
#define MACH_SEND_INVALID_DATA 0x10000002
#define MACH_SEND_INVALID_DEST 0x10000003
#define MACH_SEND_TIMED_OUT 0x10000004
#define MACH_SEND_WILL_NOTIFY 0x10000005
#define MACH_SEND_NOTIFY_IN_PROGRESS 0x10000006
#define MACH_SEND_INTERRUPTED 0x10000007
#define MACH_SEND_MSG_TOO_SMALL 0x10000008
#define MACH_SEND_INVALID_REPLY 0x10000009
#define MACH_SEND_INVALID_RIGHT 0x1000000a
#define MACH_SEND_INVALID_NOTIFY 0x1000000b
#define MACH_SEND_INVALID_MEMORY 0x1000000c
#define MACH_SEND_NO_BUFFER 0x1000000d
#define MACH_SEND_NO_NOTIFY 0x1000000e
#define MACH_SEND_INVALID_TYPE 0x1000000f
#define MACH_SEND_INVALID_HEADER 0x10000010

#define MACH_RCV_IN_PROGRESS 0x10004001
#define MACH_RCV_INVALID_NAME 0x10004002
#define MACH_RCV_TIMED_OUT 0x10004003
#define MACH_RCV_TOO_LARGE 0x10004004
#define MACH_RCV_INTERRUPTED 0x10004005
#define MACH_RCV_PORT_CHANGED 0x10004006
#define MACH_RCV_INVALID_NOTIFY 0x10004007
#define MACH_RCV_INVALID_DATA 0x10004008
#define MACH_RCV_PORT_DIED 0x10004009
#define MACH_RCV_IN_SET 0x1000400a
#define MACH_RCV_HEADER_ERROR 0x1000400b
#define MACH_RCV_BODY_ERROR 0x1000400c

#endif
