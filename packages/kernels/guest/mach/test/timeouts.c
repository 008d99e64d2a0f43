/* Waiting for no longer than a while, and messages that do not fit. */
#include "harness.h"

#define SELF mach_task_self()

static unsigned milliseconds(void)
{
    time_value_t now;

    (void)host_get_time(mach_host_self(), &now);
    return now.seconds * 1000 + now.microseconds / 1000;
}

static void receive(void)
{
    mach_port_t port = port_make();
    mach_msg_header_t message;
    unsigned begin = milliseconds(), took;

    CHECK_IS(mach_msg(&message, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof message, port, 100,
                      MACH_PORT_NULL),
             MACH_RCV_TIMED_OUT);
    took = milliseconds() - begin;
    CHECK(took >= 85 && took < 300);
    OK(mach_port_destroy(SELF, port));
}

static void send(void)
{
    mach_port_t port = port_make();
    mach_msg_header_t message = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0),
                                 .msgh_remote_port = port};
    unsigned begin;

    OK(mach_port_set_qlimit(SELF, port, 1));
    OK(poke(port, 1));
    CHECK_IS(poke(port, 2), MACH_SEND_TIMED_OUT);
    begin = milliseconds();
    CHECK_IS(mach_msg(&message, MACH_SEND_MSG | MACH_SEND_TIMEOUT, sizeof message, 0, MACH_PORT_NULL, 60,
                      MACH_PORT_NULL),
             MACH_SEND_TIMED_OUT);
    CHECK(milliseconds() - begin >= 45);
    CHECK_IS(next_message(port, 0), 1);
    OK(poke(port, 3));
    CHECK_IS(next_message(port, 0), 3);
    OK(mach_port_destroy(SELF, port));
}

static mach_port_t full;
static int sent;

static void sender(void *unused)
{
    mach_msg_header_t message = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0),
                                 .msgh_remote_port = full, .msgh_id = 77};

    (void)unused;
    (void)mach_msg(&message, MACH_SEND_MSG, sizeof message, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL);
    sent++;
}

/* Who waits to send goes on as soon as there is room. */
static void room(void)
{
    full = port_make();
    sent = 0;
    OK(mach_port_set_qlimit(SELF, full, 1));
    OK(poke(full, 1));
    CHECK(thread_begin(sender, 0) != MACH_PORT_NULL);
    swtch_pri(0);
    CHECK_IS(sent, 0);
    CHECK_IS(next_message(full, 0), 1);
    CHECK_IS(next_message(full, 1000), 77);
    swtch_pri(0);
    CHECK_IS(sent, 1);
    OK(mach_port_destroy(SELF, full));
}

static void too_large(void)
{
    struct {
        mach_msg_header_t head;
        mach_msg_type_t type;
        char data[64];
    } message = {
        .type = {.msgt_name = MACH_MSG_TYPE_CHAR, .msgt_size = 8, .msgt_number = 64, .msgt_inline = TRUE},
    };
    mach_port_t port = port_make();
    mach_msg_header_t small;

    for (int i = 0; i < 2; i++) {
        message.head.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0);
        message.head.msgh_remote_port = port;
        message.head.msgh_local_port = MACH_PORT_NULL;
        OK(mach_msg(&message.head, MACH_SEND_MSG, sizeof message, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL));
    }
    CHECK_IS(mach_msg(&small, MACH_RCV_MSG | MACH_RCV_LARGE, 0, sizeof small, port, 0, MACH_PORT_NULL),
             MACH_RCV_TOO_LARGE);
    CHECK_IS(small.msgh_size, sizeof message);
    CHECK_IS(mach_msg(&small, MACH_RCV_MSG, 0, sizeof small, port, 0, MACH_PORT_NULL), MACH_RCV_TOO_LARGE);
    CHECK(next_message(port, 0) != -1); /* the second; the first is gone */
    CHECK_IS(next_message(port, 0), -1);
    OK(mach_port_destroy(SELF, port));
}

static void bad_messages(void)
{
    mach_port_t port = port_make();
    mach_msg_header_t message = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0),
                                 .msgh_remote_port = port};

    CHECK_IS(mach_msg((mach_msg_header_t *)4, MACH_SEND_MSG, 24, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL),
             MACH_SEND_INVALID_DATA);
    CHECK_IS(mach_msg(&message, MACH_SEND_MSG, 20, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL),
             MACH_SEND_MSG_TOO_SMALL);
    message.msgh_bits = MACH_MSGH_BITS(99, 0);
    CHECK_IS(mach_msg(&message, MACH_SEND_MSG, sizeof message, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL),
             MACH_SEND_INVALID_HEADER);
    CHECK_IS(mach_msg(&message, MACH_RCV_MSG, 0, sizeof message, MACH_PORT_NULL, 0, MACH_PORT_NULL),
             MACH_RCV_INVALID_NAME);
    OK(poke(port, 1));
    CHECK_IS(mach_msg((mach_msg_header_t *)0x80000000, MACH_RCV_MSG, 0, 100, port, 0, MACH_PORT_NULL),
             MACH_RCV_INVALID_DATA);
    OK(mach_port_destroy(SELF, port));
}

const struct test timeout_tests[] = {
    {"timeout.receive", receive},
    {"timeout.send", send},
    {"timeout.room", room},
    {"timeout.too-large", too_large},
    {"timeout.bad-messages", bad_messages},
    {NULL, NULL},
};
