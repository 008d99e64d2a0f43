/*
 * Frames for the pages of a space, and back: 4.3BSD's vmemall and vmemfree, over runs of words of the
 * page table. Data and stack are counted, per space and as the most that its process ever had. A page
 * that gets a frame is locked until it holds what it should. A frame that goes back is checked to be
 * what the page table says: this page of this process.
 */
#include "space.h"

#include <unix/lock.h>

#include "statistics.h"

/* Programs leave so many frames for the kernel's own use, which cannot wait. */
#define SYSTEM_RESERVE 64

static struct spin_lock counts_lock = { .s_name = "spaces", .s_order = ORDER_SPACES };

#define KILOBYTES(pages) ((int32_t)((pages) * (PAGE_SIZE / 1024)))

bool memory_have(uint32_t pages)
{
    if (frames_free >= pages + SYSTEM_RESERVE)
        return true;
    events.shortages++;
    return false;
}

frame_t frame_get(unsigned colour, enum frame_use use, unsigned owner, uint32_t page)
{
    return memory_have(1) ? frame_alloc(colour, use, owner, page) : NO_FRAME;
}

/* Which page of its segment it is: the stack's are counted from the top. */
static uint32_t segment_page(const struct space *space, uaddr_t at, enum frame_use use)
{
    return use == FRAME_STACK ? page_of(STACK_TOP - 1 - at) : page_of(at - space->s_data_start);
}

static void count_resident(struct space *space)
{
    struct rusage *usage = &current->u_ru;

    spin_take(&counts_lock);
    space->s_resident++;
    spin_release(&counts_lock);
    if (space == space_now && KILOBYTES(space->s_resident) > usage->ru_maxrss)
        usage->ru_maxrss = KILOBYTES(space->s_resident);
}

int page_allocate(struct space *space, uaddr_t at, pte_t *pte, enum frame_use use)
{
    const struct dmap *swap = use == FRAME_STACK ? &space->s_stack_swap : &space->s_data_swap;
    uint32_t page = segment_page(space, at, use);
    frame_t frame;

    if (*pte & PTE_VALID)
        panic("page_allocate: page %x has the word %x", (unsigned)at, (unsigned)*pte);
    (void)swap_block(swap, page); /* where it could be put away to */
    frame = frame_get(space_colour(space, at), use, space->s_owner, page);
    if (frame == NO_FRAME)
        return ENOMEM;
    *pte = PTE_OF_FRAME(frame) | PTE_WRITABLE;
    count_resident(space);
    return 0;
}

/* The frame of a word is the space's own, this page of it. */
static void check_page(const struct space *space, uaddr_t at, frame_t frame)
{
    const struct core *c = core_of(frame);

    if (c->c_free || c->c_owner != space->s_owner || (c->c_use != FRAME_DATA && c->c_use != FRAME_STACK) ||
        c->c_page != segment_page(space, at, c->c_use))
        panic("page %x of process %d: frame %x is not its own", (unsigned)at, space->s_owner,
              (unsigned)frame);
}

/* Frames of `count` pages from `at` on, whose words are from `pte` on and all valid (4.3BSD's memfree
 * with detach). */
static void pages_free(struct space *space, uaddr_t at, pte_t *pte, uint32_t count)
{
    if (count == 0)
        return;
    spin_take(&counts_lock);
    space->s_resident -= count;
    spin_release(&counts_lock);
    for (; count > 0; count--, at += PAGE_SIZE, pte++) {
        frame_t frame = PTE_FRAME(*pte);

        check_page(space, at, frame);
        *pte = 0;
        page_flush(space, at);
        frame_free(frame);
    }
}

int pages_reserve(struct space *space, uaddr_t start, uaddr_t end)
{
    pte_t *pte = NULL;

    for (uaddr_t at = start; at < end; at += PAGE_SIZE, pte++) {
        if ((pte == NULL || page_of(at) % PTES_PER_PAGE == 0) &&
            (pte = pte_make(space, at)) == NULL)
            return ENOMEM;
        *pte = PTE_ZERO;
    }
    return 0;
}

int pages_allocate(struct space *space, uaddr_t start, uaddr_t end, enum frame_use use)
{
    pte_t *pte = NULL;
    int error;

    for (uaddr_t at = start; at < end; at += PAGE_SIZE, pte++) {
        if ((pte == NULL || page_of(at) % PTES_PER_PAGE == 0) &&
            (pte = pte_make(space, at)) == NULL)
            return ENOMEM;
        if ((error = page_allocate(space, at, pte, use)) != 0)
            return error;
        frame_unlock(PTE_FRAME(*pte));
    }
    return 0;
}

/* The words of one page-table page: frames go back by runs of valid words, promises in between end. */
static void words_release(struct space *space, uaddr_t at, uaddr_t end, pte_t *pte)
{
    uint32_t run = 0;

    for (; at < end; at += PAGE_SIZE, pte++) {
        if (*pte & PTE_VALID) {
            run++;
            continue;
        }
        *pte = 0;
        pages_free(space, at - run * PAGE_SIZE, pte - run, run);
        run = 0;
    }
    pages_free(space, at - run * PAGE_SIZE, pte - run, run);
}

void pages_release(struct space *space, uaddr_t start, uaddr_t end)
{
    while (start < end) {
        uaddr_t next = min((start | ((1u << TABLE_SHIFT) - 1)) + 1, end);
        pte_t *pte = pte_find(space, start);

        if (pte != NULL) /* else there is nothing of these 4 MB */
            words_release(space, start, next, pte);
        start = next;
    }
}
