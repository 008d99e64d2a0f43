/*
 * Spaces against a model under random operations: two spaces, whose names are of ports, dead names and
 * port sets; the model knows which rights each name should have.
 */
#include "harness.h"

#define PORTS 64
#define NAMES 160 /* of a space, that the model follows */
#define ROUNDS 30000

struct model_port {
    boolean_t alive;
    int receiver; /* which space */
};

struct model_name {
    boolean_t used;
    mach_port_t name;
    mach_port_type_t type;
    mach_port_urefs_t urefs;
    int port; /* of rights */
};

static struct actor actors[2];
static struct model_port ports[PORTS];
static struct model_name names[2][NAMES];

#define SPACE(s) (actors[s].task.itk_space)

static struct model_name *free_slot(int s)
{
    for (int i = 0; i < NAMES; i++)
        if (!names[s][i].used)
            return &names[s][i];
    return NULL;
}

static struct model_name *random_name(int s)
{
    for (int tries = 0; tries < 50; tries++) {
        struct model_name *n = &names[s][pick(NAMES)];

        if (n->used)
            return n;
    }
    return NULL;
}

static struct model_name *find_name(int s, mach_port_t name)
{
    for (int i = 0; i < NAMES; i++)
        if (names[s][i].used && names[s][i].name == name)
            return &names[s][i];
    return NULL;
}

/* The name by which the space has a receive or send right to the port. */
static struct model_name *name_of_port(int s, int port)
{
    for (int i = 0; i < NAMES; i++)
        if (names[s][i].used && names[s][i].port == port &&
            (names[s][i].type & MACH_PORT_TYPE_SEND_RECEIVE) != 0)
            return &names[s][i];
    return NULL;
}

/* A few indices, in and above the table, of many generations: they collide. */
static mach_port_t random_new_name(void)
{
    return (mach_port_t)((1 + pick(pick(2) ? 40 : 700)) << 8 | pick(4));
}

static void port_dies(int port)
{
    ports[port].alive = FALSE;
    for (int s = 0; s < 2; s++)
        for (int i = 0; i < NAMES; i++) {
            struct model_name *n = &names[s][i];

            if (n->used && n->port == port && (n->type & MACH_PORT_TYPE_SEND_RIGHTS) != 0)
                n->type = MACH_PORT_TYPE_DEAD_NAME;
        }
}

static void enter(int s, struct model_name *n, mach_port_t name, mach_port_type_t type,
                  mach_port_urefs_t urefs, int port)
{
    (void)s;
    *n = (struct model_name){ TRUE, name, type, urefs, port };
}

static void op_allocate(int s)
{
    static const mach_port_type_t types[] = { MACH_PORT_TYPE_RECEIVE, MACH_PORT_TYPE_PORT_SET,
                                              MACH_PORT_TYPE_DEAD_NAME };
    static const mach_port_right_t rights[] = { MACH_PORT_RIGHT_RECEIVE, MACH_PORT_RIGHT_PORT_SET,
                                                MACH_PORT_RIGHT_DEAD_NAME };
    unsigned kind = pick(5) < 3 ? 0 : 1 + pick(2);
    boolean_t by_name = pick(2) == 0;
    struct model_name *n = free_slot(s);
    mach_port_t name;
    int port = -1;

    if (n == NULL)
        return;
    if (kind == 0) {
        for (port = 0; port < PORTS && ports[port].alive; port++)
            ;
        if (port == PORTS)
            return;
        /* A dead one's names are dead names, and of no port. */
        for (int t = 0; t < 2; t++)
            for (int i = 0; i < NAMES; i++)
                if (names[t][i].port == port)
                    names[t][i].port = -1;
    }
    if (by_name) {
        name = random_new_name();
        kern_return_t kr = mach_port_allocate_name(SPACE(s), rights[kind], name);

        CHECK_EQUAL(kr, find_name(s, name) != NULL ? KERN_NAME_EXISTS : KERN_SUCCESS);
        if (kr != KERN_SUCCESS)
            return;
    } else {
        CHECK_EQUAL(mach_port_allocate(SPACE(s), rights[kind], &name), KERN_SUCCESS);
        CHECK(find_name(s, name) == NULL);
    }
    if (kind == 0)
        ports[port] = (struct model_port){ TRUE, s };
    enter(s, n, name, types[kind], kind == 2 ? 1 : 0, port);
}

/* A send right, made by the receiver, arrives under its name, or under a new one, or a chosen one. */
static void op_insert_send(int s)
{
    int to = (int)pick(2);
    struct model_name *from = random_name(s), *have, *n;
    mach_port_t name;
    ipc_object_t object;
    kern_return_t kr;

    if (from == NULL)
        return;
    kr = ipc_object_copyin(SPACE(s), from->name, MACH_MSG_TYPE_MAKE_SEND, &object);
    CHECK_EQUAL(kr, (from->type & MACH_PORT_TYPE_RECEIVE) ? KERN_SUCCESS : KERN_INVALID_RIGHT);
    if (kr != KERN_SUCCESS)
        return;
    have = name_of_port(to, from->port);
    n = have != NULL ? have : free_slot(to);
    if (n == NULL) {
        ipc_object_destroy(object, MACH_MSG_TYPE_PORT_SEND);
        return;
    }
    if (pick(2) == 0) {
        CHECK_EQUAL(ipc_object_copyout(SPACE(to), object, MACH_MSG_TYPE_PORT_SEND, FALSE, &name),
                    KERN_SUCCESS);
        if (have != NULL)
            CHECK_EQUAL(name, have->name);
    } else {
        kern_return_t want = KERN_SUCCESS;

        name = have != NULL && pick(3) != 0 ? have->name : random_new_name();
        if (have != NULL && name != have->name)
            want = KERN_RIGHT_EXISTS;
        else if (have == NULL && find_name(to, name) != NULL)
            want = KERN_NAME_EXISTS;
        kr = mach_port_insert_right(SPACE(to), name, (ipc_port_t)object, MACH_MSG_TYPE_PORT_SEND);
        CHECK_EQUAL(kr, want);
        if (kr != KERN_SUCCESS) {
            ipc_object_destroy(object, MACH_MSG_TYPE_PORT_SEND);
            return;
        }
    }
    if (have != NULL) {
        have->type |= MACH_PORT_TYPE_SEND;
        have->urefs++;
    } else {
        enter(to, n, name, MACH_PORT_TYPE_SEND, 1, from->port);
    }
}

static void op_insert_send_once(int s)
{
    int to = (int)pick(2);
    struct model_name *from = random_name(s), *n = free_slot(to);
    mach_port_t name;
    ipc_object_t object;

    if (from == NULL || n == NULL || (from->type & MACH_PORT_TYPE_RECEIVE) == 0)
        return;
    CHECK_EQUAL(ipc_object_copyin(SPACE(s), from->name, MACH_MSG_TYPE_MAKE_SEND_ONCE, &object),
                KERN_SUCCESS);
    CHECK_EQUAL(ipc_object_copyout(SPACE(to), object, MACH_MSG_TYPE_PORT_SEND_ONCE, FALSE, &name),
                KERN_SUCCESS);
    CHECK(find_name(to, name) == NULL);
    enter(to, n, name, MACH_PORT_TYPE_SEND_ONCE, 1, from->port);
}

static void drop_reference(struct model_name *n)
{
    if (--n->urefs > 0)
        return;
    if ((n->type & MACH_PORT_TYPE_RECEIVE) != 0)
        n->type = MACH_PORT_TYPE_RECEIVE;
    else
        n->used = FALSE;
}

static void op_deallocate(int s)
{
    struct model_name *n = random_name(s);
    boolean_t can;

    if (n == NULL)
        return;
    can = (n->type & (MACH_PORT_TYPE_SEND_RIGHTS | MACH_PORT_TYPE_DEAD_NAME)) != 0;
    CHECK_EQUAL(mach_port_deallocate(SPACE(s), n->name),
                can ? KERN_SUCCESS : KERN_INVALID_RIGHT);
    if (can)
        drop_reference(n);
}

static void op_destroy(int s)
{
    struct model_name *n = random_name(s);
    mach_port_type_t type;

    if (n == NULL)
        return;
    type = n->type;
    CHECK_EQUAL(mach_port_destroy(SPACE(s), n->name), KERN_SUCCESS);
    n->used = FALSE;
    if ((type & MACH_PORT_TYPE_RECEIVE) != 0)
        port_dies(n->port);
}

static void op_mod_refs(int s)
{
    struct model_name *n = random_name(s);
    mach_port_right_t right = pick(MACH_PORT_RIGHT_NUMBER);
    mach_port_delta_t delta = (mach_port_delta_t)pick(7) - 3;
    kern_return_t want = KERN_SUCCESS;

    if (n == NULL)
        return;
    if (pick(20) == 0)
        delta = 0xffff;
    boolean_t counted = right == MACH_PORT_RIGHT_SEND || right == MACH_PORT_RIGHT_DEAD_NAME;
    if ((n->type & MACH_PORT_TYPE(right)) == 0)
        want = KERN_INVALID_RIGHT;
    else if (counted && delta < 0 && (mach_port_urefs_t)-delta > n->urefs)
        want = KERN_INVALID_VALUE;
    else if (counted && delta > 0 && n->urefs + (unsigned)delta > 0xffff)
        want = KERN_UREFS_OVERFLOW;
    else if (!counted && delta != 0 && delta != -1)
        want = KERN_INVALID_VALUE;
    CHECK_EQUAL(mach_port_mod_refs(SPACE(s), n->name, right, delta), want);
    if (want != KERN_SUCCESS || delta == 0)
        return;
    switch (right) {
    case MACH_PORT_RIGHT_SEND:
    case MACH_PORT_RIGHT_DEAD_NAME:
        n->urefs += (unsigned)delta - 1; /* the last one by drop_reference, if it is that */
        n->urefs += 2;
        drop_reference(n);
        break;
    case MACH_PORT_RIGHT_RECEIVE:
        if (n->type == MACH_PORT_TYPE_RECEIVE)
            n->used = FALSE;
        port_dies(n->port);
        break;
    default:
        n->used = FALSE;
    }
}

static void op_rename(int s)
{
    struct model_name *n = random_name(s), *other;
    mach_port_t name = random_new_name();

    if (n == NULL)
        return;
    other = find_name(s, name);
    CHECK_EQUAL(mach_port_rename(SPACE(s), n->name, name),
                other != NULL ? KERN_NAME_EXISTS : KERN_SUCCESS);
    if (other == NULL)
        n->name = name;
}

/* The receive right moves to the other space, by hand of the kernel. */
static void op_move_receive(int s)
{
    int to = 1 - s;
    struct model_name *from = random_name(s), *have, *n;
    mach_port_t name;
    ipc_object_t object;

    if (from == NULL || (from->type & MACH_PORT_TYPE_RECEIVE) == 0)
        return;
    have = name_of_port(to, from->port);
    n = have != NULL ? have : free_slot(to);
    if (n == NULL)
        return;
    CHECK_EQUAL(ipc_object_copyin(SPACE(s), from->name, MACH_MSG_TYPE_MOVE_RECEIVE, &object),
                KERN_SUCCESS);
    CHECK_EQUAL(ipc_object_copyout(SPACE(to), object, MACH_MSG_TYPE_PORT_RECEIVE, FALSE, &name),
                KERN_SUCCESS);
    ports[from->port].receiver = to;
    if (have != NULL) {
        CHECK_EQUAL(name, have->name);
        have->type |= MACH_PORT_TYPE_RECEIVE;
    } else {
        enter(to, n, name, MACH_PORT_TYPE_RECEIVE, 0, from->port);
    }
    from->type &= ~MACH_PORT_TYPE_RECEIVE;
    if (from->type == 0)
        from->used = FALSE;
}

static void op_move_member(int s)
{
    struct model_name *port = random_name(s), *set = random_name(s);

    if (port == NULL || set == NULL || (port->type & MACH_PORT_TYPE_RECEIVE) == 0)
        return;
    CHECK_EQUAL(mach_port_move_member(SPACE(s), port->name, set->name),
                set->type == MACH_PORT_TYPE_PORT_SET ? KERN_SUCCESS : KERN_INVALID_RIGHT);
}

static unsigned model_rights(int port, mach_port_type_t type)
{
    unsigned count = 0;

    for (int s = 0; s < 2; s++)
        for (int i = 0; i < NAMES; i++)
            count += names[s][i].used && names[s][i].port == port && (names[s][i].type & type) != 0;
    return count;
}

static void check_name(int s, const struct model_name *n)
{
    mach_port_type_t type;
    mach_port_urefs_t urefs;
    mach_port_status_t status;

    CHECK_EQUAL(mach_port_type(SPACE(s), n->name, &type), KERN_SUCCESS);
    CHECK_EQUAL(type, n->type);
    CHECK_EQUAL(mach_port_get_refs(SPACE(s), n->name, MACH_PORT_RIGHT_SEND, &urefs), KERN_SUCCESS);
    CHECK_EQUAL(urefs, (n->type & MACH_PORT_TYPE_SEND) ? n->urefs : 0);
    CHECK_EQUAL(mach_port_get_refs(SPACE(s), n->name, MACH_PORT_RIGHT_DEAD_NAME, &urefs),
                KERN_SUCCESS);
    CHECK_EQUAL(urefs, (n->type & MACH_PORT_TYPE_DEAD_NAME) ? n->urefs : 0);
    if ((n->type & MACH_PORT_TYPE_RECEIVE) == 0)
        return;
    CHECK_EQUAL(ports[n->port].receiver, s);
    CHECK_EQUAL(mach_port_get_receive_status(SPACE(s), n->name, &status), KERN_SUCCESS);
    CHECK_EQUAL(status.mps_srights, model_rights(n->port, MACH_PORT_TYPE_SEND) > 0);
    CHECK_EQUAL(status.mps_sorights,
                model_rights(n->port, MACH_PORT_TYPE_SEND_ONCE) + status.mps_msgcount);
}

/* Messages that tell of send-once rights that died are thrown away. */
static void drain(int s)
{
    for (int i = 0; i < NAMES; i++) {
        struct model_name *n = &names[s][i];
        mach_msg_header_t msg;

        if (!n->used || (n->type & (MACH_PORT_TYPE_RECEIVE | MACH_PORT_TYPE_PORT_SET)) == 0)
            continue;
        do {
            trap(&actors[s], &msg, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof msg, n->name, 0,
                 MACH_PORT_NULL);
            if (actors[s].result == MACH_MSG_SUCCESS)
                CHECK_EQUAL(msg.msgh_id, MACH_NOTIFY_SEND_ONCE);
            else
                CHECK(actors[s].result == MACH_RCV_TIMED_OUT || actors[s].result == MACH_RCV_IN_SET);
        } while (actors[s].result == MACH_MSG_SUCCESS);
    }
}

static void check_all(void)
{
    for (int s = 0; s < 2; s++) {
        mach_port_t *list;
        mach_port_type_t *types, type;
        mach_msg_type_number_t count, also, used = 0;

        drain(s);
        for (int i = 0; i < NAMES; i++)
            if (names[s][i].used) {
                check_name(s, &names[s][i]);
                used++;
            }
        for (int i = 0; i < 20; i++) {
            mach_port_t name = random_new_name();

            CHECK_EQUAL(mach_port_type(SPACE(s), name, &type),
                        find_name(s, name) != NULL ? KERN_SUCCESS : KERN_INVALID_NAME);
        }
        CHECK_EQUAL(mach_port_names(SPACE(s), &list, &count, &types, &also), KERN_SUCCESS);
        CHECK_EQUAL(count, used);
        CHECK_EQUAL(also, used);
        for (unsigned i = 0; i < count; i++) {
            mach_port_t name = ((mach_port_t *)((vm_map_copy_t)list + 1))[i];
            struct model_name *n = find_name(s, name);

            CHECK(n != NULL);
            CHECK_EQUAL(((mach_port_type_t *)((vm_map_copy_t)types + 1))[i], n->type);
        }
        vm_map_copy_discard((vm_map_copy_t)list);
        vm_map_copy_discard((vm_map_copy_t)types);
    }
}

static void random_operations(void)
{
    static void (*const operations[])(int) = {
        op_allocate,   op_allocate, op_allocate, op_insert_send, op_insert_send,  op_insert_send_once,
        op_deallocate, op_destroy,  op_mod_refs, op_rename,      op_move_receive, op_move_member,
    };

    actor_begin(&actors[0]);
    actor_begin(&actors[1]);
    for (unsigned round = 0; round < ROUNDS; round++) {
        operations[pick(sizeof operations / sizeof operations[0])]((int)pick(2));
        if (round % 50 == 0)
            check_all();
    }
    check_all();
    actor_end(&actors[0]);
    actor_end(&actors[1]);
}

/* The table grows to pages and more, in order and by names. */
static void many_names(void)
{
    static mach_port_t given[3000];
    mach_port_type_t type;

    actor_begin(&actors[0]);
    for (unsigned i = 0; i < 3000; i++) {
        if (i % 3 == 0) {
            given[i] = (i + 7) << 8 | 0x55;
            if (mach_port_allocate_name(SPACE(0), MACH_PORT_RIGHT_DEAD_NAME, given[i]) !=
                KERN_SUCCESS)
                given[i] = 0;
        } else {
            CHECK_EQUAL(mach_port_allocate(SPACE(0), MACH_PORT_RIGHT_RECEIVE, &given[i]),
                        KERN_SUCCESS);
        }
    }
    for (unsigned i = 0; i < 3000; i++)
        if (given[i] != 0) {
            CHECK_EQUAL(mach_port_type(SPACE(0), given[i], &type), KERN_SUCCESS);
            CHECK_EQUAL(type, i % 3 == 0 ? MACH_PORT_TYPE_DEAD_NAME : MACH_PORT_TYPE_RECEIVE);
        }
    actor_end(&actors[0]);
}

const struct test space_tests[] = {
    { "spaces: random operations", random_operations },
    { "spaces: three thousand names", many_names },
    { NULL, NULL },
};
