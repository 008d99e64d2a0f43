/* Free pages, real and fictitious, and waiting for them (Mach 3.0's vm/vm_resident.c). */
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <kern/zalloc.h>
#include <vm/vm_page.h>
#include <vm/vm_pageout.h>

/* Pages that only those who free memory may take; below which the daemon is told; and up to which it
 * frees some. */
#define VM_PAGE_FREE_RESERVED 64
#define VM_PAGE_FREE_MIN 96
#define VM_PAGE_FREE_TARGET 160
#define FICTITIOUS_AT_A_TIME 5

int vm_page_free_count, vm_page_fictitious_count;
int vm_page_free_reserved = VM_PAGE_FREE_RESERVED, vm_page_free_min = VM_PAGE_FREE_MIN;
int vm_page_free_target = VM_PAGE_FREE_TARGET;

static vm_page_t vm_page_queue_free, vm_page_queue_fictitious; /* by their next */
static int vm_page_free_wanted;                                /* threads in vm_page_wait() */
static zone_t vm_page_zone;                                    /* of fictitious ones */
static vm_page_t *vm_page_of_frame; /* who has each page of memory from vm_first_phys on */
static vm_offset_t vm_first_phys;

#define page_of_frame(physical) vm_page_of_frame[atop((physical) - vm_first_phys)]

void vm_page_module_init(void)
{
    vm_page_zone = zinit(sizeof(struct vm_page), 4096 * sizeof(struct vm_page), 0, FALSE, "vm pages");
}

/* The last is released first, so that pages are used in ascending order. */
void vm_page_create(vm_page_t array, vm_page_t *of_frame, vm_offset_t start, vm_offset_t end)
{
    vm_page_of_frame = of_frame;
    vm_first_phys = start;
    while (end > start) {
        vm_page_t page = &array[atop(end - start) - 1];

        end -= PAGE_SIZE;
        vm_page_init(page, end);
        page_of_frame(end) = page;
        vm_page_release(page);
    }
}

vm_page_t vm_page_of_phys(vm_offset_t physical)
{
    return page_of_frame(physical);
}

/* ---- real ones ---- */

vm_page_t vm_page_grab(void)
{
    vm_page_t page;

    if (vm_page_free_count < vm_page_free_reserved && current_thread() != THREAD_NULL &&
        !current_thread()->vm_privilege)
        return VM_PAGE_NULL;
    if ((page = vm_page_queue_free) == VM_PAGE_NULL)
        return VM_PAGE_NULL;
    vm_page_queue_free = page->next;
    vm_page_free_count--;
    page->free = FALSE;
    if (vm_page_free_count < vm_page_free_min)
        thread_wakeup(&vm_page_free_wanted); /* the daemon */
    return page;
}

vm_offset_t vm_page_grab_phys_addr(void)
{
    vm_page_t page = vm_page_grab();

    return page == VM_PAGE_NULL ? ~(vm_offset_t)0 : page->phys_addr;
}

void vm_page_release(vm_page_t page)
{
    if (page->free)
        panic("vm_page_release");
    page->free = TRUE;
    page->next = vm_page_queue_free;
    vm_page_queue_free = page;
    vm_page_free_count++;
    vm_pageout_hopeless = FALSE;
    if (vm_page_free_wanted > 0 && vm_page_free_count >= vm_page_free_reserved) {
        vm_page_free_wanted--;
        thread_wakeup_one(&vm_page_free_count);
    }
}

void vm_page_release_phys_addr(vm_offset_t physical)
{
    vm_page_release(vm_page_of_phys(physical));
}

void vm_page_wait(void (*continuation)(void))
{
    if (vm_page_free_count >= vm_page_free_target) {
        if (continuation != 0)
            continuation();
        return;
    }
    vm_page_free_wanted++;
    assert_wait((event_t)&vm_page_free_count, FALSE);
    thread_wakeup(&vm_page_free_wanted);
    thread_block(continuation);
}

void vm_page_wait_for_need(void (*continuation)(void))
{
    assert_wait((event_t)&vm_page_free_wanted, FALSE);
    thread_block(continuation);
}

void vm_page_give_up(void)
{
    vm_page_free_wanted = 0;
    thread_wakeup(&vm_page_free_count);
}

/* ---- fictitious ones ---- */

vm_page_t vm_page_grab_fictitious(void)
{
    vm_page_t page = vm_page_queue_fictitious;

    if (page != VM_PAGE_NULL) {
        vm_page_fictitious_count--;
        vm_page_queue_fictitious = page->next;
        page->free = FALSE;
    }
    return page;
}

void vm_page_release_fictitious(vm_page_t page)
{
    if (page->free)
        panic("vm_page_release_fictitious");
    page->free = TRUE;
    page->next = vm_page_queue_fictitious;
    vm_page_queue_fictitious = page;
    vm_page_fictitious_count++;
}

void vm_page_more_fictitious(void)
{
    for (int i = 0; i < FICTITIOUS_AT_A_TIME; i++) {
        vm_page_t page = (vm_page_t)zalloc(vm_page_zone);

        if (page == VM_PAGE_NULL)
            panic("vm_page_more_fictitious");
        vm_page_init(page, vm_page_fictitious_addr);
        page->fictitious = TRUE;
        vm_page_release_fictitious(page);
    }
}

/* Real by the memory of a free page, whose structure is the fictitious one from then on. */
boolean_t vm_page_convert(vm_page_t page)
{
    vm_page_t real = vm_page_grab();

    if (real == VM_PAGE_NULL)
        return FALSE;
    page->phys_addr = real->phys_addr;
    page->fictitious = FALSE;
    page_of_frame(page->phys_addr) = page;
    real->phys_addr = vm_page_fictitious_addr;
    real->fictitious = TRUE;
    vm_page_release_fictitious(real);
    return TRUE;
}
