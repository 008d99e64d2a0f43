/* Bodies of messages: rights and memory, in line and out of line, and what is not well formed. */
#include "harness.h"

#include <vm/vm_user.h>

static struct actor one, two;

#define SPACE(a) ((a).task.itk_space)
#define COMPLEX MACH_MSGH_BITS_COMPLEX
#define ONE_WAY (MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0) | COMPLEX)

static struct {
    mach_msg_header_t h;
    mach_msg_type_t type;
    mach_port_t words[8];
} m;
static struct {
    mach_msg_header_t h;
    mach_msg_type_long_t type;
    vm_offset_t address;
} out;
static mach_port_t port, service;

static void begin(void)
{
    actor_begin(&one);
    actor_begin(&two);
    port = new_port(&two);
    service = give_send(&two, port, &one);
}

static void end(void)
{
    actor_end(&one);
    actor_end(&two);
    CHECK_EQUAL(user_used, 0);
}

static void header(mach_msg_header_t *h)
{
    h->msgh_bits = ONE_WAY;
    h->msgh_remote_port = service;
    h->msgh_local_port = MACH_PORT_NULL;
    h->msgh_id = 1;
}

static void send(unsigned name, unsigned number, mach_msg_return_t want)
{
    header(&m.h);
    m.type = (mach_msg_type_t){ .msgt_name = name, .msgt_size = MACH_MSG_PORT_SIZE_BITS,
                                .msgt_number = number, .msgt_inline = TRUE };
    trap(&one, &m.h, MACH_SEND_MSG, (mach_msg_size_t)((char *)&m.words[number] - (char *)&m), 0, 0,
         0, 0);
    CHECK_EQUAL(one.result, want);
}

static void receive(mach_msg_return_t want)
{
    memset(&m, 0, sizeof m);
    trap(&two, &m.h, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof m, port, 0, 0);
    CHECK_EQUAL(two.result, want);
}

static void check_type(struct actor *actor, mach_port_t name, mach_port_type_t want)
{
    mach_port_type_t type = 0;

    CHECK_EQUAL(mach_port_type(SPACE(*actor), name, &type), want ? 0 : KERN_INVALID_NAME);
    CHECK_EQUAL(type, want);
}

static void rights(void)
{
    mach_port_t a, b, name;

    begin();
    a = new_port(&one);
    b = new_port(&one);
    m.words[0] = a;
    m.words[1] = MACH_PORT_NULL;
    m.words[2] = b;
    m.words[3] = MACH_PORT_DEAD;
    send(MACH_MSG_TYPE_MAKE_SEND, 4, MACH_MSG_SUCCESS);
    receive(MACH_MSG_SUCCESS);
    CHECK_EQUAL(m.type.msgt_name, MACH_MSG_TYPE_PORT_SEND);
    CHECK_EQUAL(m.words[1], MACH_PORT_NULL);
    CHECK_EQUAL(m.words[3], MACH_PORT_DEAD);
    check_type(&two, m.words[0], MACH_PORT_TYPE_SEND);
    check_type(&two, m.words[2], MACH_PORT_TYPE_SEND);
    name = m.words[0];

    /* Again, under the same name; then the port itself. */
    m.words[0] = a;
    send(MACH_MSG_TYPE_MAKE_SEND, 1, MACH_MSG_SUCCESS);
    receive(MACH_MSG_SUCCESS);
    CHECK_EQUAL(m.words[0], name);
    m.words[0] = a;
    send(MACH_MSG_TYPE_MOVE_RECEIVE, 1, MACH_MSG_SUCCESS);
    check_type(&one, a, 0);
    receive(MACH_MSG_SUCCESS);
    CHECK_EQUAL(m.words[0], name);
    check_type(&two, name, MACH_PORT_TYPE_SEND_RECEIVE);

    /* Send-once rights have a name each. */
    m.words[0] = m.words[1] = b;
    send(MACH_MSG_TYPE_MAKE_SEND_ONCE, 2, MACH_MSG_SUCCESS);
    receive(MACH_MSG_SUCCESS);
    CHECK(m.words[0] != m.words[1]);
    check_type(&two, m.words[0], MACH_PORT_TYPE_SEND_ONCE);
    check_type(&two, m.words[1], MACH_PORT_TYPE_SEND_ONCE);

    /* Rights of a port that dies before they arrive. */
    m.words[0] = m.words[1] = b;
    send(MACH_MSG_TYPE_MAKE_SEND, 2, MACH_MSG_SUCCESS);
    become(&one);
    CHECK_EQUAL(mach_port_destroy(SPACE(one), b), 0);
    receive(MACH_MSG_SUCCESS);
    CHECK(MACH_PORT_VALID(m.words[0]) || m.words[0] == MACH_PORT_DEAD);
    end();
}

static void wrong(void)
{
    mach_port_t a;

    begin();
    a = new_port(&one);
    m.words[0] = m.words[1] = a;
    m.words[2] = 0x5555;
    send(MACH_MSG_TYPE_MAKE_SEND, 3, MACH_SEND_INVALID_RIGHT);
    send(MACH_MSG_TYPE_COPY_SEND, 1, MACH_SEND_INVALID_RIGHT);
    m.words[0] = 0x5555;
    send(MACH_MSG_TYPE_MAKE_SEND, 1, MACH_SEND_INVALID_RIGHT);

    header(&m.h);
    m.type.msgt_number = 4000; /* more than there is */
    trap(&one, &m.h, MACH_SEND_MSG, sizeof m, 0, 0, 0, 0);
    CHECK_EQUAL(one.result, MACH_SEND_MSG_TOO_SMALL);
    header(&m.h);
    m.type.msgt_size = 8;
    trap(&one, &m.h, MACH_SEND_MSG, sizeof m, 0, 0, 0, 0);
    CHECK_EQUAL(one.result, MACH_SEND_INVALID_TYPE);
    header(&m.h);
    m.type = (mach_msg_type_t){ .msgt_inline = TRUE, .msgt_deallocate = TRUE };
    trap(&one, &m.h, MACH_SEND_MSG, sizeof m, 0, 0, 0, 0);
    CHECK_EQUAL(one.result, MACH_SEND_INVALID_TYPE);

    memset(&out, 0, sizeof out);
    header(&out.h);
    out.type.msgtl_header.msgt_longform = TRUE;
    out.type.msgtl_name = MACH_MSG_TYPE_BYTE;
    out.type.msgtl_size = 0x8000;
    out.type.msgtl_number = 0x20001; /* bits that pass 32 */
    out.address = (vm_offset_t)&out;
    trap(&one, &out.h, MACH_SEND_MSG, sizeof out, 0, 0, 0, 0);
    CHECK_EQUAL(one.result, MACH_SEND_INVALID_TYPE);
    header(&out.h);
    out.type.msgtl_size = 8;
    out.type.msgtl_number = 4;
    out.address = 0;
    trap(&one, &out.h, MACH_SEND_MSG, sizeof out, 0, 0, 0, 0);
    CHECK_EQUAL(one.result, MACH_SEND_INVALID_MEMORY);
    receive(MACH_RCV_TIMED_OUT);
    end();
}

static void circular(void)
{
    mach_port_t a, b, to_a, to_b;

    begin();
    a = new_port(&one);
    b = new_port(&one);
    to_a = give_send(&one, a, &one);
    to_b = give_send(&one, b, &one);
    service = to_b;
    m.words[0] = a;
    send(MACH_MSG_TYPE_MOVE_RECEIVE, 1, MACH_MSG_SUCCESS); /* a is in b's queue */
    service = to_a;
    m.words[0] = b;
    send(MACH_MSG_TYPE_MOVE_RECEIVE, 1, MACH_MSG_SUCCESS); /* b would be in a's: it dies, both do */
    check_type(&one, to_a, MACH_PORT_TYPE_DEAD_NAME);
    check_type(&one, to_b, MACH_PORT_TYPE_DEAD_NAME);
    end();
}

static void memory(boolean_t deallocate, unsigned bytes)
{
    vm_offset_t address;

    CHECK_EQUAL(vm_allocate(VM_MAP_NULL, &address, bytes + 1, TRUE), 0);
    for (unsigned i = 0; i < bytes; i++)
        ((char *)address)[i] = (char)(i * 7);
    memset(&out, 0, sizeof out);
    header(&out.h);
    out.type.msgtl_header.msgt_longform = TRUE;
    out.type.msgtl_header.msgt_deallocate = deallocate;
    out.type.msgtl_name = MACH_MSG_TYPE_BYTE;
    out.type.msgtl_size = 8;
    out.type.msgtl_number = bytes;
    out.address = address;
    trap(&one, &out.h, MACH_SEND_MSG, sizeof out, 0, 0, 0, 0);
    CHECK_EQUAL(one.result, MACH_MSG_SUCCESS);
    if (!deallocate)
        (void)vm_deallocate(VM_MAP_NULL, address, bytes + 1);
    memset(&out, 0, sizeof out);
    trap(&two, &out.h, MACH_RCV_MSG, 0, sizeof out, port, 0, 0);
    CHECK_EQUAL(two.result, MACH_MSG_SUCCESS);
    CHECK_EQUAL(out.type.msgtl_number, bytes);
    CHECK(out.type.msgtl_header.msgt_deallocate);
    if (bytes == 0) {
        CHECK_EQUAL(out.address, 0);
        if (deallocate)
            (void)vm_deallocate(VM_MAP_NULL, address, 1);
        return;
    }
    for (unsigned i = 0; i < bytes; i++)
        CHECK_EQUAL(((char *)out.address)[i], (char)(i * 7));
    (void)vm_deallocate(VM_MAP_NULL, out.address, bytes);
}

static void out_of_line(void)
{
    begin();
    memory(FALSE, 10);
    memory(FALSE, 10000);
    memory(TRUE, 5000);
    memory(FALSE, 0);
    memory(TRUE, 0);
    /* Not received: it goes with the message. */
    memset(&out, 0, sizeof out);
    header(&out.h);
    out.type.msgtl_header.msgt_longform = TRUE;
    out.type.msgtl_name = MACH_MSG_TYPE_BYTE;
    out.type.msgtl_size = 8;
    out.type.msgtl_number = 100;
    out.address = (vm_offset_t)&m;
    trap(&one, &out.h, MACH_SEND_MSG, sizeof out, 0, 0, 0, 0);
    CHECK_EQUAL(one.result, MACH_MSG_SUCCESS);
    end();
}

static void send_array(const mach_port_t *names, unsigned number, unsigned type,
                       mach_msg_return_t want)
{
    memset(&out, 0, sizeof out);
    header(&out.h);
    out.type.msgtl_header.msgt_longform = TRUE;
    out.type.msgtl_name = (unsigned short)type;
    out.type.msgtl_size = MACH_MSG_PORT_SIZE_BITS;
    out.type.msgtl_number = number;
    out.address = (vm_offset_t)names;
    trap(&one, &out.h, MACH_SEND_MSG, sizeof out, 0, 0, 0, 0);
    CHECK_EQUAL(one.result, want);
}

static void port_arrays(void)
{
    mach_port_t names[50];

    begin();
    for (int i = 0; i < 50; i++)
        names[i] = i % 5 == 4 ? MACH_PORT_NULL : new_port(&one);
    send_array(names, 50, MACH_MSG_TYPE_MAKE_SEND, MACH_MSG_SUCCESS);
    memset(&out, 0, sizeof out);
    trap(&two, &out.h, MACH_RCV_MSG, 0, sizeof out, port, 0, 0);
    CHECK_EQUAL(two.result, MACH_MSG_SUCCESS);
    CHECK_EQUAL(out.type.msgtl_name, MACH_MSG_TYPE_PORT_SEND);
    for (int i = 0; i < 50; i++)
        if (i % 5 == 4)
            CHECK_EQUAL(((mach_port_t *)out.address)[i], MACH_PORT_NULL);
        else
            check_type(&two, ((mach_port_t *)out.address)[i], MACH_PORT_TYPE_SEND);
    (void)vm_deallocate(VM_MAP_NULL, out.address, 50 * sizeof(mach_port_t));

    names[30] = 0x4444;
    send_array(names, 50, MACH_MSG_TYPE_MAKE_SEND, MACH_SEND_INVALID_RIGHT);
    names[0] = 0x4444;
    send_array(names, 50, MACH_MSG_TYPE_MAKE_SEND, MACH_SEND_INVALID_RIGHT);
    names[0] = names[1];
    send_array(names, 20, MACH_MSG_TYPE_MAKE_SEND, MACH_MSG_SUCCESS); /* not received */
    end();
}

const struct test body_tests[] = {
    { "bodies: rights", rights },
    { "bodies: what is wrong", wrong },
    { "bodies: receive rights in a circle", circular },
    { "bodies: memory out of line", out_of_line },
    { "bodies: ports out of line", port_arrays },
    { NULL, NULL },
};
