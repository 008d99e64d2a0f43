/*
 * The daemon that frees pages (a stand-in for Mach 3.0's vm_pageout, vm/vm_pageout.h). It may take the
 * last pages, for freeing may need some.
 */
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <kern/zalloc.h>
#include <vm/vm_object.h>
#include <vm/vm_page.h>
#include <vm/vm_pageout.h>

#define OBJECTS_AT_A_TIME 4

boolean_t vm_pageout_hopeless;

static void vm_pageout_continue(void)
{
    for (;;) {
        consider_zone_gc();
        while (vm_page_free_count < vm_page_free_target)
            if (vm_object_cache_trim(OBJECTS_AT_A_TIME) == 0)
                break;
        if (vm_page_free_count < vm_page_free_reserved) {
            vm_pageout_hopeless = TRUE;
            vm_page_give_up();
        }
        vm_page_wait_for_need(vm_pageout_continue);
    }
}

void vm_pageout(void)
{
    current_thread()->vm_privilege = TRUE;
    stack_privilege(current_thread());
    vm_pageout_continue();
}
