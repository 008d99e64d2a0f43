/* Messages and answers between threads: the way that most of a UNIX server's work goes. */
#include <string.h>

#include "harness.h"

#define CALLS 200
#define ID_STOP 99

struct echo {
    mach_port_t receive; /* a port, or a set */
    int calls;
};

/* Answers each message with its own contents, the id plus 100. */
static void echo(void *argument)
{
    struct echo *e = argument;
    static union any_message message; /* one at a time */
    mach_msg_option_t option = MACH_RCV_MSG;

    for (;;) {
        mach_msg_size_t size = message.head.msgh_size;
        mach_msg_return_t result = mach_msg(&message.head, option, size, sizeof message, e->receive,
                                            MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);

        if (result != MACH_MSG_SUCCESS || message.head.msgh_id == ID_STOP)
            return;
        e->calls++;
        message.head.msgh_bits = MACH_MSGH_BITS(MACH_MSGH_BITS_REMOTE(message.head.msgh_bits), 0) |
                                 (message.head.msgh_bits & MACH_MSGH_BITS_COMPLEX);
        message.head.msgh_local_port = MACH_PORT_NULL;
        message.head.msgh_id += 100;
        option = MACH_SEND_MSG | MACH_RCV_MSG;
    }
}

/* A message goes to `port`, and its answer comes back in its place. */
static mach_msg_return_t call(mach_msg_header_t *message, mach_msg_size_t size, mach_msg_size_t most,
                              mach_port_t port, mach_msg_id_t id)
{
    message->msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE) |
                         (message->msgh_bits & MACH_MSGH_BITS_COMPLEX);
    message->msgh_remote_port = port;
    message->msgh_local_port = mig_get_reply_port();
    message->msgh_id = id;
    return mach_msg(message, MACH_SEND_MSG | MACH_RCV_MSG, size, most, message->msgh_local_port,
                    MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);
}

static void stop(mach_port_t port, mach_port_t thread)
{
    (void)poke(port, ID_STOP);
    (void)mach_port_deallocate(mach_task_self(), thread);
    swtch_pri(0);
}

static void null_rpc(void)
{
    static struct echo e;
    mach_port_t port = send_make(port_make()), set, thread;
    mach_msg_header_t message = {0};

    OK(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_PORT_SET, &set));
    OK(mach_port_move_member(mach_task_self(), port, set));
    e.receive = set;
    CHECK((thread = thread_begin(echo, &e)) != MACH_PORT_NULL);
    for (int i = 0; i < CALLS; i++) {
        OK(call(&message, sizeof message, sizeof message, port, i + 1000));
        CHECK_IS(message.msgh_id, i + 1100);
        CHECK_IS(message.msgh_size, sizeof message);
    }
    CHECK_IS(e.calls, CALLS);
    stop(port, thread);
}

static void inline_data(void)
{
    static struct echo e;
    static const unsigned sizes[] = {4, 200, 212, 216, 256, 600, 900};
    static struct {
        mach_msg_header_t head;
        mach_msg_type_t type;
        char data[996 - 4];
    } message;
    mach_port_t port = send_make(port_make()), thread;

    e.receive = port;
    CHECK((thread = thread_begin(echo, &e)) != MACH_PORT_NULL);
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        unsigned bytes = sizes[i];

        message.type = (mach_msg_type_t){.msgt_name = MACH_MSG_TYPE_CHAR, .msgt_size = 8,
                                         .msgt_number = bytes, .msgt_inline = TRUE};
        for (unsigned j = 0; j < bytes; j++)
            message.data[j] = j * 7 + i;
        OK(call(&message.head, sizeof message.head + 4 + bytes, sizeof message, port, 1));
        CHECK_IS(message.head.msgh_size, sizeof message.head + 4 + bytes);
        CHECK_IS(message.type.msgt_number, bytes);
        for (unsigned j = 0; j < bytes; j++)
            CHECK_IS((unsigned char)message.data[j], (unsigned char)(j * 7 + i));
    }
    stop(port, thread);
}

/* A page and some, from the middle of one; the sender changes it afterwards. */
static void out_of_line(void)
{
    static struct echo e;
    struct {
        mach_msg_header_t head;
        mach_msg_type_long_t type;
        vm_address_t data;
    } message = {0};
    mach_port_t port = send_make(port_make()), thread;
    vm_address_t memory = 0;
    unsigned char *bytes;

    OK(vm_allocate(mach_task_self(), &memory, 16 * PAGE_SIZE, TRUE));
    bytes = (unsigned char *)memory;
    for (unsigned i = 0; i < 16 * PAGE_SIZE; i++)
        bytes[i] = i / 5;
    e.receive = port;
    CHECK((thread = thread_begin(echo, &e)) != MACH_PORT_NULL);
    for (unsigned size = 100; size < 15 * PAGE_SIZE; size *= 7) {
        const unsigned char *came;

        message.head.msgh_bits = MACH_MSGH_BITS_COMPLEX;
        message.type = (mach_msg_type_long_t){
            .msgtl_header = {.msgt_longform = TRUE},
            .msgtl_name = MACH_MSG_TYPE_BYTE, .msgtl_size = 8, .msgtl_number = size,
        };
        message.data = memory + 333;
        OK(call(&message.head, sizeof message, sizeof message, port, 2));
        CHECK_IS(message.type.msgtl_number, size);
        CHECK_IS(message.type.msgtl_header.msgt_inline, FALSE);
        CHECK(message.data != memory + 333);
        came = (const unsigned char *)message.data;
        bytes[333] ^= 255; /* ours, not theirs */
        CHECK_IS(came[0], (unsigned char)~bytes[333]);
        bytes[333] ^= 255;
        for (unsigned i = 0; i < size; i++)
            CHECK_IS(came[i], bytes[333 + i]);
        OK(vm_deallocate(mach_task_self(), message.data, size));
    }
    OK(vm_deallocate(mach_task_self(), memory, 16 * PAGE_SIZE));
    stop(port, thread);
}

/* A right goes there and back: the receiver has the same name for the same port. */
static void rights_in_messages(void)
{
    static struct echo e;
    struct {
        mach_msg_header_t head;
        mach_msg_type_t type;
        mach_port_t port;
    } message = {0};
    mach_port_t port = send_make(port_make()), other = port_make(), thread;

    e.receive = port;
    CHECK((thread = thread_begin(echo, &e)) != MACH_PORT_NULL);
    message.head.msgh_bits = MACH_MSGH_BITS_COMPLEX;
    message.type = (mach_msg_type_t){.msgt_name = MACH_MSG_TYPE_MAKE_SEND, .msgt_size = 32,
                                     .msgt_number = 1, .msgt_inline = TRUE};
    message.port = other;
    OK(call(&message.head, sizeof message, sizeof message, port, 3));
    CHECK_IS(message.type.msgt_name, MACH_MSG_TYPE_PORT_SEND);
    CHECK_IS(message.port, other);
    OK(mach_port_deallocate(mach_task_self(), other));
    OK(mach_port_mod_refs(mach_task_self(), other, MACH_PORT_RIGHT_RECEIVE, -1));
    stop(port, thread);
}

/* Nobody waits yet: messages queue, and come in their order. */
static void queued(void)
{
    mach_port_t port = port_make();

    for (int i = 0; i < (int)MACH_PORT_QLIMIT_DEFAULT; i++)
        OK(poke(port, 50 + i));
    for (int i = 0; i < (int)MACH_PORT_QLIMIT_DEFAULT; i++) {
        CHECK_IS(next_message(port, 0), 50 + i);
        CHECK_IS(received.head.msgh_local_port, port);
    }
    CHECK_IS(next_message(port, 0), -1);
    OK(mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1));
}

static void kernel_rpc(void)
{
    time_value_t one, two;
    vm_address_t address = 0;

    OK(host_get_time(mach_host_self(), &one));
    OK(host_get_time(mach_host_self(), &two));
    CHECK(two.seconds > one.seconds || two.microseconds >= one.microseconds);
    OK(mig_vm_allocate(mach_task_self(), &address, PAGE_SIZE, TRUE));
    *(volatile int *)address = 1;
    OK(mig_vm_deallocate(mach_task_self(), address, PAGE_SIZE));
    CHECK_IS(mig_vm_deallocate(mach_thread_self(), address, PAGE_SIZE), KERN_INVALID_ARGUMENT);
}

const struct test rpc_tests[] = {
    {"rpc.kernel", kernel_rpc},
    {"rpc.queued", queued},
    {"rpc.null", null_rpc},
    {"rpc.inline", inline_data},
    {"rpc.out-of-line", out_of_line},
    {"rpc.rights", rights_in_messages},
    {NULL, NULL},
};
