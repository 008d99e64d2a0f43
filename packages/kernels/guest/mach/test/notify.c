/* Notifications. */
#include "harness.h"

#define SELF mach_task_self()

static kern_return_t ask(mach_port_t name, mach_msg_id_t what, mach_port_t notify)
{
    mach_port_t previous;

    return mach_port_request_notification(SELF, name, what, 0, notify, MACH_MSG_TYPE_MAKE_SEND_ONCE,
                                          &previous);
}

static mach_port_t name_in_message(void)
{
    return ((mach_dead_name_notification_t *)&received)->not_port;
}

static void dead_name(void)
{
    mach_port_t port = send_make(port_make()), notify = port_make();

    OK(ask(port, MACH_NOTIFY_DEAD_NAME, notify));
    CHECK_IS(next_message(notify, 0), -1);
    OK(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_RECEIVE, -1));
    CHECK_IS(next_message(notify, 0), MACH_NOTIFY_DEAD_NAME);
    CHECK_IS(name_in_message(), port);
    /* The notification has a reference of its own. */
    OK(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_DEAD_NAME, -2));
    OK(mach_port_destroy(SELF, notify));
}

static void port_deleted(void)
{
    mach_port_t port = send_make(port_make()), notify = port_make();

    OK(ask(port, MACH_NOTIFY_DEAD_NAME, notify));
    OK(mach_port_destroy(SELF, port)); /* the name goes, not only the port */
    CHECK_IS(next_message(notify, 0), MACH_NOTIFY_PORT_DELETED);
    CHECK_IS(name_in_message(), port);
    OK(mach_port_destroy(SELF, notify));
}

static void no_senders(void)
{
    mach_port_t port = send_make(port_make()), notify = port_make();

    OK(ask(port, MACH_NOTIFY_NO_SENDERS, notify));
    OK(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_SEND, 1));
    OK(mach_port_deallocate(SELF, port));
    CHECK_IS(next_message(notify, 0), -1);
    OK(mach_port_deallocate(SELF, port));
    CHECK_IS(next_message(notify, 0), MACH_NOTIFY_NO_SENDERS);
    CHECK_IS(((mach_no_senders_notification_t *)&received)->not_count, 1);
    OK(mach_port_destroy(SELF, port));
    OK(mach_port_destroy(SELF, notify));
}

static void port_destroyed(void)
{
    mach_port_t port = port_make(), notify = port_make(), again;

    OK(ask(port, MACH_NOTIFY_PORT_DESTROYED, notify));
    OK(poke(port, 4));
    OK(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_RECEIVE, -1));
    CHECK_IS(next_message(notify, 0), MACH_NOTIFY_PORT_DESTROYED);
    again = name_in_message(); /* its receive right, with what is in its queue */
    CHECK_IS(next_message(again, 0), 4);
    OK(poke(again, 5));
    CHECK_IS(next_message(again, 0), 5);
    OK(mach_port_destroy(SELF, again));
    OK(mach_port_destroy(SELF, notify));
}

/* A request is thrown away unanswered: who asked is told. */
static void send_once(void)
{
    mach_port_t port = port_make(), reply = port_make();
    mach_msg_header_t message = {
        .msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE),
        .msgh_remote_port = port,
        .msgh_local_port = reply,
    };

    OK(mach_msg(&message, MACH_SEND_MSG, sizeof message, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL));
    OK(mach_port_destroy(SELF, port));
    CHECK_IS(next_message(reply, 0), MACH_NOTIFY_SEND_ONCE);
    OK(mach_port_destroy(SELF, reply));
}

const struct test notify_tests[] = {
    {"notify.dead-name", dead_name},
    {"notify.port-deleted", port_deleted},
    {"notify.no-senders", no_senders},
    {"notify.port-destroyed", port_destroyed},
    {"notify.send-once", send_once},
    {NULL, NULL},
};
