/* Stand-ins for what lies around IPC, see harness.h. */
#include "harness.h"

#include <ipc/ipc_init.h>
#include <ipc/ipc_table.h>
#include <kern/exception.h>
#include <kern/ipc_sched.h>
#include <kern/sched_prim.h>
#include <mips/copy.h>
#include <setjmp.h>
#include <stdarg.h>
/* The host has a timer_t, too. */
#define timer_t host_timer_t
#include <stdlib.h>
#undef timer_t
#include <vm/vm_kern.h>
#include <vm/vm_object.h>
#include <vm/vm_user.h>

thread_t active_threads[NCPUS];
vm_map_t kernel_map;
unsigned handoffs;
mig_routine_t kernel_routine;

void panic(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    printf("panic: ");
    vprintf(format, arguments);
    printf("\n");
    fflush(stdout);
    va_end(arguments);
    exit(3);
}

void check_failed(const char *file, int line, const char *what)
{
    printf("%s:%d: %s\n", file, line, what);
    fflush(stdout);
    exit(1);
}

void check_equal(const char *file, int line, const char *what, long a, long b)
{
    if (a == b)
        return;
    printf("%s:%d: %s: %#lx, %#lx\n", file, line, what, a, b);
    fflush(stdout);
    exit(1);
}

unsigned pick(unsigned below)
{
    static uint64_t state = 20;

    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % below;
}

/* ---- memory ---- */

long kalloc_used, user_used;
unsigned shortage;

static boolean_t is_short(void)
{
    return shortage > 0 && pick(shortage) == 0;
}

zone_t zinit(vm_size_t size, vm_size_t max, vm_size_t alloc, boolean_t pageable, const char *name)
{
    zone_t zone = calloc(1, sizeof *zone);

    (void)max, (void)alloc, (void)pageable;
    zone->elem_size = size;
    zone->zone_name = name;
    return zone;
}

void zchange(zone_t zone, boolean_t pageable, boolean_t sleepable, boolean_t exhaustible,
             boolean_t collectable)
{
    (void)zone, (void)pageable, (void)sleepable, (void)exhaustible, (void)collectable;
}

static vm_offset_t rubbish(vm_size_t size)
{
    void *memory = malloc(size);

    memset(memory, 0xa5, size);
    return (vm_offset_t)memory;
}

vm_offset_t zalloc(zone_t zone)
{
    if (is_short())
        return 0;
    zone->count++;
    return rubbish(zone->elem_size);
}

void zfree(zone_t zone, vm_offset_t element)
{
    zone->count--;
    memset((void *)element, 0x5a, zone->elem_size);
    free((void *)element);
}

int zone_used(zone_t zone)
{
    return zone->count;
}

vm_offset_t kalloc(vm_size_t size)
{
    if (is_short())
        return 0;
    kalloc_used += (long)size;
    return rubbish(size);
}

void kfree(vm_offset_t data, vm_size_t size)
{
    kalloc_used -= (long)size;
    memset((void *)data, 0x5a, size);
    free((void *)data);
}

/* Pages can be freed one by one, so they are only counted, and stay. */
static vm_offset_t pages_alloc(vm_size_t size, long *used)
{
    vm_size_t bytes = round_page(size);
    void *memory = aligned_alloc(PAGE_SIZE, bytes);

    *used += (long)bytes;
    memset(memory, 0, bytes);
    return (vm_offset_t)memory;
}

static void pages_free(vm_offset_t address, vm_size_t size, long *used)
{
    *used -= (long)(round_page(address + size) - trunc_page(address));
}

kern_return_t kmem_alloc(vm_map_t map, vm_offset_t *address, vm_size_t size)
{
    (void)map;
    if (is_short())
        return KERN_RESOURCE_SHORTAGE;
    *address = pages_alloc(size, &kalloc_used);
    return KERN_SUCCESS;
}

/* The host's pages do not move: the old table has its copy, and stays. */
kern_return_t kmem_realloc(vm_map_t map, vm_offset_t old_address, vm_size_t old_size,
                           vm_offset_t *new_address, vm_size_t new_size)
{
    (void)map;
    if (is_short())
        return KERN_RESOURCE_SHORTAGE;
    *new_address = pages_alloc(new_size, &kalloc_used);
    memcpy((void *)*new_address, (const void *)old_address, old_size);
    return KERN_SUCCESS;
}

void kmem_free(vm_map_t map, vm_offset_t address, vm_size_t size)
{
    (void)map;
    pages_free(address, size, &kalloc_used);
}

vm_map_t kmem_suballoc(vm_map_t parent, vm_offset_t *min, vm_offset_t *max, vm_size_t size,
                       boolean_t pageable)
{
    (void)parent, (void)min, (void)max, (void)size, (void)pageable;
    return VM_MAP_NULL;
}

/* ---- a task's memory is the host's; a copy of it has its bytes behind it ---- */

boolean_t copyin(const void *user, void *kernel, vm_size_t size)
{
    if (user == NULL)
        return TRUE;
    memcpy(kernel, user, size);
    return FALSE;
}

boolean_t copyout(const void *kernel, void *user, vm_size_t size)
{
    if (user == NULL)
        return TRUE;
    memcpy(user, kernel, size);
    return FALSE;
}

boolean_t copyinmsg(const void *user, void *kernel, vm_size_t size)
{
    return copyin(user, kernel, size);
}

boolean_t copyoutmsg(const void *kernel, void *user, vm_size_t size)
{
    return copyout(kernel, user, size);
}

boolean_t copyinmap(vm_map_t map, const void *from, void *to, vm_size_t size)
{
    (void)map;
    return copyin(from, to, size);
}

boolean_t copyoutmap(vm_map_t map, const void *from, void *to, vm_size_t size)
{
    (void)map;
    return copyout(from, to, size);
}

static struct vm_map list_map; /* for ipc_kernel_map */

static long *used_of(vm_map_t map)
{
    return map == &list_map ? &kalloc_used : &user_used;
}

kern_return_t vm_allocate(vm_map_t map, vm_offset_t *address, vm_size_t size, boolean_t anywhere)
{
    (void)anywhere;
    if (is_short())
        return KERN_RESOURCE_SHORTAGE;
    *address = pages_alloc(size, used_of(map));
    return KERN_SUCCESS;
}

kern_return_t vm_deallocate(vm_map_t map, vm_offset_t start, vm_size_t size)
{
    pages_free(start, size, used_of(map));
    return KERN_SUCCESS;
}

kern_return_t vm_map_pageable_common(vm_map_t map, vm_offset_t start, vm_offset_t end,
                                     vm_prot_t access, boolean_t user_wire)
{
    (void)map, (void)start, (void)end, (void)access, (void)user_wire;
    return KERN_SUCCESS;
}

kern_return_t vm_map_copyin(vm_map_t map, vm_offset_t address, vm_size_t size,
                            boolean_t src_destroy, vm_map_copy_t *copy)
{
    if (address == 0)
        return KERN_INVALID_ADDRESS;
    *copy = (vm_map_copy_t)kalloc(sizeof **copy + size);
    if (*copy == VM_MAP_COPY_NULL)
        return KERN_RESOURCE_SHORTAGE;
    (*copy)->size = size;
    memcpy(*copy + 1, (const void *)address, size);
    if (src_destroy)
        (void)vm_deallocate(map, address, size);
    return KERN_SUCCESS;
}

kern_return_t vm_map_copyin_page_list(vm_map_t map, vm_offset_t address, vm_size_t size,
                                      boolean_t src_destroy, boolean_t steal_pages,
                                      vm_map_copy_t *copy, boolean_t is_cont)
{
    (void)steal_pages, (void)is_cont;
    return vm_map_copyin(map, address, size, src_destroy, copy);
}

void vm_map_copy_discard(vm_map_copy_t copy)
{
    if (copy != VM_MAP_COPY_NULL)
        kfree((vm_offset_t)copy, sizeof *copy + copy->size);
}

kern_return_t vm_map_copyout(vm_map_t map, vm_offset_t *address, vm_map_copy_t copy)
{
    if (is_short())
        return KERN_RESOURCE_SHORTAGE;
    *address = pages_alloc(copy->size, used_of(map));
    memcpy((void *)*address, copy + 1, copy->size);
    vm_map_copy_discard(copy);
    return KERN_SUCCESS;
}

void vm_object_destroy(struct ipc_port *pager)
{
    (void)pager;
}

void vm_object_pager_wakeup(struct ipc_port *pager)
{
    (void)pager;
}

/* ---- the kernel's services, and others that no test has ---- */

static mig_routine_t routine(const mach_msg_header_t *request)
{
    (void)request;
    return kernel_routine;
}

static mig_routine_t none(const mach_msg_header_t *request)
{
    (void)request;
    return NULL;
}

mig_routine_t mach_server_routine(const mach_msg_header_t *) __attribute__((alias("routine")));
mig_routine_t mach_port_server_routine(const mach_msg_header_t *) __attribute__((alias("none")));
mig_routine_t mach_host_server_routine(const mach_msg_header_t *) __attribute__((alias("none")));
mig_routine_t device_server_routine(const mach_msg_header_t *) __attribute__((alias("none")));
mig_routine_t bootstrap_server_routine(const mach_msg_header_t *) __attribute__((alias("none")));
mig_routine_t device_pager_server_routine(const mach_msg_header_t *) __attribute__((alias("none")));

/* There are no devices. */
boolean_t ds_notify(mach_msg_header_t *message)
{
    return FALSE;
}

void ipc_host_init(void)
{
}

void exception_raise_continue(void)
{
    panic("exception_raise_continue");
}

void exception_raise_continue_fast(struct ipc_port *reply_port, struct ipc_kmsg *kmsg)
{
    (void)reply_port, (void)kmsg;
    panic("exception_raise_continue_fast");
}

void thread_exception_return(void)
{
    panic("thread_exception_return");
}

/* ---- threads: whoever waits leaves its stack, and goes on at its continuation ---- */

#define ACTORS 8

static struct actor *actors[ACTORS];
static jmp_buf trap_ends;

static struct actor *actor_of(thread_t thread)
{
    return (struct actor *)((char *)thread - offsetof(struct actor, thread));
}

void thread_will_wait(thread_t thread)
{
    actor_of(thread)->waits = TRUE;
}

void thread_will_wait_with_timeout(thread_t thread, mach_msg_timeout_t milliseconds)
{
    (void)milliseconds;
    thread_will_wait(thread);
}

void thread_go(thread_t thread)
{
    actor_of(thread)->waits = FALSE;
    thread->wait_result = THREAD_AWAKENED;
}

void thread_block(continuation_t continuation)
{
    thread_t self = current_thread();

    /* Who would have to keep its stack is interrupted. */
    if (continuation == CONTINUATION_NULL) {
        actor_of(self)->waits = FALSE;
        self->wait_result = THREAD_INTERRUPTED;
        return;
    }
    self->swap_func = continuation;
    longjmp(trap_ends, 1);
}

boolean_t thread_handoff(thread_t old, continuation_t continuation, thread_t new)
{
    if (!actor_of(new)->waits)
        return FALSE;
    handoffs++;
    actor_of(old)->waits = TRUE;
    old->swap_func = continuation;
    actor_of(new)->waits = FALSE;
    new->swap_func = CONTINUATION_NULL;
    active_threads[0] = new;
    return TRUE;
}

void thread_syscall_return(kern_return_t result)
{
    actor_of(current_thread())->result = result;
    current_thread()->swap_func = CONTINUATION_NULL;
    longjmp(trap_ends, 1);
}

void assert_wait(event_t event, boolean_t interruptible)
{
    (void)event, (void)interruptible;
}

void thread_wakeup_prim(event_t event, boolean_t one_thread, int result)
{
    (void)event, (void)one_thread, (void)result;
}

/* Everybody who has been woken goes on, until nobody can. */
static void run_others(void)
{
    for (int i = 0; i < ACTORS; i++) {
        struct actor *actor = actors[i];

        if (actor == NULL || actor->waits || actor->thread.swap_func == CONTINUATION_NULL)
            continue;
        become(actor);
        if (setjmp(trap_ends) == 0) {
            continuation_t continuation = actor->thread.swap_func;

            actor->thread.swap_func = CONTINUATION_NULL;
            continuation();
        }
        i = -1;
    }
}

void trap(struct actor *actor, mach_msg_header_t *msg, mach_msg_option_t option,
          mach_msg_size_t send_size, mach_msg_size_t rcv_size, mach_port_t rcv_name,
          mach_msg_timeout_t timeout, mach_port_t notify)
{
    become(actor);
    actor->result = -1;
    if (setjmp(trap_ends) == 0)
        actor->result = mach_msg_trap(msg, option, send_size, rcv_size, rcv_name, timeout, notify);
    run_others();
}

static void end_wait(struct actor *actor, int result)
{
    CHECK(actor->waits);
    actor->waits = FALSE;
    actor->thread.wait_result = result;
    run_others();
}

void time_out(struct actor *actor)
{
    end_wait(actor, THREAD_TIMED_OUT);
}

void interrupt_wait(struct actor *actor)
{
    end_wait(actor, THREAD_INTERRUPTED);
}

void become(struct actor *actor)
{
    active_threads[0] = &actor->thread;
}

void actor_begin(struct actor *actor)
{
    memset(actor, 0, sizeof *actor);
    actor->thread.task = &actor->task;
    ipc_thread_links_init(&actor->thread);
    ipc_kmsg_queue_init(&actor->thread.ith_messages);
    while (ipc_space_create(&ipc_table_entries[0], &actor->task.itk_space) != KERN_SUCCESS)
        CHECK(shortage > 0);
    for (int i = 0; i < ACTORS; i++)
        if (actors[i] == NULL) {
            actors[i] = actor;
            become(actor);
            return;
        }
    panic("too many actors");
}

void actor_end(struct actor *actor)
{
    become(actor);
    ipc_space_destroy(actor->task.itk_space);
    ipc_space_release(actor->task.itk_space);
    run_others();
    for (int i = 0; i < ACTORS; i++)
        if (actors[i] == actor)
            actors[i] = NULL;
}

mach_port_t new_port(struct actor *actor)
{
    mach_port_t name;

    CHECK_EQUAL(mach_port_allocate(actor->task.itk_space, MACH_PORT_RIGHT_RECEIVE, &name),
                KERN_SUCCESS);
    return name;
}

mach_port_t give_send(struct actor *from, mach_port_t name, struct actor *to)
{
    ipc_object_t object;
    mach_port_t result;

    CHECK_EQUAL(ipc_object_copyin(from->task.itk_space, name, MACH_MSG_TYPE_MAKE_SEND, &object),
                KERN_SUCCESS);
    CHECK_EQUAL(ipc_object_copyout(to->task.itk_space, object, MACH_MSG_TYPE_PORT_SEND, TRUE,
                                   &result),
                KERN_SUCCESS);
    return result;
}

void check_nothing_left(void)
{
    if (ikm_cache() != IKM_NULL)
        ikm_free(ikm_cache());
    ikm_cache() = IKM_NULL;
    CHECK_EQUAL(zone_used(ipc_object_zones[IOT_PORT]), 0);
    CHECK_EQUAL(zone_used(ipc_object_zones[IOT_PORT_SET]), 0);
    CHECK_EQUAL(zone_used(ipc_tree_entry_zone), 0);
    CHECK_EQUAL(zone_used(ipc_space_zone), 2); /* ipc_space_kernel, ipc_space_reply */
    CHECK_EQUAL(kalloc_used, 0);
}

/* ---- */

static const struct test *const groups[] = { splay_tests, space_tests, message_tests, notify_tests,
                                             body_tests,  traffic_tests };

int main(int argc, char **argv)
{
    for (unsigned g = 0; g < sizeof groups / sizeof groups[0]; g++)
        for (const struct test *test = groups[g]; test->name != NULL; test++) {
            if (argc < 2) {
                printf("%s\n", test->name);
            } else if (strcmp(argv[1], test->name) == 0) {
                ipc_bootstrap();
                ipc_kernel_map = &list_map;
                test->run();
                check_nothing_left();
                printf("ok\n");
                return 0;
            }
        }
    return argc < 2 ? 0 : 2;
}
