/* Sets of ports: one receives for all. */
#include "harness.h"

#define SELF mach_task_self()

static mach_port_t set_make(void)
{
    mach_port_t set;

    return mach_port_allocate(SELF, MACH_PORT_RIGHT_PORT_SET, &set) == KERN_SUCCESS ? set : MACH_PORT_NULL;
}

static void members(void)
{
    mach_port_t set = set_make(), one = port_make(), two = port_make();
    mach_port_name_array_t names;
    mach_msg_type_number_t count;

    OK(mach_port_move_member(SELF, one, set));
    OK(mach_port_move_member(SELF, two, set));
    OK(mach_port_get_set_status(SELF, set, &names, &count));
    CHECK_IS(count, 2);
    CHECK((names[0] == one && names[1] == two) || (names[0] == two && names[1] == one));
    OK(vm_deallocate(SELF, (vm_address_t)names, count * sizeof *names));
    OK(poke(two, 20));
    OK(poke(one, 10));
    CHECK_IS(next_message(set, 0), 20);
    CHECK_IS(received.head.msgh_local_port, two);
    CHECK_IS(next_message(set, 0), 10);
    CHECK_IS(received.head.msgh_local_port, one);
    OK(mach_port_move_member(SELF, one, MACH_PORT_NULL));
    CHECK_IS(mach_port_move_member(SELF, one, MACH_PORT_NULL), KERN_NOT_IN_SET);
    OK(poke(one, 11));
    CHECK_IS(next_message(set, 0), -1);
    CHECK_IS(next_message(one, 0), 11);
    OK(mach_port_destroy(SELF, set));
    OK(poke(two, 21)); /* it is in no set any more */
    CHECK_IS(next_message(two, 0), 21);
    OK(mach_port_destroy(SELF, one));
    OK(mach_port_destroy(SELF, two));
}

static void in_set(void)
{
    mach_port_t set = set_make(), one = port_make();
    mach_msg_header_t message;

    OK(poke(one, 1)); /* what is queued moves with the port */
    OK(mach_port_move_member(SELF, one, set));
    CHECK_IS(mach_msg(&message, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof message, one, 0, MACH_PORT_NULL),
             MACH_RCV_IN_SET);
    CHECK_IS(next_message(set, 0), 1);
    OK(mach_port_destroy(SELF, one));
    OK(mach_port_destroy(SELF, set));
}

static mach_msg_return_t waited;

static void wait_for_message(void *port)
{
    static union any_message message;

    waited = mach_msg(&message.head, MACH_RCV_MSG, 0, sizeof message, (mach_port_t)port,
                      MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);
}

/* Somebody waits at a set or at a port that goes. */
static void set_dies(void)
{
    mach_port_t set = set_make(), port = port_make();

    waited = 0;
    CHECK(thread_begin(wait_for_message, (void *)set) != MACH_PORT_NULL);
    swtch_pri(0);
    OK(mach_port_destroy(SELF, set));
    swtch_pri(0);
    CHECK_IS(waited, MACH_RCV_PORT_DIED);
    waited = 0;
    CHECK(thread_begin(wait_for_message, (void *)port) != MACH_PORT_NULL);
    swtch_pri(0);
    OK(mach_port_destroy(SELF, port));
    swtch_pri(0);
    CHECK_IS(waited, MACH_RCV_PORT_DIED);
}

const struct test set_tests[] = {
    {"set.members", members},
    {"set.in-set", in_set},
    {"set.dies", set_dies},
    {NULL, NULL},
};
