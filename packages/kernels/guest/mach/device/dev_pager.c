/*
 * Devices as memory objects (Mach 3.0's dev_pager): the kernel is their pager. What it gives are the
 * device's own frames, by pages that are wired and go with the object. A pager is found by its port; it
 * is kept for the next who maps the same.
 */
#include <device/dev_pager.h>
#include <ipc/ipc_port.h>
#include <kern/sched_prim.h>
#include <kern/zalloc.h>
#include <mach/memory_object_server.h>
#include <vm/memory_object.h>
#include <vm/vm_object.h>
#include <vm/vm_page.h>

#define DEV_PAGERS_MAX 64

struct dev_pager {
    queue_chain_t links;
    device_t device; /* a reference */
    ipc_port_t pager;
    vm_offset_t offset;
    vm_size_t size;
    vm_prot_t protection;
};
typedef struct dev_pager *dev_pager_t;

static queue_head_t dev_pager_queue;
static zone_t dev_pager_zone;

static void device_pager_init(void)
{
    queue_init(&dev_pager_queue);
    dev_pager_zone = zinit(sizeof(struct dev_pager), DEV_PAGERS_MAX * sizeof(struct dev_pager), 0, FALSE,
                           "device pager structures");
    zchange(dev_pager_zone, FALSE, FALSE, TRUE, FALSE);
}

static dev_pager_t dev_pager_lookup(ipc_port_t port)
{
    dev_pager_t d;

    queue_iterate(&dev_pager_queue, d, dev_pager_t, links)
        if (d->pager == port)
            return d;
    return 0;
}

io_return_t device_pager_setup(device_t device, vm_prot_t protection, vm_offset_t offset, vm_size_t size,
                               ipc_port_t *pager)
{
    dev_pager_t d;

    if (dev_pager_zone == ZONE_NULL)
        device_pager_init();
    queue_iterate(&dev_pager_queue, d, dev_pager_t, links)
        if (d->device == device && d->offset == offset && d->size == size && d->protection == protection) {
            *pager = ipc_port_make_send(d->pager);
            return D_SUCCESS;
        }
    if ((d = (dev_pager_t)zalloc(dev_pager_zone)) == 0)
        return D_NO_MEMORY;
    d->pager = ipc_port_alloc_kernel();
    if (d->pager == IP_NULL) {
        zfree(dev_pager_zone, (vm_offset_t)d);
        return D_NO_MEMORY;
    }
    d->device = device;
    device_reference(device);
    d->offset = offset;
    d->size = size;
    d->protection = protection;
    queue_enter(&dev_pager_queue, d, dev_pager_t, links);
    *pager = ipc_port_make_send(d->pager);
    return D_SUCCESS;
}

/* ---- what the kernel asks of its pager ---- */

/* Rights that came with a request and are not kept. */
static kern_return_t done(ipc_port_t control)
{
    if (IP_VALID(control))
        ipc_port_release_send(control);
    return KERN_SUCCESS;
}

kern_return_t device_pager_memory_object_init(ipc_port_t pager, ipc_port_t control, ipc_port_t name,
                                              vm_size_t page_size)
{
    (void)memory_object_set_attributes(vm_object_lookup(control), TRUE, FALSE, MEMORY_OBJECT_COPY_NONE);
    if (IP_VALID(name))
        ipc_port_release_send(name);
    return done(control);
}

/* The frame, in the place of the page that the faulting thread waits for; what the device has not been
 * mapped for is locked. */
static void page_map(vm_object_t object, vm_offset_t offset, vm_offset_t physical, vm_prot_t protection)
{
    vm_page_t page, old = vm_page_lookup(object, offset);

    if (old != VM_PAGE_NULL)
        vm_page_free(old);
    while ((page = vm_page_grab_fictitious()) == VM_PAGE_NULL)
        vm_page_more_fictitious();
    page->phys_addr = physical;
    page->fictitious = FALSE;
    page->private = TRUE;
    page->wire_count = 1;
    page->page_lock = VM_PROT_ALL & ~protection;
    vm_page_insert(page, object, offset);
    PAGE_WAKEUP_DONE(page);
}

kern_return_t device_pager_memory_object_data_request(ipc_port_t pager, ipc_port_t control,
                                                      vm_offset_t offset, vm_size_t length,
                                                      vm_prot_t access)
{
    dev_pager_t d = dev_pager_lookup(pager);
    vm_object_t object = vm_object_lookup(control);

    if (d == 0 || object == VM_OBJECT_NULL || object->pager != pager) {
        (void)memory_object_data_error(object, offset, length, KERN_FAILURE);
        return done(control);
    }
    for (vm_offset_t end = offset + length; offset < end; offset += PAGE_SIZE) {
        int frame = offset < d->size ? d->device->dev_ops->d_mmap(d->device->dev_number,
                                                                 d->offset + offset, d->protection)
                                     : -1;

        if (frame != -1) {
            page_map(object, offset, ptoa(frame), d->protection);
        } else {
            vm_object_reference(object);
            (void)memory_object_data_error(object, offset, PAGE_SIZE, KERN_FAILURE);
        }
    }
    vm_object_deallocate(object);
    return done(control);
}

/* No object is left. */
kern_return_t device_pager_memory_object_terminate(ipc_port_t pager, ipc_port_t control, ipc_port_t name)
{
    if (IP_VALID(control))
        ipc_port_release_receive(control);
    if (IP_VALID(name))
        ipc_port_release_receive(name);
    return KERN_SUCCESS;
}

/* What the kernel never asks of this pager, and a task that has the port only says; and what it asks when
 * somebody wants to do to a page what the device has not been mapped for: it waits until it is aborted. */
kern_return_t device_pager_memory_object_copy(ipc_port_t old, ipc_port_t control, vm_offset_t offset,
                                              vm_size_t length, ipc_port_t made)
{
    return KERN_FAILURE;
}

kern_return_t device_pager_memory_object_data_unlock(ipc_port_t pager, ipc_port_t control,
                                                     vm_offset_t offset, vm_size_t length,
                                                     vm_prot_t access)
{
    return KERN_FAILURE;
}

kern_return_t device_pager_memory_object_lock_completed(ipc_port_t reply, ipc_port_t control,
                                                        vm_offset_t offset, vm_size_t length)
{
    return done(control);
}

kern_return_t device_pager_memory_object_supply_completed(ipc_port_t reply, ipc_port_t control,
                                                          vm_offset_t offset, vm_size_t length,
                                                          kern_return_t result, vm_offset_t error)
{
    return done(control);
}

kern_return_t device_pager_memory_object_data_return(ipc_port_t pager, ipc_port_t control,
                                                     vm_offset_t offset, vm_offset_t data,
                                                     mach_msg_type_number_t bytes, boolean_t dirty,
                                                     boolean_t kernel_copy)
{
    vm_map_copy_discard((vm_map_copy_t)data);
    return done(control);
}

kern_return_t device_pager_memory_object_change_completed(ipc_port_t reply, boolean_t may_cache,
                                                          int strategy)
{
    return KERN_SUCCESS;
}
