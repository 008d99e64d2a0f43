/*
 * The kernel's memory for what devices move (Mach 3.0's device_read_alloc, device_write_get and their
 * like): pages of the kernel's map for what is read; for what is written, the sender's pages, mapped in
 * a map of the kernel's that is kept for that. What is in the message itself is copied.
 */
#include <device/ds_routines.h>
#include <kern/kalloc.h>
#include <kern/strings.h>
#include <vm/vm_kern.h>

#define DEVICE_IO_MAP_SIZE (2 * 1024 * 1024)
#define IO_MOST (64 * 1024) /* bytes of one request of a driver's */

static vm_map_t device_io_map;

void device_io_init(void)
{
    vm_offset_t min, max;

    device_io_map = kmem_suballoc(kernel_map, &min, &max, DEVICE_IO_MAP_SIZE, FALSE);
    /* Who finds it full waits until others are done. */
    device_io_map->wait_for_space = TRUE;
}

io_return_t device_read_alloc(io_req_t ior, vm_size_t size)
{
    if ((ior->io_op & IO_INBAND) != 0) {
        ior->io_alloc_data = kalloc(IO_INBAND_MAX);
        ior->io_alloc_size = IO_INBAND_MAX;
    } else {
        size = round_page(size);
        if (kmem_alloc(kernel_map, &ior->io_alloc_data, size) != KERN_SUCCESS)
            return D_NO_MEMORY;
        ior->io_alloc_size = size;
    }
    ior->io_data = (char *)ior->io_alloc_data;
    return D_SUCCESS;
}

/* The pages that were read become nobody's but the message's. */
kern_return_t device_read_copyin(io_req_t ior, vm_size_t size, vm_map_copy_t *copy)
{
    kern_return_t result;

    if (atop(round_page(size)) <= VM_MAP_COPY_PAGE_LIST_MAX)
        result = vm_map_copyin_page_list(kernel_map, ior->io_alloc_data, size, TRUE, TRUE, copy, FALSE);
    else
        result = vm_map_copyin(kernel_map, ior->io_alloc_data, size, TRUE, copy);
    if (result != KERN_SUCCESS)
        kmem_free(kernel_map, ior->io_alloc_data, round_page(size));
    return result;
}

/* More than a list of pages has comes in pieces, which end where pages do, not where records do: they are
 * put together in memory of the kernel's, no more than a request moves. */
static io_return_t gather(io_req_t ior)
{
    int done = 0;

    if (ior->io_count > IO_MOST)
        ior->io_count = ior->io_total = IO_MOST;
    if (kmem_alloc(kernel_map, &ior->io_alloc_data, round_page(ior->io_count)) != KERN_SUCCESS)
        return D_NO_MEMORY;
    ior->io_alloc_size = round_page(ior->io_count);
    ior->io_data = (char *)ior->io_alloc_data;
    for (;;) {
        vm_map_copy_t copy = ior->io_copy, next;
        vm_offset_t address, allocated;
        vm_size_t size;
        int bytes;

        if (kmem_io_map_copyout(device_io_map, &address, &allocated, &size, copy, 0) != KERN_SUCCESS)
            return D_NO_MEMORY;
        bytes = allocated + size - address;
        if (bytes > ior->io_count - done)
            bytes = ior->io_count - done;
        bcopy((const void *)address, ior->io_data + done, bytes);
        kmem_io_map_deallocate(device_io_map, allocated, size);
        done += bytes;
        if (done == ior->io_count || !vm_map_copy_has_cont(copy))
            break;
        if (vm_map_copy_invoke_cont(copy, &next) != KERN_SUCCESS)
            return D_NO_MEMORY;
        copy->cpy_cont = (vm_map_copy_cont_fn)0;
        vm_map_copy_discard(copy);
        ior->io_copy = next;
    }
    vm_map_copy_discard(ior->io_copy);
    ior->io_copy = VM_MAP_COPY_NULL;
    return D_SUCCESS;
}

/* Where the driver finds what is to be written. */
io_return_t device_write_get(io_req_t ior)
{
    vm_map_copy_t copy = ior->io_copy;
    vm_offset_t address;

    if ((ior->io_op & IO_INBAND) != 0) {
        vm_offset_t data = kalloc(IO_INBAND_MAX);

        bcopy(ior->io_data, (void *)data, ior->io_count);
        ior->io_alloc_data = data;
        ior->io_alloc_size = IO_INBAND_MAX;
        ior->io_data = (char *)data;
        return D_SUCCESS;
    }
    if (vm_map_copy_has_cont(copy))
        return gather(ior);
    if (kmem_io_map_copyout(device_io_map, &address, &ior->io_alloc_data, &ior->io_alloc_size, copy, 0) !=
        KERN_SUCCESS)
        return D_NO_MEMORY;
    ior->io_data = (char *)address;
    return D_SUCCESS;
}

void device_write_dealloc(io_req_t ior)
{
    if (ior->io_alloc_size > 0) {
        if ((ior->io_op & IO_INBAND) != 0)
            kfree(ior->io_alloc_data, ior->io_alloc_size);
        else if (ior->io_copy != VM_MAP_COPY_NULL)
            kmem_io_map_deallocate(device_io_map, ior->io_alloc_data, ior->io_alloc_size);
        else
            kmem_free(kernel_map, ior->io_alloc_data, ior->io_alloc_size);
        ior->io_alloc_size = 0;
    }
    vm_map_copy_discard(ior->io_copy);
    ior->io_copy = VM_MAP_COPY_NULL;
}
