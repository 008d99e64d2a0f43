/* The time of day, as a page that tasks may map (Mach 3.0's mapable time). */
#include <device/conf.h>
#include <kern/zalloc.h>
#include <mach/time_value.h>
#include <mach/vm_param.h>

#define K0_PHYSICAL(address) ((vm_offset_t)(address) & 0x1fffffff)

static mapped_time_value_t *page;

static mapped_time_value_t *time_page(void)
{
    if (page == 0)
        page = (mapped_time_value_t *)zone_page_alloc();
    return page;
}

/* From the clock's interrupt. */
void update_mapped_time(const time_value_t *now)
{
    if (page == 0)
        return;
    page->check_seconds = now->seconds;
    page->microseconds = now->microseconds;
    page->seconds = now->seconds;
}

io_return_t timeopen(int unit, dev_mode_t mode, io_req_t ior)
{
    return time_page() != 0 ? D_SUCCESS : D_NO_MEMORY;
}

io_return_t timeclose(int unit)
{
    return D_SUCCESS;
}

int timemmap(int unit, vm_offset_t offset, vm_prot_t protection)
{
    if (offset != 0 || (protection & VM_PROT_WRITE) != 0)
        return -1;
    return atop(K0_PHYSICAL(page));
}
