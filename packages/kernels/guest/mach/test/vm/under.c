/* The rest of the kernel, for one thread: zones, locks, waiting, ports. */
#define __timer_t_defined 1 /* the host's; ours is in kern/timer.h */
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_port.h>
#include <kern/kalloc.h>
#include <kern/lock.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <kern/time_out.h>
#include <kern/zalloc.h>
#include <mips/copy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vm/vm_init.h>

#include "harness.h"

static struct thread the_thread = { .vm_privilege = TRUE };
thread_t active_threads[NCPUS] = { &the_thread };
int hz = 64;
int waits_allowed;

void panic(const char *format, ...)
{
    printf("panic: %s\n", format);
    exit(3);
}

/* ---- zones ---- */

static struct zone zones[16];
static int zone_count;
static long allocated; /* by kalloc */

zone_t zinit(vm_size_t size, vm_size_t max, vm_size_t alloc, boolean_t pageable, const char *name)
{
    zone_t zone = &zones[zone_count++];

    zone->elem_size = size;
    zone->zone_name = name;
    return zone;
}

vm_offset_t zalloc(zone_t zone)
{
    void *element = malloc(zone->elem_size);

    memset(element, 0x5a, zone->elem_size);
    zone->count++;
    return (vm_offset_t)element;
}

void zfree(zone_t zone, vm_offset_t element)
{
    memset((void *)element, 0x6b, zone->elem_size);
    free((void *)element);
    CHECK(--zone->count >= 0);
}

vm_offset_t kalloc(vm_size_t size)
{
    allocated++;
    return (vm_offset_t)malloc(size);
}

void kfree(vm_offset_t data, vm_size_t size)
{
    allocated--;
    free((void *)data);
}

long zone_elements(void)
{
    long count = allocated;

    for (int i = 0; i < zone_count; i++)
        if (strcmp(zones[i].zone_name, "vm pages") != 0 && /* fictitious ones are kept */
            strcmp(zones[i].zone_name, "ports") != 0)
            count += zones[i].count;
    return count;
}

void zone_bootstrap(void)
{
}

void zone_init(void)
{
}

void kalloc_init(void)
{
}

/* ---- locks: who would wait for himself, is found ---- */

void lock_init(lock_t lock, boolean_t can_sleep)
{
    memset(lock, 0, sizeof *lock);
}

void lock_write(lock_t lock)
{
    CHECK(!lock->want_write && lock->read_count == 0);
    lock->want_write = 1;
}

void lock_read(lock_t lock)
{
    CHECK(!lock->want_write || lock->thread != NULL);
    lock->read_count++;
}

void lock_done(lock_t lock)
{
    CHECK(lock->want_write || lock->read_count > 0);
    if (lock->read_count > 0)
        lock->read_count--;
    else
        lock->want_write = 0;
}

boolean_t lock_read_to_write(lock_t lock)
{
    CHECK_IS(lock->read_count, 1);
    lock->read_count = 0;
    lock->want_write = 1;
    return FALSE;
}

void lock_write_to_read(lock_t lock)
{
    CHECK(lock->want_write);
    lock->want_write = 0;
    lock->read_count = 1;
}

void lock_set_recursive(lock_t lock)
{
    lock->thread = &the_thread;
}

void lock_clear_recursive(lock_t lock)
{
    lock->thread = NULL;
}

/* ---- waiting ---- */

void assert_wait(event_t event, boolean_t interruptible)
{
}

void thread_block(continuation_t continuation)
{
    CHECK(waits_allowed-- > 0);
    the_thread.wait_result = THREAD_AWAKENED;
}

void thread_wakeup_prim(event_t event, boolean_t one_thread, int result)
{
}

void thread_set_timeout(int ticks)
{
}

void stack_privilege(thread_t thread)
{
}

void consider_zone_gc(void)
{
}

boolean_t copyin(const void *user, void *kernel, vm_size_t size)
{
    return TRUE;
}

boolean_t copyout(const void *kernel, void *user, vm_size_t size)
{
    return TRUE;
}

/* ---- ports ---- */

static struct ipc_space the_kernel_space;
ipc_space_t ipc_space_kernel = &the_kernel_space;
zone_t ipc_object_zones[IOT_NUMBER];

ipc_port_t ipc_port_alloc_special(ipc_space_t space)
{
    ipc_port_t port = (ipc_port_t)zalloc(ipc_object_zones[IOT_PORT]);

    memset(port, 0, sizeof *port);
    port->ip_object.io_bits = io_makebits(TRUE, IOT_PORT, 0);
    port->ip_references = 1;
    port->ip_receiver = space;
    return port;
}

void ipc_port_dealloc_special(ipc_port_t port, ipc_space_t space)
{
    CHECK(ip_active(port));
    port->ip_object.io_bits = io_makebits(FALSE, IOT_PORT, 0);
    ip_release(port);
}

void ipc_kobject_set(ipc_port_t port, ipc_kobject_t kobject, ipc_kobject_type_t type)
{
    port->ip_object.io_bits = (port->ip_object.io_bits & ~IO_BITS_KOTYPE) | type;
    port->ip_kobject = kobject;
}

ipc_port_t ipc_port_copy_send(ipc_port_t port)
{
    port->ip_srights++;
    port->ip_references++;
    return port;
}

ipc_port_t ipc_port_make_send(ipc_port_t port)
{
    return ipc_port_copy_send(port);
}

void ipc_port_release_send(ipc_port_t port)
{
    CHECK(port->ip_srights > 0);
    port->ip_srights--;
    ip_release(port);
}

ipc_port_t port_of_user(void)
{
    return ipc_port_alloc_special((ipc_space_t)0);
}

void port_of_user_dies(ipc_port_t port)
{
    ipc_kobject_type_t type = ip_kotype(port);

    port->ip_object.io_bits &= ~IO_BITS_ACTIVE;
    if (type == IKOT_PAGER)
        vm_object_destroy(port);
    else if (type == IKOT_PAGER_TERMINATING)
        vm_object_pager_wakeup(port);
    ip_release(port);
}

int ports_alive(void)
{
    return ipc_object_zones[IOT_PORT]->count;
}

void start_memory(void)
{
    vm_mem_bootstrap();
    ipc_object_zones[IOT_PORT] = zinit(sizeof(struct ipc_port), 0, 0, FALSE, "ports");
    vm_mem_init();
}
