/*
 * Many threads that do at random what the other tests do by themselves: messages with memory, tasks that
 * are made and ended in the middle of something, ports that die under those who use them. Each checks its
 * own results; in the end, memory and names are as many as before.
 */
#include <string.h>

#include "harness.h"

#define SELF mach_task_self()
#define WORKERS 6
#define ROUNDS 60
#define MOST_PAGES 12

struct worker {
    unsigned seed, number;
    mach_port_t port; /* where the others send what they like */
    boolean_t failed;
};

static struct worker workers[WORKERS];
static mach_port_t echo_port, finished;

/* A check in a thread: the first that fails ends the thread's part. */
#define W(condition)                                                \
    do {                                                            \
        if (!(condition)) {                                         \
            w->failed = TRUE;                                       \
            test_failed(__FILE__, __LINE__, #condition, 0, 0);      \
            return;                                                 \
        }                                                           \
    } while (0)
#define WOK(call) W((call) == KERN_SUCCESS)

static unsigned random_below(struct worker *w, unsigned below)
{
    w->seed = w->seed * 1664525 + 1013904223;
    return (w->seed >> 8) % below;
}

static boolean_t is_filled(const char *from, char with, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i += 97)
        if (from[i] != with)
            return FALSE;
    return bytes == 0 || from[bytes - 1] == with;
}

struct memory_message {
    mach_msg_header_t head;
    mach_msg_type_long_t type;
    vm_address_t data;
    char room[64];
};

/* Memory to a port of one's own, and back. */
static void memory_goes(struct worker *w)
{
    vm_size_t room = (1 + random_below(w, MOST_PAGES)) * PAGE_SIZE;
    unsigned from = random_below(w, 3) == 0 ? random_below(w, 4000) : 0;
    vm_size_t bytes = room - from - random_below(w, 90);
    boolean_t gone = from == 0 && random_below(w, 2) == 0;
    struct memory_message m = {
        .head = {.msgh_bits = MACH_MSGH_BITS_COMPLEX | MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0)},
        .type = {.msgtl_header = {.msgt_longform = TRUE, .msgt_deallocate = gone},
                 .msgtl_name = MACH_MSG_TYPE_BYTE, .msgtl_size = 8, .msgtl_number = bytes},
    };
    vm_address_t at = 0;
    mach_port_t port = port_make();
    char with = random_below(w, 255);

    WOK(vm_allocate(SELF, &at, room, TRUE));
    memset((char *)at, with, room);
    m.head.msgh_remote_port = port;
    m.data = at + from;
    WOK(mach_msg(&m.head, MACH_SEND_MSG, sizeof m - sizeof m.room, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL));
    if (!gone)
        memset((char *)at, ~with, room);
    if (random_below(w, 4) == 0) { /* it never arrives */
        WOK(mach_port_destroy(SELF, port));
    } else {
        WOK(mach_msg(&m.head, MACH_RCV_MSG, 0, sizeof m, port, 0, MACH_PORT_NULL));
        W(m.type.msgtl_number == bytes);
        W(is_filled((const char *)m.data, with, bytes));
        *(char *)m.data = 1;
        WOK(vm_deallocate(SELF, m.data, bytes));
        WOK(mach_port_destroy(SELF, port));
    }
    WOK(vm_deallocate(SELF, at, room)); /* nothing may be there any more */
}

/* A child with a copy of some memory; both change it. */
static void child_changes(struct worker *w)
{
    vm_address_t at = 0;
    vm_offset_t data;
    mach_msg_type_number_t size;
    mach_port_t task;
    char with = random_below(w, 255);
    vm_size_t room = (1 + random_below(w, MOST_PAGES)) * PAGE_SIZE;

    WOK(vm_allocate(SELF, &at, room, TRUE));
    memset((char *)at, with, room);
    WOK(task_create(SELF, TRUE, &task));
    memset((char *)at, ~with, random_below(w, room));
    if (random_below(w, 3) != 0) {
        WOK(vm_read(task, at, room, &data, &size));
        W(size == room && is_filled((const char *)data, with, room));
        memset((char *)data, 0x55, PAGE_SIZE);
        WOK(vm_write(task, at + room - PAGE_SIZE, data, PAGE_SIZE));
        WOK(vm_deallocate(SELF, data, size));
        WOK(vm_read(task, at + room - PAGE_SIZE, PAGE_SIZE, &data, &size));
        W(is_filled((const char *)data, 0x55, PAGE_SIZE));
        WOK(vm_deallocate(SELF, data, size));
    }
    WOK(task_terminate(task));
    WOK(mach_port_deallocate(SELF, task));
    WOK(vm_deallocate(SELF, at, room));
}

/* A task whose thread runs, is stopped somewhere, looked at, and ended somewhere else. */
static void run_away(void *unused)
{
    volatile int *memory;
    vm_address_t at = 0;

    (void)unused;
    mach_init();
    for (int i = 0;; i++) {
        if (vm_allocate(SELF, &at, 4 * PAGE_SIZE, TRUE) == KERN_SUCCESS) {
            memory = (volatile int *)at;
            memory[0] = memory[3 * 1024] = i;
            (void)vm_deallocate(SELF, at, 4 * PAGE_SIZE);
        }
        (void)mach_port_destroy(SELF, port_make());
    }
}

static void child_runs(struct worker *w)
{
    static char stacks[WORKERS][4096] __attribute__((aligned(8)));
    struct mips_thread_state s;
    mach_msg_type_number_t words = MIPS_THREAD_STATE_COUNT;
    mach_port_t task, thread;

    WOK(task_create(SELF, TRUE, &task));
    WOK(thread_create(task, &thread));
    WOK(thread_setup(thread, (vm_address_t)run_away, (vm_address_t)(stacks + w->number + 1), 0));
    WOK(thread_resume(thread));
    for (unsigned i = random_below(w, 6); i > 0; i--) {
        swtch_pri(0);
        if (random_below(w, 2) == 0) {
            WOK(thread_suspend(thread));
            if (random_below(w, 2) == 0)
                WOK(thread_abort(thread));
            WOK(thread_get_state(thread, MIPS_THREAD_STATE, (thread_state_t)&s, &words));
            WOK(thread_resume(thread));
        } else if (random_below(w, 2) == 0) {
            WOK(task_suspend(task));
            WOK(task_resume(task));
        }
    }
    WOK(random_below(w, 2) == 0 ? task_terminate(task) : thread_terminate(thread));
    (void)task_terminate(task);
    WOK(mach_port_deallocate(SELF, thread));
    WOK(mach_port_deallocate(SELF, task));
}

static void call(struct worker *w)
{
    struct {
        mach_msg_header_t head;
        mach_msg_type_t type;
        char data[600];
    } m;
    unsigned bytes = random_below(w, 590);
    char with = random_below(w, 255);

    m.head = (mach_msg_header_t){
        .msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE),
        .msgh_remote_port = echo_port, .msgh_local_port = mig_get_reply_port(), .msgh_id = w->number,
    };
    m.type = (mach_msg_type_t){.msgt_name = MACH_MSG_TYPE_CHAR, .msgt_size = 8, .msgt_number = bytes,
                               .msgt_inline = TRUE};
    memset(m.data, with, bytes);
    WOK(mach_msg(&m.head, MACH_SEND_MSG | MACH_RCV_MSG, sizeof m.head + sizeof m.type + MIG_ROUND(bytes),
                 sizeof m, m.head.msgh_local_port, MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL));
    W(m.head.msgh_id == (int)w->number + 100 && m.type.msgt_number == bytes && is_filled(m.data, with, bytes));
}

/* To anybody, who may have no room; and what has come. */
static void gossip(struct worker *w)
{
    union any_message m;

    (void)poke(workers[random_below(w, WORKERS)].port, 1000 + w->number);
    while (mach_msg(&m.head, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof m, w->port, random_below(w, 3),
                    MACH_PORT_NULL) == MACH_MSG_SUCCESS)
        W(m.head.msgh_id >= 1000 && m.head.msgh_id < 1000 + WORKERS);
}

/* The death of a port is told. */
static void death(struct worker *w)
{
    mach_port_t port = send_make(port_make()), notify = port_make(), previous;
    union any_message m;

    WOK(mach_port_request_notification(SELF, port, MACH_NOTIFY_DEAD_NAME, 0, notify,
                                       MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous));
    if (random_below(w, 2) == 0)
        (void)poke(port, 1);
    WOK(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_RECEIVE, -1));
    WOK(mach_msg(&m.head, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof m, notify, 0, MACH_PORT_NULL));
    W(m.head.msgh_id == MACH_NOTIFY_DEAD_NAME);
    WOK(mach_port_mod_refs(SELF, port, MACH_PORT_RIGHT_DEAD_NAME, -2));
    WOK(mach_port_destroy(SELF, notify));
}

static void work(void *argument)
{
    static void (*const all[])(struct worker *) = {memory_goes, child_changes, child_runs, call, gossip, death};
    struct worker *w = argument;

    for (int i = 0; i < ROUNDS && !w->failed; i++)
        all[random_below(w, sizeof all / sizeof all[0])](w);
    (void)poke(finished, w->number);
}

static void echo(void *unused)
{
    static union any_message m;
    mach_msg_option_t option = MACH_RCV_MSG;

    (void)unused;
    for (;;) {
        mach_msg_return_t result = mach_msg(&m.head, option, m.head.msgh_size, sizeof m, echo_port,
                                            MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);

        if (result != MACH_MSG_SUCCESS)
            return;
        m.head.msgh_bits = MACH_MSGH_BITS(MACH_MSGH_BITS_REMOTE(m.head.msgh_bits), 0);
        m.head.msgh_local_port = MACH_PORT_NULL;
        m.head.msgh_id += 100;
        option = MACH_SEND_MSG | MACH_RCV_MSG;
    }
}

static int free_pages(void)
{
    vm_statistics_data_t s;

    return vm_statistics(SELF, &s) == KERN_SUCCESS ? s.free_count : -1;
}

static unsigned names(void)
{
    mach_port_name_array_t list;
    mach_port_type_array_t types;
    mach_msg_type_number_t count, type_count;

    if (mach_port_names(SELF, &list, &count, &types, &type_count) != KERN_SUCCESS)
        return 0;
    (void)vm_deallocate(SELF, (vm_address_t)list, count * sizeof *list);
    (void)vm_deallocate(SELF, (vm_address_t)types, type_count * sizeof *types);
    return count;
}

static void round_of(unsigned seed)
{
    echo_port = send_make(port_make());
    finished = port_make();
    CHECK(thread_begin(echo, NULL) != MACH_PORT_NULL);
    for (unsigned i = 0; i < WORKERS; i++) {
        workers[i] = (struct worker){.seed = seed * 100 + i, .number = i, .port = port_make()};
        (void)mach_port_set_qlimit(SELF, workers[i].port, 2);
    }
    for (unsigned i = 0; i < WORKERS; i++)
        CHECK(thread_begin(work, &workers[i]) != MACH_PORT_NULL);
    for (unsigned i = 0; i < WORKERS; i++)
        CHECK(next_message(finished, 60000) != -1);
    for (unsigned i = 0; i < WORKERS; i++)
        OK(mach_port_destroy(SELF, workers[i].port));
    OK(mach_port_destroy(SELF, echo_port));
    OK(mach_port_destroy(SELF, finished));
    for (int i = 0; i < 50; i++)
        swtch_pri(0); /* the reaper, and those who end */
    threads_reuse();
}

static void soak(void)
{
    int pages;
    unsigned ports;

    round_of(test_seed * 10);
    pages = free_pages();
    ports = names();
    for (unsigned i = 1; i < 4; i++)
        round_of(test_seed * 10 + i);
    /* Each thread had a name here, and may have had a port for replies. */
    CHECK(names() <= ports + 3 * 2 * (WORKERS + 1));
    CHECK(free_pages() >= pages - 48);
}

const struct test soak_tests[] = {
    {"soak", soak},
    {NULL, NULL},
};
