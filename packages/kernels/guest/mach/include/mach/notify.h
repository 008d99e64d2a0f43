/* Notifications: messages that the kernel sends to a send-once right left with it. */
#ifndef MACH_NOTIFY_H
#define MACH_NOTIFY_H

#include <mach/message.h>

#define MACH_NOTIFY_FIRST 64
#define MACH_NOTIFY_PORT_DELETED (MACH_NOTIFY_FIRST + 1)   /* a name asked about is gone */
#define MACH_NOTIFY_MSG_ACCEPTED (MACH_NOTIFY_FIRST + 2)   /* MACH_SEND_NOTIFY's message is out */
#define MACH_NOTIFY_PORT_DESTROYED (MACH_NOTIFY_FIRST + 5) /* the receive right, instead of its death */
#define MACH_NOTIFY_NO_SENDERS (MACH_NOTIFY_FIRST + 6)
#define MACH_NOTIFY_SEND_ONCE (MACH_NOTIFY_FIRST + 7) /* a send-once right died unused */
#define MACH_NOTIFY_DEAD_NAME (MACH_NOTIFY_FIRST + 8)
#define MACH_NOTIFY_LAST (MACH_NOTIFY_FIRST + 15)

typedef struct mach_port_notification { /* port deleted, message accepted, dead name */
    mach_msg_header_t not_header;
    mach_msg_type_t not_type; /* MACH_MSG_TYPE_PORT_NAME */
    mach_port_t not_port;
} mach_port_deleted_notification_t, mach_msg_accepted_notification_t, mach_dead_name_notification_t;

typedef struct mach_port_destroyed_notification {
    mach_msg_header_t not_header;
    mach_msg_type_t not_type; /* MACH_MSG_TYPE_PORT_RECEIVE */
    mach_port_t not_port;
} mach_port_destroyed_notification_t;

typedef struct mach_no_senders_notification {
    mach_msg_header_t not_header;
    mach_msg_type_t not_type; /* MACH_MSG_TYPE_INTEGER_32 */
    unsigned not_count;       /* make-send count of the port */
} mach_no_senders_notification_t;

typedef struct mach_send_once_notification {
    mach_msg_header_t not_header;
} mach_send_once_notification_t;

#endif
