/* Notifications: who is told of dead names, of senders and receivers that go, and of accepted messages. */
#include "harness.h"

#include <ipc/ipc_notify.h>

static struct actor one, two;

#define SPACE(a) ((a).task.itk_space)

static struct {
    mach_msg_header_t h;
    mach_msg_type_t type;
    mach_port_t word;
    char room[64];
} got;

static void begin(void)
{
    actor_begin(&one);
    actor_begin(&two);
}

static void end(void)
{
    actor_end(&one);
    actor_end(&two);
}

static ipc_port_t sonce(struct actor *actor, mach_port_t name)
{
    ipc_object_t object;

    CHECK_EQUAL(ipc_object_copyin(SPACE(*actor), name, MACH_MSG_TYPE_MAKE_SEND_ONCE, &object), 0);
    return (ipc_port_t)object;
}

static void ask(struct actor *actor, mach_port_t name, mach_msg_id_t id, mach_port_mscount_t sync,
                mach_port_t notify, kern_return_t want)
{
    ipc_port_t right = notify == MACH_PORT_NULL ? IP_NULL : sonce(actor, notify), previous;
    kern_return_t kr = mach_port_request_notification(SPACE(*actor), name, id, sync, right,
                                                      &previous);

    CHECK_EQUAL(kr, want);
    if (kr != KERN_SUCCESS) {
        if (right != IP_NULL)
            ipc_port_release_sonce(right);
    } else if (previous != IP_NULL) {
        ipc_notify_send_once(previous);
    }
}

/* The next message at the name, which must be there; or none, if `id` is 0. */
static void expect(struct actor *actor, mach_port_t name, mach_msg_id_t id, mach_port_t word)
{
    memset(&got, 0, sizeof got);
    trap(actor, &got.h, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof got, name, 0, MACH_PORT_NULL);
    if (id == 0) {
        CHECK_EQUAL(actor->result, MACH_RCV_TIMED_OUT);
        return;
    }
    CHECK_EQUAL(actor->result, MACH_MSG_SUCCESS);
    CHECK_EQUAL(got.h.msgh_id, id);
    CHECK_EQUAL(got.h.msgh_bits & ~MACH_MSGH_BITS_COMPLEX,
                MACH_MSGH_BITS(0, MACH_MSG_TYPE_PORT_SEND_ONCE));
    if (id == MACH_NOTIFY_NO_SENDERS)
        CHECK_EQUAL(*(unsigned *)&got.word, word);
    else if (id != MACH_NOTIFY_SEND_ONCE && word != 0)
        CHECK_EQUAL(got.word, word);
}

static void dead_names(void)
{
    mach_port_t port, name, notify;
    mach_port_type_t type;
    mach_port_urefs_t urefs;

    begin();
    notify = new_port(&two);
    for (unsigned i = 0; i < 20; i++) { /* so that the port's table of requests grows */
        struct actor others[3];

        port = new_port(&one);
        name = give_send(&one, port, &two);
        ask(&two, name, MACH_NOTIFY_DEAD_NAME, 0, notify, KERN_SUCCESS);
        ask(&two, name, MACH_NOTIFY_DEAD_NAME, 0, notify, KERN_SUCCESS); /* instead */
        expect(&two, notify, MACH_NOTIFY_SEND_ONCE, 0);
        mach_port_t names[3], notifies[3];
        for (int o = 0; o < 3; o++) {
            actor_begin(&others[o]);
            names[o] = give_send(&one, port, &others[o]);
            notifies[o] = new_port(&others[o]);
            ask(&others[o], names[o], MACH_NOTIFY_DEAD_NAME, 0, notifies[o], KERN_SUCCESS);
        }
        CHECK_EQUAL(mach_port_type(SPACE(two), name, &type), 0);
        CHECK_EQUAL(type, MACH_PORT_TYPE_SEND | MACH_PORT_TYPE_DNREQUEST);
        become(&one);
        CHECK_EQUAL(mach_port_mod_refs(SPACE(one), port, MACH_PORT_RIGHT_RECEIVE, -1), 0);
        expect(&two, notify, MACH_NOTIFY_DEAD_NAME, name);
        CHECK_EQUAL(mach_port_type(SPACE(two), name, &type), 0);
        CHECK_EQUAL(type, MACH_PORT_TYPE_DEAD_NAME);
        CHECK_EQUAL(mach_port_get_refs(SPACE(two), name, MACH_PORT_RIGHT_DEAD_NAME, &urefs), 0);
        CHECK_EQUAL(urefs, 2);
        for (int o = 0; o < 3; o++) {
            expect(&others[o], notifies[o], MACH_NOTIFY_DEAD_NAME, names[o]);
            actor_end(&others[o]);
        }
        become(&two);
        CHECK_EQUAL(mach_port_mod_refs(SPACE(two), name, MACH_PORT_RIGHT_DEAD_NAME, -2), 0);
        CHECK_EQUAL(mach_port_type(SPACE(two), name, &type), KERN_INVALID_NAME);
    }
    /* A name that is dead already: at once, or not at all. */
    CHECK_EQUAL(mach_port_allocate(SPACE(two), MACH_PORT_RIGHT_DEAD_NAME, &name), 0);
    ask(&two, name, MACH_NOTIFY_DEAD_NAME, 0, notify, KERN_INVALID_ARGUMENT);
    ask(&two, name, MACH_NOTIFY_DEAD_NAME, 1, notify, KERN_SUCCESS);
    expect(&two, notify, MACH_NOTIFY_DEAD_NAME, name);
    /* A name that is deallocated before. */
    port = new_port(&one);
    name = give_send(&one, port, &two);
    ask(&two, name, MACH_NOTIFY_DEAD_NAME, 0, notify, KERN_SUCCESS);
    CHECK_EQUAL(mach_port_deallocate(SPACE(two), name), 0);
    expect(&two, notify, MACH_NOTIFY_PORT_DELETED, name);
    expect(&two, notify, 0, 0);
    end();
}

static void no_senders(void)
{
    mach_port_t port, name, notify;

    begin();
    port = new_port(&one);
    notify = new_port(&one);
    ask(&one, port, MACH_NOTIFY_NO_SENDERS, 1, notify, KERN_SUCCESS);
    expect(&one, notify, 0, 0);
    name = give_send(&one, port, &two);
    (void)give_send(&one, port, &two);
    CHECK_EQUAL(mach_port_deallocate(SPACE(two), name), 0);
    expect(&one, notify, 0, 0);
    CHECK_EQUAL(mach_port_deallocate(SPACE(two), name), 0);
    expect(&one, notify, MACH_NOTIFY_NO_SENDERS, 2);
    /* Nobody has one now. */
    ask(&one, port, MACH_NOTIFY_NO_SENDERS, 2, notify, KERN_SUCCESS);
    expect(&one, notify, MACH_NOTIFY_NO_SENDERS, 2);
    /* A sender's space dies. */
    ask(&one, port, MACH_NOTIFY_NO_SENDERS, 3, notify, KERN_SUCCESS);
    (void)give_send(&one, port, &two);
    actor_end(&two);
    expect(&one, notify, MACH_NOTIFY_NO_SENDERS, 3);
    /* The port dies, and the request with it. */
    ask(&one, port, MACH_NOTIFY_NO_SENDERS, 9, notify, KERN_SUCCESS);
    CHECK_EQUAL(mach_port_destroy(SPACE(one), port), 0);
    expect(&one, notify, MACH_NOTIFY_SEND_ONCE, 0);
    actor_begin(&two);
    end();
}

static void port_destroyed(void)
{
    mach_port_t port, notify, name, send;
    mach_port_type_t type;

    begin();
    port = new_port(&one);
    send = give_send(&one, port, &two);
    notify = new_port(&two);
    /* Two will have the port when one loses it. */
    ipc_port_t previous;
    CHECK_EQUAL(mach_port_request_notification(SPACE(one), port, MACH_NOTIFY_PORT_DESTROYED, 0,
                                               sonce(&two, notify), &previous),
                0);
    CHECK(previous == IP_NULL);
    actor_end(&one);
    expect(&two, notify, MACH_NOTIFY_PORT_DESTROYED, 0);
    name = got.word;
    CHECK_EQUAL(name, send); /* it had a send right to it */
    CHECK_EQUAL(mach_port_type(SPACE(two), name, &type), 0);
    CHECK_EQUAL(type, MACH_PORT_TYPE_SEND_RECEIVE);

    /* To itself: nobody could receive it, so it dies. */
    CHECK_EQUAL(mach_port_request_notification(SPACE(two), name, MACH_NOTIFY_PORT_DESTROYED, 0,
                                               sonce(&two, name), &previous),
                0);
    become(&two);
    CHECK_EQUAL(mach_port_mod_refs(SPACE(two), name, MACH_PORT_RIGHT_RECEIVE, -1), 0);
    CHECK_EQUAL(mach_port_type(SPACE(two), name, &type), 0);
    CHECK_EQUAL(type, MACH_PORT_TYPE_DEAD_NAME);
    actor_begin(&one);
    end();
}

static void send_once(void)
{
    mach_port_t port, name;
    ipc_object_t object;

    begin();
    port = new_port(&one);
    object = (ipc_object_t)sonce(&one, port);
    CHECK_EQUAL(ipc_object_copyout(SPACE(two), object, MACH_MSG_TYPE_PORT_SEND_ONCE, TRUE, &name),
                0);
    CHECK_EQUAL(mach_port_deallocate(SPACE(two), name), 0);
    expect(&one, port, MACH_NOTIFY_SEND_ONCE, 0);
    object = (ipc_object_t)sonce(&one, port);
    CHECK_EQUAL(ipc_object_copyout(SPACE(two), object, MACH_MSG_TYPE_PORT_SEND_ONCE, TRUE, &name),
                0);
    actor_end(&two);
    expect(&one, port, MACH_NOTIFY_SEND_ONCE, 0);
    actor_begin(&two);
    end();
}

static void send_to(mach_port_t name, mach_msg_option_t option, mach_port_t notify, int id,
                    mach_msg_return_t want)
{
    mach_msg_header_t m = { .msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0),
                            .msgh_remote_port = name, .msgh_id = id };

    trap(&two, &m, MACH_SEND_MSG | option, sizeof m, 0, 0, 0, notify);
    CHECK_EQUAL(two.result, want);
    if (want == MACH_SEND_NOTIFY_IN_PROGRESS || want == MACH_SEND_INVALID_NOTIFY) {
        CHECK_EQUAL(m.msgh_bits, MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, 0));
        CHECK_EQUAL(mach_port_deallocate(SPACE(two), m.msgh_remote_port), 0);
    }
}

static void accepted(void)
{
    mach_port_t port, name, notify;
    mach_port_type_t type;

    begin();
    for (int round = 0; round < 3; round++) {
        port = new_port(&one);
        name = give_send(&one, port, &two);
        notify = new_port(&two);
        for (unsigned i = 0; i < MACH_PORT_QLIMIT_DEFAULT; i++)
            send_to(name, MACH_SEND_NOTIFY | MACH_SEND_TIMEOUT, notify, (int)i, MACH_MSG_SUCCESS);
        send_to(name, MACH_SEND_NOTIFY | MACH_SEND_TIMEOUT, 0x99, 5, MACH_SEND_INVALID_NOTIFY);
        send_to(name, MACH_SEND_NOTIFY | MACH_SEND_TIMEOUT, notify, 5, MACH_SEND_WILL_NOTIFY);
        send_to(name, MACH_SEND_NOTIFY | MACH_SEND_TIMEOUT, notify, 6,
                MACH_SEND_NOTIFY_IN_PROGRESS);
        CHECK_EQUAL(mach_port_type(SPACE(two), name, &type), 0);
        CHECK_EQUAL(type, MACH_PORT_TYPE_SEND | MACH_PORT_TYPE_MAREQUEST);
        if (round == 1) { /* under another name */
            CHECK_EQUAL(mach_port_rename(SPACE(two), name, 0x12345), 0);
            name = 0x12345;
        } else if (round == 2) { /* and when the name is gone */
            become(&two);
            CHECK_EQUAL(mach_port_deallocate(SPACE(two), name), 0);
        }
        for (unsigned i = 0; i <= MACH_PORT_QLIMIT_DEFAULT; i++) {
            expect(&two, notify, 0, 0);
            trap(&one, &got.h, MACH_RCV_MSG, 0, sizeof got, port, 0, 0);
            CHECK_EQUAL(one.result, MACH_MSG_SUCCESS);
            CHECK_EQUAL(got.h.msgh_id, i);
        }
        expect(&two, notify, MACH_NOTIFY_MSG_ACCEPTED, 0);
        CHECK_EQUAL(got.word, round == 2 ? MACH_PORT_NULL : name);
    }
    end();
}

static void receive_notify(void)
{
    mach_port_t port, name, notify, reply;
    struct {
        mach_msg_header_t h;
    } m;

    begin();
    port = new_port(&one);
    name = give_send(&one, port, &two);
    notify = new_port(&one);
    reply = new_port(&two);
    m.h = (mach_msg_header_t){ .msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND,
                                                           MACH_MSG_TYPE_MAKE_SEND_ONCE),
                               .msgh_remote_port = name, .msgh_local_port = reply };
    trap(&two, &m.h, MACH_SEND_MSG, sizeof m, 0, 0, 0, 0);
    trap(&one, &got.h, MACH_RCV_MSG | MACH_RCV_NOTIFY, 0, sizeof got, port, 0, notify);
    CHECK_EQUAL(one.result, MACH_MSG_SUCCESS);
    name = got.h.msgh_remote_port;
    become(&two);
    CHECK_EQUAL(mach_port_destroy(SPACE(two), reply), 0);
    expect(&one, notify, MACH_NOTIFY_DEAD_NAME, name);
    end();
}

const struct test notify_tests[] = {
    { "notifications: dead names", dead_names },
    { "notifications: no senders", no_senders },
    { "notifications: port destroyed", port_destroyed },
    { "notifications: send once", send_once },
    { "notifications: message accepted", accepted },
    { "notifications: of a reply port, asked with the receive", receive_notify },
    { NULL, NULL },
};
