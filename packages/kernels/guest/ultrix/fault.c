/*
 * Page faults: references to pages that have not been used yet, and to those that there will never be
 * (4.3BSD's pagein and grow). A page has a frame already, if the TLB had an older word of it; else it
 * is zeros on demand, of data or of the stack, which reaches down as it is used, to its limit. Texts
 * have all their pages while they run.
 */
#include "space.h"

#include "statistics.h"
#include "tlb.h"

/* The stack reaches down to `address` from now on; the pages on the way are zeros on demand. */
static int stack_grow(struct space *space, uaddr_t address)
{
    uint32_t limit = current->u_rlimit[RLIMIT_STACK].rlim_cur;
    uaddr_t page = page_down(address);
    int error;

    if (STACK_TOP - address > limit)
        return EFAULT;
    if (!swap_resize(&space->s_stack_swap, page_of(STACK_TOP - page)))
        return ENOMEM;
    if ((error = pages_reserve(space, page, space->s_stack_start)) != 0)
        return error;
    space->s_stack_start = page;
    current->u_proc->p_stacksize = STACK_TOP - page;
    events.stack_grows++;
    return 0;
}

/* A frame of zeros for the page, whose word is at `pte`. The page is not to be had until it is clear. */
static int zero_fill(struct space *space, uaddr_t address, pte_t *pte, enum frame_use use)
{
    pte_t word = *pte;
    frame_t frame;
    int error;

    if (word != PTE_ZERO)
        panic("fault: page %x has the word %x", (unsigned)address, (unsigned)word);
    if ((error = page_allocate(space, page_down(address), &word, use)) != 0)
        return error;
    frame = PTE_FRAME(word);
    frame_lock(frame);
    page_zero(frame_address(frame));
    *pte = word;
    page_update(space, address, word);
    frame_unlock(frame);
    events.zero_fills++;
    current->u_ru.ru_minflt++;
    return 0;
}

int fault(struct space *space, uaddr_t address, bool write)
{
    enum frame_use use = FRAME_DATA;
    pte_t *pte;
    int error;

    events.faults++;
    if (space == NULL)
        return EFAULT;
    pte = pte_find(space, address);
    if (pte != NULL && (*pte & PTE_VALID) != 0) {
        if (write && (*pte & LO_D) == 0)
            return EACCES;
        page_update(space, address, *pte); /* the TLB had an older word */
        return 0;
    }
    if (address >= STACK_BASE && address < STACK_TOP) {
        use = FRAME_STACK;
        if (address < space->s_stack_start && (error = stack_grow(space, address)) != 0)
            return error;
    } else if (address < space->s_data_start || address >= space->s_data_end) {
        return EFAULT;
    }
    if ((pte = pte_find(space, address)) == NULL)
        panic("fault: page %x has no word", (unsigned)address);
    return zero_fill(space, address, pte, use);
}
