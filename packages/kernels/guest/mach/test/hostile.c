/*
 * A task that says to the kernel whatever comes to its mind: messages with the ids of the kernel's
 * routines and bodies that are more or less what these expect, to ports of all kinds, of a task that is
 * made for it. Nothing of it may bring the kernel down, or lose memory.
 */
#include <mach/device.h>
#include <string.h>

#include "harness.h"

#define SELF mach_task_self()
#define MESSAGES 4000
#define ITEMS 12

static unsigned seed;
static vm_address_t memory; /* pages to send */

static unsigned random_below(unsigned below)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
}

static struct {
    mach_port_t task, thread, device, pager, plain, control, name;
} victims;

static mach_port_t any_port(void)
{
    const mach_port_t all[] = {victims.task, victims.thread, victims.device, victims.pager, victims.plain,
                               mach_host_self(), MACH_PORT_NULL, MACH_PORT_DEAD, victims.control,
                               0x12300};

    return all[random_below(sizeof all / sizeof all[0])];
}

static mach_msg_id_t any_id(void)
{
    static const struct {
        int first, count;
    } ranges[] = {{2000, 75}, {3200, 19}, {2600, 38}, {2800, 12}, {2200, 11}, {64, 9}, {1000001, 2}};
    unsigned which = random_below(sizeof ranges / sizeof ranges[0]);

    return ranges[which].first + random_below(ranges[which].count);
}

/* Numbers at which something happens. */
static unsigned any_word(void)
{
    static const unsigned words[] = {0, 1, 2, 3, 4, 7, 16, 17, 4096, 8192, 0x00400000, 0x10000000, 0x7ffff000,
                                     0x80000000, 0xfffff000, 0xffffffff, 0x20001000, 512};

    return random_below(3) == 0 ? random_below(0x1000000) << random_below(8)
                                : words[random_below(sizeof words / sizeof words[0])];
}

/* An item of the body; where the next one begins. */
static char *item(char *at, boolean_t *complex)
{
    mach_msg_type_long_t *type = (mach_msg_type_long_t *)at;
    unsigned count, bytes;

    switch (random_below(6)) {
    case 0: /* a right */
        *complex = TRUE;
        type->msgtl_header = (mach_msg_type_t){.msgt_name = random_below(3) == 0 ? MACH_MSG_TYPE_MAKE_SEND_ONCE
                                                                                 : MACH_MSG_TYPE_COPY_SEND,
                                               .msgt_size = 32, .msgt_number = 1, .msgt_inline = TRUE};
        at += sizeof(mach_msg_type_t);
        *(mach_port_t *)at = type->msgtl_header.msgt_name == MACH_MSG_TYPE_COPY_SEND ? any_port() : victims.plain;
        return at + 4;
    case 1: /* memory */
        *complex = TRUE;
        *type = (mach_msg_type_long_t){.msgtl_header = {.msgt_longform = TRUE},
                                       .msgtl_name = random_below(2) == 0 ? MACH_MSG_TYPE_BYTE : MACH_MSG_TYPE_CHAR,
                                       .msgtl_size = 8, .msgtl_number = random_below(3 * PAGE_SIZE)};
        at += sizeof *type;
        *(vm_address_t *)at = memory + random_below(PAGE_SIZE);
        return at + 4;
    case 2: /* several words */
        count = random_below(6);
        type->msgtl_header = (mach_msg_type_t){.msgt_name = MACH_MSG_TYPE_INTEGER_32, .msgt_size = 32,
                                               .msgt_number = count, .msgt_inline = TRUE};
        at += sizeof(mach_msg_type_t);
        for (; count > 0; count--, at += 4)
            *(unsigned *)at = any_word();
        return at;
    case 3: /* characters */
        bytes = random_below(40);
        type->msgtl_header = (mach_msg_type_t){.msgt_name = random_below(2) == 0 ? MACH_MSG_TYPE_STRING_C
                                                                                 : MACH_MSG_TYPE_CHAR,
                                               .msgt_size = 8, .msgt_number = bytes, .msgt_inline = TRUE};
        at += sizeof(mach_msg_type_t);
        memset(at, random_below(2) == 0 ? 0 : 'x', MIG_ROUND(bytes));
        return at + MIG_ROUND(bytes);
    default: /* a word, a name of a port, a boolean */
        type->msgtl_header = (mach_msg_type_t){
            .msgt_name = random_below(8) == 0 ? MACH_MSG_TYPE_PORT_NAME : random_below(8) == 0 ? 0 : MACH_MSG_TYPE_INTEGER_32,
            .msgt_size = 32, .msgt_number = 1, .msgt_inline = TRUE};
        at += sizeof(mach_msg_type_t);
        *(unsigned *)at = any_word();
        return at + 4;
    }
}

static void say(mach_port_t reply)
{
    static union any_message m;
    char *at = m.bytes + sizeof m.head;
    boolean_t complex = FALSE;

    for (unsigned items = random_below(ITEMS); items > 0; items--)
        at = item(at, &complex);
    m.head.msgh_remote_port = any_port();
    m.head.msgh_local_port = reply;
    m.head.msgh_id = any_id();
    m.head.msgh_bits = (complex ? MACH_MSGH_BITS_COMPLEX : 0) |
                       MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE);
    if (m.head.msgh_remote_port == victims.plain)
        return; /* nobody answers there */
    if (mach_msg(&m.head, MACH_SEND_MSG | MACH_SEND_TIMEOUT, at - m.bytes, 0, MACH_PORT_NULL, 0,
                 MACH_PORT_NULL) != MACH_MSG_SUCCESS)
        return;
    while (next_message(reply, 0) != -1)
        mach_msg_destroy(&received.head);
}

/* A control port: what a pager of ours is told. */
static boolean_t control_take(void)
{
    vm_address_t at = 0;
    struct {
        mach_msg_header_t head;
        mach_msg_type_t control_type;
        mach_port_t control;
        mach_msg_type_t name_type;
        mach_port_t name;
    } *init = (void *)&received;

    if (vm_map(SELF, &at, 4 * PAGE_SIZE, 0, TRUE, victims.pager, 0, FALSE, VM_PROT_READ, VM_PROT_ALL,
               VM_INHERIT_NONE) != KERN_SUCCESS || /* who copied it would wait for us */
        next_message(victims.pager, 1000) != 2200)
        return FALSE;
    victims.control = init->control;
    victims.name = init->name;
    return memory_object_set_attributes(victims.control, TRUE, FALSE, MEMORY_OBJECT_COPY_DELAY) == KERN_SUCCESS;
}

static void victims_make(void)
{
    (void)task_create(SELF, TRUE, &victims.task);
    (void)thread_create(victims.task, &victims.thread);
}

static void nonsense(void)
{
    mach_port_t reply = port_make();
    vm_statistics_data_t before, after;

    seed = test_seed;
    OK(mach_port_set_qlimit(SELF, reply, MACH_PORT_QLIMIT_MAX));
    OK(vm_allocate(SELF, &memory, 4 * PAGE_SIZE, TRUE));
    OK(device_open(device_master, D_READ, "time", &victims.device));
    victims.plain = send_make(port_make());
    victims.pager = send_make(port_make());
    CHECK(control_take());
    victims_make();
    for (int i = 0; i < MESSAGES; i++) {
        mach_port_type_t type;

        if (i == MESSAGES / 2)
            OK(vm_statistics(SELF, &before));
        say(reply);
        while (next_message(victims.pager, 0) != -1)
            mach_msg_destroy(&received.head);
        while (next_message(victims.plain, 0) != -1)
            mach_msg_destroy(&received.head);
        if (i % 16 == 15 ||
            mach_port_type(SELF, victims.task, &type) != KERN_SUCCESS || (type & MACH_PORT_TYPE_SEND) == 0) {
            (void)task_terminate(victims.task);
            (void)mach_port_destroy(SELF, victims.task);
            (void)mach_port_destroy(SELF, victims.thread);
            victims_make();
        }
    }
    (void)task_terminate(victims.task);
    for (int i = 0; i < 20; i++)
        swtch_pri(0);
    OK(vm_statistics(SELF, &after));
    CHECK(after.free_count >= before.free_count - 40);
}

const struct test hostile_tests[] = {
    {"hostile.nonsense", nonsense},
    {NULL, NULL},
};
