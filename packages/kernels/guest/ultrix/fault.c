/*
 * Page faults (4.3BSD's pagein and grow): which segment the address is in; then whether its page is
 * there, and only the TLB had an older word; then whether it is one that is filled on demand. That is
 * zeros, of data or of the stack, which reaches down as it is used, to its limit. Texts have all their
 * pages while they run.
 */
#include "space.h"

#include "statistics.h"
#include "tlb.h"
#include "window.h"

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

/* The segment that has the address: FRAME_SYSTEM if none has (4.3BSD's isatsv, isadsv, isassv). */
static enum frame_use segment_of(const struct space *space, uaddr_t address)
{
    if (address >= space->s_text_start && address < space->s_text_end)
        return FRAME_TEXT;
    if (address >= space->s_data_start && address < space->s_data_end)
        return FRAME_DATA;
    if (address >= space->s_stack_start && address < STACK_TOP)
        return FRAME_STACK;
    return FRAME_SYSTEM;
}

/* The page is there: whoever fills it is waited for, and the TLB gets its word. */
static int page_present(struct space *space, uaddr_t address, const pte_t *pte, enum frame_use use,
                        bool write)
{
    frame_t frame = PTE_FRAME(*pte);
    const struct core *c = core_of(frame);
    spl_t level = core_enter();

    if (c->c_free || c->c_gone || c->c_use != use)
        panic("fault: page %x has frame %x, which is not its own", (unsigned)address, (unsigned)frame);
    while (c->c_transit) {
        core_leave(level);
        frame_lock(frame);
        frame_unlock(frame);
        level = core_enter();
    }
    core_leave(level);
    if (write && (*pte & LO_D) == 0)
        return EACCES;
    page_update(space, address, *pte);
    current->u_ru.ru_minflt++;
    return 0;
}

/* A frame of zeros for the page, whose word is at `pte`. The page is not to be had until it is clear. */
static int zero_fill(struct space *space, uaddr_t address, pte_t *pte, enum frame_use use)
{
    pte_t word = *pte;
    struct core *c;
    frame_t frame;
    spl_t level;
    int error;

    if (word != PTE_ZERO)
        panic("fault: page %x has the word %x", (unsigned)address, (unsigned)word);
    if ((error = page_allocate(space, page_down(address), &word, use)) != 0)
        return error;
    frame = PTE_FRAME(word);
    c = core_of(frame);
    level = core_enter();
    c->c_transit = 1;
    core_leave(level);
    page_zero(window_open(frame));
    window_close();
    level = core_enter();
    if (!c->c_locked || c->c_gone)
        panic("fault: frame %x was lost while it was cleared", (unsigned)frame);
    c->c_transit = 0;
    core_leave(level);
    *pte = word;
    page_update(space, address, word);
    frame_unlock(frame);
    events.zero_fills++;
    current->u_ru.ru_minflt++;
    return 0;
}

int fault(struct space *space, uaddr_t address, bool write)
{
    enum frame_use use;
    pte_t *pte;
    int error;

    events.faults++;
    if (space == NULL)
        return EFAULT;
    use = segment_of(space, address);
    if (use == FRAME_SYSTEM) {
        if (address < STACK_BASE || address >= STACK_TOP)
            return EFAULT;
        if ((error = stack_grow(space, address)) != 0)
            return error;
        use = FRAME_STACK;
    }
    if ((pte = pte_find(space, address)) == NULL)
        panic("fault: page %x has no word", (unsigned)address);
    if (*pte & PTE_VALID)
        return page_present(space, address, pte, use, write);
    if (use == FRAME_TEXT)
        panic("fault: page %x of a text is not there", (unsigned)address);
    return zero_fill(space, address, pte, use);
}
