/* Names and rights: mach_port_* as a task uses them. */
#include "harness.h"

#define SELF mach_task_self()
#define NOBODY 0x00123400u /* a name that nobody has */

static unsigned refs(mach_port_t name, mach_port_right_t right)
{
    mach_port_urefs_t count;

    return mach_port_get_refs(SELF, name, right, &count) == KERN_SUCCESS ? count : ~0u;
}

static mach_port_type_t type_of(mach_port_t name)
{
    mach_port_type_t type;

    return mach_port_type(SELF, name, &type) == KERN_SUCCESS ? type : 0;
}

static void allocate(void)
{
    mach_port_t port, set, dead;

    OK(mach_port_allocate(SELF, MACH_PORT_RIGHT_RECEIVE, &port));
    OK(mach_port_allocate(SELF, MACH_PORT_RIGHT_PORT_SET, &set));
    OK(mach_port_allocate(SELF, MACH_PORT_RIGHT_DEAD_NAME, &dead));
    CHECK_IS(type_of(port), MACH_PORT_TYPE_RECEIVE);
    CHECK_IS(type_of(set), MACH_PORT_TYPE_PORT_SET);
    CHECK_IS(type_of(dead), MACH_PORT_TYPE_DEAD_NAME);
    CHECK_IS(mach_port_allocate(SELF, MACH_PORT_RIGHT_SEND, &dead), KERN_INVALID_VALUE);
    CHECK_IS(mach_port_deallocate(SELF, port), KERN_INVALID_RIGHT);
    CHECK_IS(mach_port_deallocate(SELF, NOBODY), KERN_INVALID_NAME);
    OK(mach_port_destroy(SELF, port));
    OK(mach_port_destroy(SELF, set));
    OK(mach_port_deallocate(SELF, dead));
    CHECK_IS(mach_port_deallocate(SELF, dead), KERN_INVALID_NAME);
}

static void references(void)
{
    mach_port_t port = port_make();

    CHECK_IS(refs(port, MACH_PORT_RIGHT_RECEIVE), 1);
    CHECK_IS(refs(port, MACH_PORT_RIGHT_SEND), 0);
    OK(mach_port_insert_right(SELF, port, port, MACH_MSG_TYPE_MAKE_SEND));
    OK(mach_port_insert_right(SELF, port, port, MACH_MSG_TYPE_MAKE_SEND));
    CHECK_IS(refs(port, MACH_PORT_RIGHT_SEND), 2);
    CHECK_IS(type_of(port), MACH_PORT_TYPE_SEND_RECEIVE);
    OK(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_SEND, 3));
    CHECK_IS(refs(port, MACH_PORT_RIGHT_SEND), 5);
    CHECK_IS(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_SEND, -6), KERN_INVALID_VALUE);
    CHECK_IS(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_SEND, 0x7ffffff), KERN_UREFS_OVERFLOW);
    OK(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_SEND, -5));
    CHECK_IS(type_of(port), MACH_PORT_TYPE_RECEIVE);
    CHECK_IS(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_RECEIVE, 1), KERN_INVALID_VALUE);
    OK(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_RECEIVE, -1));
    CHECK_IS(type_of(port), 0);
}

/* A send right whose port has died is a dead name. */
static void dead_names(void)
{
    mach_port_t port = send_make(port_make());

    OK(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_SEND, 2));
    OK(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_RECEIVE, -1));
    CHECK_IS(type_of(port), MACH_PORT_TYPE_DEAD_NAME);
    CHECK_IS(refs(port, MACH_PORT_RIGHT_DEAD_NAME), 3);
    {
        mach_msg_header_t message = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0),
                                     .msgh_remote_port = port};

        CHECK_IS(mach_msg(&message, MACH_SEND_MSG, sizeof message, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL),
                 MACH_SEND_INVALID_DEST);
        message.msgh_remote_port = NOBODY;
        CHECK_IS(mach_msg(&message, MACH_SEND_MSG, sizeof message, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL),
                 MACH_SEND_INVALID_DEST);
    }
    OK(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_DEAD_NAME, -3));
    CHECK_IS(type_of(port), 0);
}

static void names_chosen(void)
{
    mach_port_t port = port_make();

    OK(mach_port_rename(SELF, port, 0x7100));
    CHECK_IS(type_of(0x7100), MACH_PORT_TYPE_RECEIVE);
    CHECK_IS(type_of(port), 0);
    CHECK_IS(mach_port_allocate_name(SELF, MACH_PORT_RIGHT_RECEIVE, 0x7100), KERN_NAME_EXISTS);
    OK(mach_port_allocate_name(SELF, MACH_PORT_RIGHT_RECEIVE, 0x98765432));
    CHECK_IS(type_of(0x98765432), MACH_PORT_TYPE_RECEIVE);
    OK(poke(0x98765432, 7));
    CHECK_IS(next_message(0x98765432, 0), 7);
    CHECK_IS(mach_port_allocate_name(SELF, MACH_PORT_RIGHT_RECEIVE, MACH_PORT_NULL), KERN_INVALID_VALUE);
    OK(mach_port_destroy(SELF, 0x98765432));
    OK(mach_port_destroy(SELF, 0x7100));
}

/* Into another task, and out of it. */
static void of_another_task(void)
{
    mach_port_t task, port = port_make(), back;
    mach_msg_type_name_t kind;

    OK(task_create(SELF, FALSE, &task));
    OK(mach_port_insert_right(task, 0x5500, port, MACH_MSG_TYPE_MAKE_SEND));
    CHECK_IS(mach_port_insert_right(task, 0x5500, mach_host_self(), MACH_MSG_TYPE_COPY_SEND),
             KERN_NAME_EXISTS);
    OK(mach_port_extract_right(task, 0x5500, MACH_MSG_TYPE_COPY_SEND, &back, &kind));
    CHECK_IS(back, port);
    CHECK_IS(kind, MACH_MSG_TYPE_PORT_SEND);
    OK(mach_port_deallocate(SELF, back));
    OK(task_terminate(task));
    OK(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_RECEIVE, -1));
    OK(mach_port_deallocate(SELF, task));
}

static void status(void)
{
    mach_port_t port = port_make();
    mach_port_status_t s;

    OK(mach_port_set_qlimit(SELF, port, 2));
    CHECK_IS(mach_port_set_qlimit(SELF, port, MACH_PORT_QLIMIT_MAX + 1), KERN_INVALID_VALUE);
    OK(poke(port, 1));
    OK(mach_port_get_receive_status(SELF, port, &s));
    CHECK_IS(s.mps_qlimit, 2);
    CHECK_IS(s.mps_msgcount, 1);
    CHECK_IS(s.mps_srights, TRUE); /* the message's */
    CHECK_IS(s.mps_pset, MACH_PORT_NULL);
    OK(mach_port_destroy(SELF, port));
}

/* More than a table's first size; all different, and all there. */
static void many(void)
{
    enum { MANY = 600 };
    static mach_port_t ports[MANY];
    mach_port_name_array_t names;
    mach_port_type_array_t types;
    mach_msg_type_number_t name_count, type_count;
    unsigned before = 0;

    OK(mach_port_names(SELF, &names, &name_count, &types, &type_count));
    CHECK_IS(name_count, type_count);
    before = name_count;
    OK(vm_deallocate(SELF, (vm_address_t)names, name_count * sizeof *names));
    OK(vm_deallocate(SELF, (vm_address_t)types, type_count * sizeof *types));
    for (int i = 0; i < MANY; i++)
        CHECK((ports[i] = port_make()) != MACH_PORT_NULL);
    OK(mach_port_names(SELF, &names, &name_count, &types, &type_count));
    CHECK_IS(name_count, before + MANY);
    OK(vm_deallocate(SELF, (vm_address_t)names, name_count * sizeof *names));
    OK(vm_deallocate(SELF, (vm_address_t)types, type_count * sizeof *types));
    for (int i = MANY - 1; i >= 0; i--)
        OK(mach_port_destroy(SELF, ports[i]));
}

const struct test rights_tests[] = {
    {"rights.allocate", allocate},
    {"rights.references", references},
    {"rights.dead-names", dead_names},
    {"rights.names-chosen", names_chosen},
    {"rights.status", status},
    {"rights.many", many},
    {"rights.of-another-task", of_another_task},
    {NULL, NULL},
};
