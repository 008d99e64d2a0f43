/*
 * How often each device is open. The same device can have several names, in several file systems,
 * and a file system can be mounted from it: only when the last of all is gone is it closed.
 */
#include <unix/kernel.h>
#include <unix/special.h>

#define DEVICE_CHAINS 16 /* a power of two */
#define CHAIN_OF(device) (&chains[((device) ^ (device) >> 8) & (DEVICE_CHAINS - 1)])

static struct device_use *chains[DEVICE_CHAINS];

struct device_use *device_use_find(dev_t device, enum vtype type)
{
    struct device_use *use = *CHAIN_OF(device);

    while (use != NULL && (use->device != device || use->type != type))
        use = use->next;
    return use;
}

struct device_use *device_use_begin(dev_t device, enum vtype type)
{
    struct device_use *use = device_use_find(device, type);

    if (use == NULL) {
        struct device_use **chain = CHAIN_OF(device);
        struct device_use *new = kmem_alloc_zeroed(sizeof *new);

        /* The memory may have been waited for. */
        use = device_use_find(device, type);
        if (use != NULL)
            kmem_free(new);
        else {
            use = new;
            use->device = device;
            use->type = type;
            use->last_block = -1;
            use->next = *chain;
            *chain = use;
        }
    }
    use->opens++;
    return use;
}

bool device_use_end(dev_t device, enum vtype type)
{
    struct device_use **link = CHAIN_OF(device);
    struct device_use *use;
    bool opened;

    while ((use = *link) != NULL && (use->device != device || use->type != type))
        link = &use->next;
    if (use == NULL)
        panic("device_use_end: %x", device);
    if (--use->opens > 0)
        return false;
    opened = use->opened;
    *link = use->next;
    kmem_free(use);
    return opened;
}
