/*
 * Page faults: references to pages that have not been used yet, and to those that there will never be.
 */
#include "space.h"

#include "statistics.h"
#include "tlb.h"

/* A frame of zeros for the page, whose word is at `pte`. */
static int zero_fill(struct space *space, uaddr_t address, pte_t *pte, enum frame_use use)
{
    frame_t frame = frame_get(space_colour(space, address), use, page_of(address));

    if (frame == NO_FRAME)
        return ENOMEM;
    page_zero(frame_address(frame));
    *pte = PTE_OF_FRAME(frame) | PTE_WRITABLE;
    space->s_resident++;
    events.zero_fills++;
    if (space->s_resident * (PAGE_SIZE / 1024) > (uint32_t)current->u_ru.ru_maxrss)
        current->u_ru.ru_maxrss = space->s_resident * (PAGE_SIZE / 1024);
    page_update(space, address, *pte);
    return 0;
}

/* A page below the stack that has been used so far, but within its limit. */
static int stack_grow(struct space *space, uaddr_t address)
{
    uint32_t limit = current->u_rlimit[RLIMIT_STACK].rlim_cur;
    uaddr_t page = page_down(address);
    pte_t *pte;
    int error;

    if (STACK_TOP - address > limit)
        return EFAULT;
    if ((pte = pte_make(space, page)) == NULL)
        return ENOMEM;
    if ((error = zero_fill(space, address, pte, FRAME_STACK)) != 0)
        return error;
    if (page < space->s_stack_start) {
        space->s_stack_start = page;
        current->u_proc->p_stacksize = STACK_TOP - page;
        events.stack_grows++;
    }
    return 0;
}

int fault(struct space *space, uaddr_t address, bool write)
{
    pte_t *pte;

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
    if (address >= space->s_data_start && address < space->s_data_end) {
        current->u_ru.ru_minflt++;
        if (pte == NULL || *pte != PTE_ZERO)
            panic("fault: data page %x has the word %x", (unsigned)address,
                  (unsigned)(pte == NULL ? 0 : *pte));
        return zero_fill(space, address, pte, FRAME_DATA);
    }
    if (address >= STACK_BASE && address < STACK_TOP) {
        current->u_ru.ru_minflt++;
        return stack_grow(space, address);
    }
    return EFAULT;
}
