/* Memory of any size (Mach 3.0's kern/kalloc.c). */
#include <kern/kalloc.h>

#include <kern/printf.h>
#include <kern/zalloc.h>
#include <mach/vm_param.h>
#include <vm/vm_kern.h>

#define ZONE_MAX (1024 * 1024)

static zone_t k_zone[16];
static int first_k_zone;
static const char *const k_zone_name[16] = {
    [4] = "kalloc.16", [5] = "kalloc.32", [6] = "kalloc.64", [7] = "kalloc.128",
    [8] = "kalloc.256", [9] = "kalloc.512", [10] = "kalloc.1024", [11] = "kalloc.2048",
};

void kalloc_init(void)
{
    int n = 0;

    for (vm_size_t size = 1; size <= KALLOC_MAX; size <<= 1, n++) {
        if (size < KALLOC_MINSIZE)
            continue;
        if (first_k_zone == 0)
            first_k_zone = n;
        k_zone[n] = zinit(size, ZONE_MAX, PAGE_SIZE, FALSE, k_zone_name[n]);
    }
}

/* The zone for a size, by doubling. */
static inline zone_t zone_of(vm_size_t size)
{
    zone_t *zone = &k_zone[first_k_zone];

    for (vm_size_t have = KALLOC_MINSIZE; have < size; have <<= 1)
        zone++;
    return *zone;
}

vm_offset_t kalloc(vm_size_t size)
{
    vm_offset_t address;

    if (size <= KALLOC_MAX)
        return zalloc(zone_of(size));
    return kmem_alloc_wired(kernel_map, &address, size) == KERN_SUCCESS ? address : 0;
}

vm_offset_t kget(vm_size_t size)
{
    if (size > KALLOC_MAX)
        panic("kget: %u bytes", (unsigned)size);
    return zget(zone_of(size));
}

void kfree(vm_offset_t data, vm_size_t size)
{
    if (size <= KALLOC_MAX)
        zfree(zone_of(size), data);
    else
        kmem_free(kernel_map, data, size);
}
