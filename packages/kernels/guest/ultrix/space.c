/*
 * Spaces: making, giving up, growing.
 */
#include "space.h"

#include "switch.h"
#include "text.h"
#include "tlb.h"
#include "vm-check.h"

const uaddr_t stack_top = STACK_TOP;

uint32_t no_table;
uint32_t *current_tables;
uint32_t current_space;

static uint32_t no_tables[SPACE_TABLES]; /* of threads that have no space */
static uint32_t last_id;

void spaces_start(void)
{
    frame_t frame = frame_alloc(0, FRAME_TABLE, 0, 0);

    page_zero(frame_address(frame));
    frame_unlock(frame);
    no_table = PTE_OF_FRAME(frame) | PTE_VALID;
    for (int i = 0; i < SPACE_TABLES; i++)
        no_tables[i] = no_table;
    current_tables = no_tables;
    texts_start();
}

uint32_t space_new_id(void)
{
    return ++last_id;
}

struct space *space_create(struct proc *p)
{
    struct space *space = kmem_alloc_zeroed(sizeof *space);

    for (int i = 0; i < SPACE_TABLES; i++)
        space->s_tables[i] = no_table;
    space->s_data_start = space->s_data_end = DATA_BASE;
    space->s_stack_start = STACK_TOP;
    space->s_owner = p - process_table;
    space->s_colour = CACHE_COLOUR(p->p_pid);
    return space;
}

bool space_swap(struct space *space, uint32_t data_pages, uint32_t stack_pages)
{
    while (!swap_resize(&space->s_data_swap, data_pages) ||
           !swap_resize(&space->s_stack_swap, stack_pages))
        if (!text_yield()) {
            swap_resize(&space->s_data_swap, 0);
            swap_resize(&space->s_stack_swap, 0);
            return false;
        }
    return true;
}

void space_destroy(struct space *space)
{
    asid_drop(space); /* first: then nothing has to be taken out of the TLB page by page */
    text_detach(space);
    pages_release(space, space->s_data_start, space->s_data_end);
    pages_release(space, space->s_stack_start, STACK_TOP);
    tables_release(space);
    space_swap(space, 0, 0);
    if (space->s_resident != 0 || space->s_table_pages != 0)
        panic("space_destroy: %d pages, %d tables left", (int)space->s_resident,
              (int)space->s_table_pages);
    kmem_free(space);
}

void space_current(const struct thread *t)
{
    current_space = t->t_id;
    current_tables = t->t_space == NULL ? no_tables : t->t_space->s_tables;
}

void space_set(struct thread *t, struct space *space)
{
    spl_t level = splhigh();

    t->t_space = space;
    t->t_id = space_new_id();
    space_current(t);
    space_switch(space_entry_hi(space));
    splx(level);
}

/* The memory that the current process runs in goes back to its parent, which waits for it. */
static void space_return(struct proc *p)
{
    struct proc *parent = p->p_pptr;

    space_set(&p->p_thread, NULL);
    p->p_flag &= ~P_VFORKED;
    parent->p_flag &= ~P_LENT;
    wakeup(parent);
}

void space_free(void)
{
    struct proc *p = current->u_proc;
    struct space *space = p->p_thread.t_space;

    if (p->p_flag & P_VFORKED) {
        space_return(p);
        return;
    }
    if (space == NULL)
        return;
    space_set(&p->p_thread, NULL);
    space_destroy(space);
    if (vm_checking)
        vm_check();
}

int space_brk(uaddr_t end)
{
    struct proc *p = current->u_proc;
    struct space *space = p->p_thread.t_space;
    uaddr_t before = space->s_data_end, after = page_up(end);
    int error;

    if (end < space->s_data_start || end > DATA_END)
        return end > DATA_END ? ENOMEM : EINVAL;
    if (after > before) {
        /* Zeros on demand are promised only as far as memory goes. */
        if (!memory_have(page_of(after - before)))
            return ENOMEM;
        while (!swap_resize(&space->s_data_swap, page_of(after - space->s_data_start)))
            if (!text_yield())
                return ENOMEM;
        if ((error = pages_reserve(space, before, after)) != 0) {
            pages_release(space, before, after);
            swap_resize(&space->s_data_swap, page_of(before - space->s_data_start));
            return error;
        }
    } else {
        pages_release(space, after, before);
        swap_resize(&space->s_data_swap, page_of(after - space->s_data_start));
    }
    space->s_data_end = after;
    return 0;
}
