/*
 * A space copied for a child: the text is shared; data and stack are copied at once, page by page, as
 * 4.3BSD and Ultrix do, whether the child will need them or not. They are read where the parent, whose
 * space is the current one, has them.
 */
#include "space.h"

#include "statistics.h"
#include "text.h"
#include "tlb.h"
#include "window.h"

/* The pages from `start` to `end` of `from` are copied into the same of `to`. */
static int copy_pages(struct space *from, struct space *to, uaddr_t start, uaddr_t end,
                      enum frame_use use)
{
    pte_t *source = NULL, *target = NULL;
    int error;

    for (uaddr_t at = start; at < end; at += PAGE_SIZE, source++, target++) {
        frame_t frame;

        if (source == NULL || page_of(at) % PTES_PER_PAGE == 0) {
            if ((source = pte_find(from, at)) == NULL) {
                at |= (1u << TABLE_SHIFT) - PAGE_SIZE;
                continue;
            }
            if ((target = pte_make(to, at)) == NULL)
                return ENOMEM;
        }
        if ((*source & PTE_VALID) == 0) {
            *target = *source;
            continue;
        }
        frame = PTE_FRAME(*source);
        frame_lock(frame);
        if ((error = page_allocate(to, at, target, use)) == 0) {
            page_copy((void *)at, window_open(PTE_FRAME(*target)));
            window_close();
            frame_unlock(PTE_FRAME(*target));
        }
        frame_unlock(frame);
        if (error != 0)
            return error;
        events.fork_pages++;
    }
    return 0;
}

int space_fork(struct space *parent, struct proc *child, struct space **made)
{
    struct space *space;
    int error = 0;

    if (parent != space_now)
        panic("space_fork: the parent's memory is not the current process's");
    if (!memory_have(parent->s_resident + parent->s_table_pages))
        return ENOMEM;
    space = space_create(child);
    if (!space_swap(space, page_of(parent->s_data_end - parent->s_data_start),
                    page_of(STACK_TOP - parent->s_stack_start))) {
        kmem_free(space);
        return ENOMEM;
    }
    if (parent->s_text != NULL)
        error = text_share(parent->s_text, space);
    space->s_data_start = parent->s_data_start;
    space->s_data_end = parent->s_data_end;
    space->s_stack_start = parent->s_stack_start;
    if (error == 0)
        error = copy_pages(parent, space, parent->s_data_start, parent->s_data_end, FRAME_DATA);
    if (error == 0)
        error = copy_pages(parent, space, parent->s_stack_start, STACK_TOP, FRAME_STACK);
    if (error != 0)
        space_destroy(space);
    else
        *made = space;
    return error;
}
