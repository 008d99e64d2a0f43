/* Messages without rights in their bodies: RPCs by either way, queues, limits, time-outs, sets. */
#include "harness.h"

#define BOTH (MACH_SEND_MSG | MACH_RCV_MSG)
#define REQUEST MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE)
#define REPLY MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0)
#define ONE_WAY MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0)

struct message {
    mach_msg_header_t h;
    unsigned words[100];
};

static struct actor client, server;
static struct message sent, served;
static mach_port_t port, service, reply;

static void begin(void)
{
    actor_begin(&client);
    actor_begin(&server);
    port = new_port(&server);
    service = give_send(&server, port, &client);
    reply = new_port(&client);
    memset(&sent, 0, sizeof sent);
    memset(&served, 0, sizeof served);
}

static void end(void)
{
    actor_end(&client);
    actor_end(&server);
}

static void fill(struct message *m, mach_msg_bits_t bits, mach_port_t remote, mach_port_t local,
                 mach_msg_id_t id)
{
    m->h.msgh_bits = bits;
    m->h.msgh_remote_port = remote;
    m->h.msgh_local_port = local;
    m->h.msgh_id = id;
}

static void receive(struct actor *who, mach_port_t name, mach_msg_option_t option,
                    mach_msg_size_t size, mach_msg_timeout_t timeout)
{
    trap(who, &served.h, MACH_RCV_MSG | option, 0, size, name, timeout, MACH_PORT_NULL);
}

static void send(mach_msg_option_t option, mach_msg_size_t size, mach_msg_timeout_t timeout)
{
    trap(&client, &sent.h, MACH_SEND_MSG | option, size, 0, MACH_PORT_NULL, timeout, reply);
}

/* The server's answer to what it has in `served`, and its next wait. */
static void answer(mach_port_t from, mach_msg_size_t size)
{
    mach_port_t to = served.h.msgh_remote_port;

    CHECK_EQUAL(served.h.msgh_bits,
                MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, MACH_MSG_TYPE_PORT_SEND));
    fill(&served, REPLY, to, MACH_PORT_NULL, served.h.msgh_id + 100);
    trap(&server, &served.h, BOTH, size, sizeof served, from, 0, MACH_PORT_NULL);
}

static void request(mach_msg_size_t size, mach_msg_id_t id)
{
    fill(&sent, REQUEST, service, reply, id);
    sent.words[0] = 0x1234 + (unsigned)id;
    trap(&client, &sent.h, BOTH, size, sizeof sent, reply, 0, MACH_PORT_NULL);
}

/* The server waits first by a plain receive, so that the first request goes the slow way. */
static void rpcs(mach_port_t from, mach_msg_size_t size, unsigned number, unsigned want_handoffs)
{
    receive(&server, from, 0, sizeof served, 0);
    CHECK(server.waits);
    for (unsigned i = 0; i < number; i++) {
        request(size, (mach_msg_id_t)i);
        CHECK_EQUAL(server.result, MACH_MSG_SUCCESS);
        CHECK(client.waits);
        CHECK_EQUAL(served.h.msgh_id, i);
        CHECK_EQUAL(served.h.msgh_size, size);
        CHECK_EQUAL(served.h.msgh_local_port, port);
        CHECK_EQUAL(served.h.msgh_seqno, i);
        if (size > sizeof served.h)
            CHECK_EQUAL(served.words[0], 0x1234 + i);
        served.words[0] = 0x4321;
        answer(from, size);
        CHECK_EQUAL(client.result, MACH_MSG_SUCCESS);
        CHECK(!client.waits && server.waits);
        CHECK_EQUAL(sent.h.msgh_id, i + 100);
        CHECK_EQUAL(sent.h.msgh_bits, MACH_MSGH_BITS(0, MACH_MSG_TYPE_PORT_SEND_ONCE));
        CHECK_EQUAL(sent.h.msgh_remote_port, MACH_PORT_NULL);
        CHECK_EQUAL(sent.h.msgh_local_port, reply);
        CHECK_EQUAL(sent.h.msgh_seqno, i);
        if (size > sizeof sent.h)
            CHECK_EQUAL(sent.words[0], 0x4321);
    }
    CHECK_EQUAL(handoffs, want_handoffs);
}

static void fast_rpc(void)
{
    begin();
    rpcs(port, sizeof(mach_msg_header_t), 1, 1);
    end();
}

static void fast_rpcs(void)
{
    begin();
    rpcs(port, sizeof(mach_msg_header_t) + 16, 10, 19);
    end();
}

static void set_rpcs(void)
{
    mach_port_t set;

    begin();
    CHECK_EQUAL(mach_port_allocate(server.task.itk_space, MACH_PORT_RIGHT_PORT_SET, &set), 0);
    CHECK_EQUAL(mach_port_move_member(server.task.itk_space, port, set), 0);
    rpcs(set, sizeof(mach_msg_header_t), 10, 19);
    receive(&client, reply, MACH_RCV_TIMEOUT, sizeof served, 0);
    CHECK_EQUAL(client.result, MACH_RCV_TIMED_OUT);
    end();
}

static void large_rpcs(void)
{
    begin();
    rpcs(port, sizeof(mach_msg_header_t) + 300, 5, 0);
    end();
}

static void queued(void)
{
    begin();
    for (unsigned i = 0; i < MACH_PORT_QLIMIT_DEFAULT; i++) {
        fill(&sent, ONE_WAY, service, MACH_PORT_NULL, (mach_msg_id_t)i);
        send(0, sizeof(mach_msg_header_t), 0);
        CHECK_EQUAL(client.result, MACH_MSG_SUCCESS);
    }
    fill(&sent, ONE_WAY, service, MACH_PORT_NULL, 99);
    send(MACH_SEND_TIMEOUT, sizeof(mach_msg_header_t), 0);
    CHECK_EQUAL(client.result, MACH_SEND_TIMED_OUT);
    /* The message came back: its right moved to another reference of the same name. */
    CHECK_EQUAL(sent.h.msgh_bits, MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, 0));
    CHECK_EQUAL(sent.h.msgh_remote_port, service);
    CHECK_EQUAL(mach_port_deallocate(client.task.itk_space, service), KERN_SUCCESS);
    for (unsigned i = 0; i < MACH_PORT_QLIMIT_DEFAULT; i++) {
        receive(&server, port, 0, sizeof served, 0);
        CHECK_EQUAL(server.result, MACH_MSG_SUCCESS);
        CHECK_EQUAL(served.h.msgh_id, i);
    }
    /* More than the limit if the queue is let grow; they die with the port. */
    CHECK_EQUAL(mach_port_set_qlimit(server.task.itk_space, port, MACH_PORT_QLIMIT_MAX), 0);
    for (unsigned i = 0; i < MACH_PORT_QLIMIT_MAX; i++) {
        fill(&sent, REQUEST, service, reply, (mach_msg_id_t)i);
        send(MACH_SEND_TIMEOUT, sizeof(mach_msg_header_t), 0);
        CHECK_EQUAL(client.result, MACH_MSG_SUCCESS);
    }
    CHECK_EQUAL(mach_port_destroy(server.task.itk_space, port), KERN_SUCCESS);
    for (unsigned i = 0; i < MACH_PORT_QLIMIT_MAX; i++) {
        receive(&client, reply, MACH_RCV_TIMEOUT, sizeof served, 0);
        CHECK_EQUAL(client.result, MACH_MSG_SUCCESS);
        CHECK_EQUAL(served.h.msgh_id, MACH_NOTIFY_SEND_ONCE);
    }
    fill(&sent, ONE_WAY, service, MACH_PORT_NULL, 1);
    send(0, sizeof(mach_msg_header_t), 0);
    CHECK_EQUAL(client.result, MACH_SEND_INVALID_DEST);
    end();
}

static void too_large(void)
{
    const mach_msg_size_t small = sizeof(mach_msg_header_t), size = small + 40;

    begin();
    fill(&sent, REQUEST, service, reply, 1);
    send(0, size, 0);
    receive(&server, port, MACH_RCV_LARGE, small, 0);
    CHECK_EQUAL(server.result, MACH_RCV_TOO_LARGE);
    CHECK_EQUAL(served.h.msgh_size, size);
    receive(&server, port, MACH_RCV_LARGE, size, 0);
    CHECK_EQUAL(server.result, MACH_MSG_SUCCESS);
    CHECK_EQUAL(mach_port_deallocate(server.task.itk_space, served.h.msgh_remote_port), 0);
    receive(&client, reply, 0, sizeof served, 0);
    CHECK_EQUAL(served.h.msgh_id, MACH_NOTIFY_SEND_ONCE);

    /* Otherwise the message is lost, but for its header. */
    fill(&sent, REQUEST, service, reply, 2);
    send(0, size, 0);
    receive(&server, port, 0, small, 0);
    CHECK_EQUAL(server.result, MACH_RCV_TOO_LARGE);
    CHECK_EQUAL(served.h.msgh_local_port, port);
    CHECK_EQUAL(served.h.msgh_remote_port, MACH_PORT_NULL);
    receive(&client, reply, 0, sizeof served, 0);
    CHECK_EQUAL(served.h.msgh_id, MACH_NOTIFY_SEND_ONCE);

    /* A receiver that waits with too little room is told, and the message stays for the next. */
    receive(&server, port, MACH_RCV_LARGE, small, 0);
    fill(&sent, ONE_WAY, service, MACH_PORT_NULL, 3);
    send(0, size, 0);
    CHECK_EQUAL(server.result, MACH_RCV_TOO_LARGE);
    CHECK_EQUAL(served.h.msgh_size, size);
    receive(&server, port, 0, size, 0);
    CHECK_EQUAL(server.result, MACH_MSG_SUCCESS);
    CHECK_EQUAL(served.h.msgh_id, 3);
    end();
}

static void waits_that_end(void)
{
    mach_port_t set;

    begin();
    receive(&server, port, MACH_RCV_TIMEOUT, sizeof served, 10);
    time_out(&server);
    CHECK_EQUAL(server.result, MACH_RCV_TIMED_OUT);
    receive(&server, port, 0, sizeof served, 0);
    interrupt_wait(&server);
    CHECK_EQUAL(server.result, MACH_RCV_INTERRUPTED);

    CHECK_EQUAL(mach_port_allocate(server.task.itk_space, MACH_PORT_RIGHT_PORT_SET, &set), 0);
    receive(&server, port, 0, sizeof served, 0);
    become(&client);
    CHECK_EQUAL(mach_port_move_member(server.task.itk_space, port, set), 0);
    receive(&client, reply, MACH_RCV_TIMEOUT, sizeof served, 0);
    CHECK_EQUAL(server.result, MACH_RCV_PORT_CHANGED);
    receive(&server, port, 0, sizeof served, 0);
    CHECK_EQUAL(server.result, MACH_RCV_IN_SET);

    receive(&server, set, 0, sizeof served, 0);
    CHECK(server.waits);
    become(&client);
    CHECK_EQUAL(mach_port_destroy(server.task.itk_space, set), 0);
    receive(&client, reply, MACH_RCV_TIMEOUT, sizeof served, 0);
    CHECK_EQUAL(server.result, MACH_RCV_PORT_DIED);

    /* The set is dead, its member is alone again. */
    receive(&server, port, 0, sizeof served, 0);
    CHECK(server.waits);
    become(&client);
    CHECK_EQUAL(mach_port_destroy(server.task.itk_space, port), 0);
    receive(&client, reply, MACH_RCV_TIMEOUT, sizeof served, 0);
    CHECK_EQUAL(server.result, MACH_RCV_PORT_DIED);
    receive(&server, port, 0, sizeof served, 0);
    CHECK_EQUAL(server.result, MACH_RCV_INVALID_NAME);
    end();
}

static void sequence_and_sets(void)
{
    mach_port_t set, second = 0, to_second;

    begin();
    second = new_port(&server);
    to_second = give_send(&server, second, &client);
    CHECK_EQUAL(mach_port_allocate(server.task.itk_space, MACH_PORT_RIGHT_PORT_SET, &set), 0);
    for (int i = 0; i < 4; i++) {
        fill(&sent, ONE_WAY, i % 2 ? service : to_second, MACH_PORT_NULL, i);
        send(0, sizeof(mach_msg_header_t), 0);
    }
    CHECK_EQUAL(mach_port_move_member(server.task.itk_space, port, set), 0);
    CHECK_EQUAL(mach_port_move_member(server.task.itk_space, second, set), 0);
    static const int order[] = { 1, 3, 0, 2 };
    for (int i = 0; i < 3; i++) {
        receive(&server, set, 0, sizeof served, 0);
        CHECK_EQUAL(server.result, MACH_MSG_SUCCESS);
        CHECK_EQUAL(served.h.msgh_id, order[i]);
        CHECK_EQUAL(served.h.msgh_seqno, i % 2);
        CHECK_EQUAL(served.h.msgh_local_port, i < 2 ? port : second);
    }
    /* What is left goes with its port out of the set. */
    CHECK_EQUAL(mach_port_move_member(server.task.itk_space, second, MACH_PORT_NULL), 0);
    CHECK_EQUAL(mach_port_move_member(server.task.itk_space, second, MACH_PORT_NULL),
                KERN_NOT_IN_SET);
    receive(&server, set, MACH_RCV_TIMEOUT, sizeof served, 0);
    CHECK_EQUAL(server.result, MACH_RCV_TIMED_OUT);
    receive(&server, second, 0, sizeof served, 0);
    CHECK_EQUAL(served.h.msgh_id, 2);
    end();
}

static void bad_headers(void)
{
    static const struct {
        mach_msg_bits_t bits;
        int remote, local; /* 0 null, 1 service, 2 reply, 3 rubbish, 4 dead */
        mach_msg_return_t want;
    } cases[] = {
        { REQUEST, 3, 2, MACH_SEND_INVALID_DEST },
        { REQUEST, 0, 2, MACH_SEND_INVALID_DEST },
        { REQUEST, 4, 2, MACH_SEND_INVALID_DEST },
        { REQUEST, 1, 3, MACH_SEND_INVALID_REPLY },
        { REQUEST, 1, 1, MACH_SEND_INVALID_REPLY },
        { REQUEST, 2, 2, MACH_SEND_INVALID_DEST },
        { ONE_WAY, 1, 2, MACH_SEND_INVALID_HEADER },
        { ONE_WAY | 0x10000, 1, 0, MACH_SEND_INVALID_HEADER },
        { MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_RECEIVE, 0), 2, 0, MACH_SEND_INVALID_HEADER },
        { MACH_MSGH_BITS(0, 0), 1, 0, MACH_SEND_INVALID_HEADER },
        { REPLY, 1, 0, MACH_SEND_INVALID_DEST },
        { MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND, MACH_MSG_TYPE_MOVE_SEND), 1, 1,
          MACH_SEND_INVALID_DEST }, /* one reference only */
    };

    begin();
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const mach_port_t names[] = { 0, service, reply, 0x7777, MACH_PORT_DEAD };

        for (int both = 0; both < 2; both++) {
            fill(&sent, cases[i].bits, names[cases[i].remote], names[cases[i].local], 7);
            trap(&client, &sent.h, both ? BOTH : MACH_SEND_MSG, sizeof(mach_msg_header_t),
                 sizeof sent, reply, 0, MACH_PORT_NULL);
            CHECK_EQUAL(client.result, cases[i].want);
        }
    }
    send(0, sizeof(mach_msg_header_t) - 4, 0);
    CHECK_EQUAL(client.result, MACH_SEND_MSG_TOO_SMALL);
    send(0, sizeof(mach_msg_header_t) + 2, 0);
    CHECK_EQUAL(client.result, MACH_SEND_MSG_TOO_SMALL);
    send(0, MSG_SIZE_MAX + 4, 0);
    CHECK_EQUAL(client.result, MACH_SEND_NO_BUFFER);
    trap(&client, NULL, BOTH, sizeof(mach_msg_header_t), sizeof sent, reply, 0, MACH_PORT_NULL);
    CHECK_EQUAL(client.result, MACH_SEND_INVALID_DATA);

    /* Rights of one name: with two references the same right may go twice. */
    (void)give_send(&server, port, &client);
    fill(&sent, MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND, MACH_MSG_TYPE_MOVE_SEND), service, service,
         8);
    send(0, sizeof(mach_msg_header_t), 0);
    CHECK_EQUAL(client.result, MACH_MSG_SUCCESS);
    receive(&server, port, 0, sizeof served, 0);
    CHECK_EQUAL(served.h.msgh_remote_port, port); /* its own */
    mach_port_type_t type;
    CHECK_EQUAL(mach_port_type(client.task.itk_space, service, &type), KERN_INVALID_NAME);
    CHECK_EQUAL(mach_port_type(server.task.itk_space, port, &type), KERN_SUCCESS);
    CHECK_EQUAL(type, MACH_PORT_TYPE_SEND_RECEIVE);
    end();
}

/* ---- the kernel's own ports ---- */

static int answers; /* what the routine gives */

static void kernel_answer(mach_msg_header_t *in, mach_msg_header_t *out)
{
    CHECK_EQUAL(in->msgh_id, 2000);
    if (answers == MIG_NO_REPLY) /* the right to answer is the routine's */
        ipc_port_release_sonce((ipc_port_t)in->msgh_local_port);
    ((mig_reply_header_t *)out)->RetCode = answers;
}

static void kernel_rpc(void)
{
    struct {
        mig_reply_header_t r;
        char room[64];
    } m;
    ipc_port_t object;
    mach_port_t name;

    begin();
    object = ipc_port_alloc_kernel();
    ipc_kobject_set(object, (ipc_kobject_t)&client, IKOT_TASK);
    name = ipc_port_copyout_send(ipc_port_make_send(object), client.task.itk_space);
    kernel_routine = kernel_answer;
    for (int i = 0; i < 8; i++) {
        answers = i % 4 == 3 ? MIG_NO_REPLY : i % 4 == 2 ? MIG_BAD_ARGUMENTS : 0;
        m.r.Head.msgh_bits = REQUEST;
        m.r.Head.msgh_remote_port = name;
        m.r.Head.msgh_local_port = reply;
        m.r.Head.msgh_id = 2000;
        trap(&client, &m.r.Head, BOTH, sizeof(mach_msg_header_t), sizeof m, reply, 0, 0);
        if (answers == MIG_NO_REPLY) {
            CHECK(client.waits);
            interrupt_wait(&client);
            continue;
        }
        CHECK_EQUAL(client.result, MACH_MSG_SUCCESS);
        CHECK_EQUAL(m.r.Head.msgh_id, 2100);
        CHECK_EQUAL(m.r.Head.msgh_size, sizeof m.r);
        CHECK_EQUAL(m.r.RetCode, answers);
        CHECK_EQUAL(m.r.Head.msgh_local_port, reply);
    }
    CHECK_EQUAL(handoffs, 0);
    kernel_routine = NULL;
    m.r.Head.msgh_bits = REQUEST;
    m.r.Head.msgh_remote_port = name;
    m.r.Head.msgh_local_port = reply;
    m.r.Head.msgh_id = 64; /* as a notification: no routine has that number */
    trap(&client, &m.r.Head, BOTH, sizeof(mach_msg_header_t), sizeof m, reply, 0, 0);
    CHECK_EQUAL(client.result, MACH_MSG_SUCCESS);
    CHECK_EQUAL(m.r.RetCode, MIG_BAD_ID);
    ipc_port_dealloc_kernel(object);
    fill(&sent, REQUEST, name, reply, 2000);
    send(0, sizeof(mach_msg_header_t), 0);
    CHECK_EQUAL(client.result, MACH_SEND_INVALID_DEST);
    end();
}

const struct test message_tests[] = {
    { "messages: an RPC", fast_rpc },
    { "messages: RPCs by hand-off", fast_rpcs },
    { "messages: RPCs by a port set", set_rpcs },
    { "messages: RPCs too large for the fast way", large_rpcs },
    { "messages: queues and their limits", queued },
    { "messages: too large to receive", too_large },
    { "messages: waits that end", waits_that_end },
    { "messages: sequence numbers and sets", sequence_and_sets },
    { "messages: bad headers", bad_headers },
    { "messages: RPCs with the kernel", kernel_rpc },
    { NULL, NULL },
};
