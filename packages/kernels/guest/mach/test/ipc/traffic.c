/*
 * Random traffic between tasks: messages with all kinds of rights, in line and out of line, to ports that
 * are queued at, received from, moved about, put into sets and destroyed, and tasks that end. There is
 * no model: nothing may break, counts must agree, and in the end nothing may be left.
 */
#include "harness.h"

#include <ipc/ipc_mig.h>
#include <mach/mig_errors.h>
#include <vm/vm_user.h>

#define TASKS 4
#define KNOWN 48 /* names that a task remembers, some of which are stale */
#define ROUNDS 60000

static struct actor tasks[TASKS];
static mach_port_t known[TASKS][KNOWN];

static union {
    mach_msg_header_t h;
    char bytes[1024];
} message[TASKS];

#define SPACE(t) (tasks[t].task.itk_space)

static mach_port_t some_name(int t)
{
    return pick(60) == 0 ? pick(1000) : known[t][pick(KNOWN)];
}

static void remember(int t, mach_port_t name)
{
    known[t][pick(KNOWN)] = name;
}

static unsigned some_right(void)
{
    return MACH_MSG_TYPE_MOVE_RECEIVE + pick(6);
}

/* Items behind each other; gives where they end. */
static char *random_body(int t, char *at)
{
    for (unsigned items = pick(4); items > 0; items--) {
        mach_msg_type_t *type = (mach_msg_type_t *)at;
        unsigned number = pick(4);
        boolean_t is_inline = pick(3) > 0;

        *type = (mach_msg_type_t){ .msgt_name = some_right(), .msgt_number = number,
                                   .msgt_size = MACH_MSG_PORT_SIZE_BITS, .msgt_inline = is_inline };
        if (pick(5) == 0)
            type->msgt_name = MACH_MSG_TYPE_PORT_NAME;
        at += sizeof *type;
        if (is_inline) {
            for (unsigned i = 0; i < number; i++, at += sizeof(mach_port_t))
                *(mach_port_t *)at = some_name(t);
            continue;
        }
        vm_offset_t address = 0;
        if (number > 0 && vm_allocate(VM_MAP_NULL, &address, number * sizeof(mach_port_t),
                                      TRUE) == KERN_SUCCESS) {
            for (unsigned i = 0; i < number; i++)
                ((mach_port_t *)address)[i] = some_name(t);
            type->msgt_deallocate = TRUE;
        }
        *(vm_offset_t *)at = address;
        at += sizeof(vm_offset_t);
    }
    return at;
}

/* What a message has brought, or brought back: rights are remembered, memory is let go of. */
static void take_body(int t, const mach_msg_header_t *h)
{
    vm_offset_t at = (vm_offset_t)(h + 1), end = (vm_offset_t)h + h->msgh_size;

    if ((h->msgh_bits & MACH_MSGH_BITS_COMPLEX) == 0)
        return;
    while (at < end) {
        struct ipc_kmsg_item item;
        mach_port_t *names;

        ipc_kmsg_item(&at, &item);
        names = item.is_inline ? (mach_port_t *)item.data
                               : (mach_port_t *)ipc_kmsg_item_pointer(&item);
        for (unsigned i = 0; item.is_port && names != NULL && i < item.number; i++)
            remember(t, names[i]);
        if (!item.is_inline && names != NULL)
            (void)vm_deallocate(VM_MAP_NULL, (vm_offset_t)names, item.length);
    }
}

static void random_send(int t)
{
    mach_msg_header_t *h = &message[t].h;
    mach_msg_option_t option = MACH_SEND_MSG | MACH_SEND_TIMEOUT;
    mach_port_t reply = pick(3) ? some_name(t) : MACH_PORT_NULL;
    char *end;

    if (tasks[t].waits)
        return;
    *h = (mach_msg_header_t){
        .msgh_bits = MACH_MSGH_BITS(pick(2) ? MACH_MSG_TYPE_COPY_SEND : some_right(),
                                    reply ? pick(2) ? MACH_MSG_TYPE_MAKE_SEND_ONCE : some_right()
                                          : 0) | MACH_MSGH_BITS_COMPLEX,
        .msgh_remote_port = some_name(t),
        .msgh_local_port = reply,
    };
    end = random_body(t, (char *)(h + 1));
    if (end == (char *)(h + 1))
        h->msgh_bits &= ~MACH_MSGH_BITS_COMPLEX;
    if (pick(4) == 0)
        option |= MACH_SEND_NOTIFY;
    if (pick(3) == 0 && (option & MACH_SEND_NOTIFY) == 0) {
        trap(&tasks[t], h, MACH_SEND_MSG | MACH_RCV_MSG, (mach_msg_size_t)(end - (char *)h),
             sizeof message[t], reply, 0, MACH_PORT_NULL);
        if (tasks[t].result == MACH_MSG_SUCCESS && !tasks[t].waits) {
            remember(t, h->msgh_remote_port);
            take_body(t, h);
        }
    } else {
        trap(&tasks[t], h, option, (mach_msg_size_t)(end - (char *)h), 0, 0, 0, some_name(t));
    }
    switch (tasks[t].result & ~MACH_MSG_MASK) {
    case MACH_SEND_TIMED_OUT:
    case MACH_SEND_INTERRUPTED:
    case MACH_SEND_NOTIFY_IN_PROGRESS:
    case MACH_SEND_INVALID_NOTIFY:
        take_body(t, h);
        break;
    default:
        break;
    }
}

static void random_receive(int t)
{
    mach_msg_option_t option = MACH_RCV_MSG;

    if (tasks[t].waits)
        return;
    option |= pick(4) ? MACH_RCV_TIMEOUT : 0;
    option |= pick(4) ? 0 : MACH_RCV_NOTIFY;
    trap(&tasks[t], &message[t].h, option, 0, sizeof message[t], some_name(t), 0, some_name(t));
    if (tasks[t].result == MACH_MSG_SUCCESS) {
        remember(t, message[t].h.msgh_remote_port);
        take_body(t, &message[t].h);
    }
}

static void random_change(int t)
{
    mach_port_t name = some_name(t), other = some_name(t);
    ipc_port_t previous = IP_NULL;
    ipc_object_t right;

    become(&tasks[t]);
    switch (pick(12)) {
    case 0:
    case 1:
    case 2:
        if (mach_port_allocate(SPACE(t), pick(6) ? MACH_PORT_RIGHT_RECEIVE
                                                 : MACH_PORT_RIGHT_PORT_SET, &name) == 0)
            remember(t, name);
        break;
    case 3:
        (void)mach_port_deallocate(SPACE(t), name);
        break;
    case 4:
        if (pick(4) == 0)
            (void)mach_port_destroy(SPACE(t), name);
        break;
    case 5:
        (void)mach_port_move_member(SPACE(t), name, pick(3) ? other : MACH_PORT_NULL);
        break;
    case 6:
        if (mach_port_rename(SPACE(t), name, 0x300 + pick(100)) == KERN_SUCCESS)
            remember(t, 0x300);
        break;
    case 7: /* a send right to somebody else */
        if (ipc_object_copyin(SPACE(t), name, MACH_MSG_TYPE_MAKE_SEND, &right) == KERN_SUCCESS) {
            int to = (int)pick(TASKS);

            if (ipc_object_copyout(SPACE(to), right, MACH_MSG_TYPE_PORT_SEND, TRUE, &name) == 0)
                remember(to, name);
            else
                ipc_object_destroy(right, MACH_MSG_TYPE_PORT_SEND);
        }
        break;
    case 8:
    case 9:
        if (ipc_object_copyin(SPACE(t), other, MACH_MSG_TYPE_MAKE_SEND_ONCE, &right) != 0)
            break;
        if (mach_port_request_notification(SPACE(t), name, pick(2)   ? MACH_NOTIFY_DEAD_NAME
                                                           : pick(2) ? MACH_NOTIFY_NO_SENDERS
                                                                     : MACH_NOTIFY_PORT_DESTROYED,
                                           0, (ipc_port_t)right, &previous) != KERN_SUCCESS)
            previous = (ipc_port_t)right;
        if (previous != IP_NULL)
            ipc_object_destroy((ipc_object_t)previous, MACH_MSG_TYPE_PORT_SEND_ONCE);
        break;
    case 10:
        (void)mach_port_mod_refs(SPACE(t), name, pick(5), (mach_port_delta_t)pick(5) - 2);
        break;
    default:
        (void)mach_port_set_qlimit(SPACE(t), name, 1 + pick(6));
    }
}

static void random_traffic(void)
{
    for (int t = 0; t < TASKS; t++)
        actor_begin(&tasks[t]);
    for (unsigned round = 0; round < ROUNDS; round++) {
        int t = (int)pick(TASKS);

        switch (pick(8)) {
        case 0:
        case 1:
        case 2:
            random_send(t);
            break;
        case 3:
        case 4:
            random_receive(t);
            break;
        case 5:
            if (tasks[t].waits)
                interrupt_wait(&tasks[t]);
            break;
        default:
            random_change(t);
        }
        if (round % 3000 == 2999) {
            if (tasks[t].waits)
                interrupt_wait(&tasks[t]);
            actor_end(&tasks[t]);
            actor_begin(&tasks[t]);
        }
    }
    for (int t = 0; t < TASKS; t++) {
        if (tasks[t].waits)
            interrupt_wait(&tasks[t]);
        actor_end(&tasks[t]);
    }
}

static void with_shortage(void)
{
    shortage = 12;
    random_traffic();
    shortage = 0;
}

/* ---- messages that the kernel itself sends ---- */

static void twice(mach_msg_header_t *in, mach_msg_header_t *out)
{
    (void)in;
    ((mig_reply_header_t *)out)->RetCode = KERN_SUCCESS;
}

static void from_kernel(void)
{
    struct {
        mig_reply_header_t r;
        char room[64];
    } m;
    ipc_port_t object;

    actor_begin(&tasks[0]);
    become(&tasks[0]);
    object = ipc_port_alloc_kernel();
    kernel_routine = twice;
    for (int i = 0; i < 3; i++) {
        m.r.Head = (mach_msg_header_t){ .msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0),
                                        .msgh_remote_port = (mach_port_t)object, .msgh_id = 7 };
        CHECK_EQUAL(mach_msg_rpc_from_kernel(&m.r.Head, sizeof m.r.Head, sizeof m),
                    MACH_MSG_SUCCESS);
        CHECK_EQUAL(m.r.Head.msgh_id, 107);
        CHECK_EQUAL(m.r.Head.msgh_seqno, i);
        CHECK_EQUAL(m.r.RetCode, KERN_SUCCESS);
    }
    mach_msg_abort_rpc(&tasks[0].thread);
    CHECK(tasks[0].thread.ith_rpc_reply == IP_NULL);
    m.r.Head.msgh_remote_port = MACH_PORT_DEAD;
    CHECK_EQUAL(mach_msg_send_from_kernel(&m.r.Head, sizeof m.r.Head), MACH_SEND_INVALID_DEST);
    ipc_port_dealloc_kernel(object);
    actor_end(&tasks[0]);
}

const struct test traffic_tests[] = {
    { "traffic: at random", random_traffic },
    { "traffic: at random, memory being short", with_shortage },
    { "traffic: from the kernel", from_kernel },
    { NULL, NULL },
};
