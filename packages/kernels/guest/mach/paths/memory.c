/* Faults of each kind, and the calls that make and take memory. */
#include <mach/device.h>

#include <test/harness.h>

#include "operation.h"

#define SELF mach_task_self()

static vm_address_t page;

static void make(void)
{
    page = 0;
    must(vm_allocate(SELF, &page, PAGE_SIZE, TRUE) == KERN_SUCCESS, "vm_allocate");
}

static void drop(void)
{
    must(vm_deallocate(SELF, page, PAGE_SIZE) == KERN_SUCCESS, "vm_deallocate");
}

static void touch(void)
{
    (void)*(volatile int *)page;
}

static void change(void)
{
    *(volatile int *)page = 1;
}

/* Another task has the page, too, until the first write. */
static mach_port_t child;

static void share(void)
{
    make();
    change();
    must(task_create(SELF, TRUE, &child) == KERN_SUCCESS, "task_create");
}

static void part(void)
{
    must(task_terminate(child) == KERN_SUCCESS, "task_terminate");
    (void)mach_port_deallocate(SELF, child);
    drop();
}

/* It is in its object, and no more in the pmap. */
static void hide(void)
{
    make();
    change();
    must(vm_protect(SELF, page, PAGE_SIZE, FALSE, VM_PROT_NONE) == KERN_SUCCESS, "vm_protect");
    must(vm_protect(SELF, page, PAGE_SIZE, FALSE, VM_PROT_READ | VM_PROT_WRITE) == KERN_SUCCESS, "vm_protect");
}

static void clean(void)
{
    make();
    touch();
}

/* An object that the kernel knows: the clock's page. */
static mach_port_t clock_object(void)
{
    mach_port_t device, object;

    must(device_open(device_master, D_READ, "time", &device) == KERN_SUCCESS, "time");
    must(device_map(device, VM_PROT_READ, 0, PAGE_SIZE, &object, FALSE) == KERN_SUCCESS, "device_map");
    return object;
}

static void map(mach_port_t object)
{
    page = 0;
    must(vm_map(SELF, &page, PAGE_SIZE, 0, TRUE, object, 0, FALSE, VM_PROT_READ, VM_PROT_READ,
                VM_INHERIT_NONE) == KERN_SUCCESS, "vm_map");
}

static void filled(void)
{
    make();
    change();
}

void measure_memory(void)
{
    mach_port_t object = clock_object();

    OPERATION(FAULT_ZERO, "zero-fill", "fault on a page of zeros", make(), touch(), drop());
    OPERATION(FAULT_COPY, "fault-copy", "first write to a page that is copied on write", share(), change(), part());
    OPERATION(FAULT_MAP_IN, "fault-map-in", "fault on a page that is resident", hide(), touch(), drop());
    OPERATION(FAULT_MODIFY, "fault-modify", "first write to a clean page", clean(), change(), drop());
    OPERATION(VM_ALLOCATE, "vm-allocate", "vm_allocate of a page, anywhere", (void)0, make(), drop());
    map(object); /* now the kernel knows it */
    OPERATION(VM_MAP, "vm-map", "vm_map of an object that is known", (void)0, map(object), drop());
    OPERATION(VM_DEALLOCATE, "vm-deallocate", "vm_deallocate of a page that is resident", filled(), drop(), (void)0);
}
