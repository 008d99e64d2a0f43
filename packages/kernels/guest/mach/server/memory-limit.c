/*
 * Whether there is memory for a process. The kernel promises any amount and finds out when it is used;
 * nothing is paged out, so that the server must keep what it has promised to itself: the personality's
 * memory is zeros until it is used. What exceeds that is asked for before a process gets more.
 */
#include "server.h"

#include <mach/task_info.h>

#define KERNEL_PAGES 256 /* of the kernel's own: stacks, page tables, zones */

static unsigned pages_free(void)
{
    vm_statistics_data_t statistics;

    return vm_statistics(mach_task_self(), &statistics) == KERN_SUCCESS ? (unsigned)statistics.free_count : 0;
}

static unsigned pages_of_server(void)
{
    struct task_basic_info info;
    mach_msg_type_number_t count = TASK_BASIC_INFO_COUNT;

    if (task_info(mach_task_self(), TASK_BASIC_INFO, (task_info_t)&info, &count) != KERN_SUCCESS)
        return 0;
    return info.resident_size / PAGE_SIZE;
}

static bool is_there(unsigned pages)
{
    unsigned promised = pages_promised(), resident, free = pages_free();

    pages += KERNEL_PAGES;
    if (free >= pages + promised)
        return true;
    resident = min(pages_of_server(), promised);
    return free >= pages + promised - resident;
}

bool memory_for(unsigned pages)
{
    if (is_there(pages))
        return true;
    if (pagers_trim(0) == 0)
        return false;
    return is_there(pages); /* without the files that are only kept */
}
