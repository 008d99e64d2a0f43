#include "vm-check.h"

#include "space.h"
#include "statistics.h"
#include "text.h"

/* Since the start. */
#define SUM(field) (events_sum.field + events.field)

bool vm_checking;
static uint32_t checks;

struct census {
    uint32_t frames[FRAME_USES]; /* in use, by what for */
    uint32_t resident, tables;   /* as the spaces count them */
    uint32_t text_frames;
    uint32_t swap;
};

/* The free list from both ends, and frames in use. */
static void check_core(struct census *census)
{
    uint32_t free = 0;

    for (unsigned place = core_map[0].c_next; place != 0; place = core_map[place].c_next) {
        const struct core *c = &core_map[place];

        if (!c->c_free || core_map[c->c_next].c_prev != place || core_map[c->c_prev].c_next != place)
            panic("vm_check: free list at frame %x", (unsigned)frame_at(place));
        free++;
    }
    if (free != frames_free)
        panic("vm_check: %d frames are free, counted as %d", (int)free, (int)frames_free);
    for (frame_t frame = core_first; frame < core_end; frame++) {
        const struct core *c = core_of(frame);

        if (c->c_free) {
            free--;
            if (c->c_locked || c->c_transit || (!c->c_gone && c->c_use != FRAME_TEXT))
                panic("vm_check: frame %x is free, and in use", (unsigned)frame);
        } else {
            census->frames[c->c_use]++;
        }
        if (c->c_file != 0 && frame_find(c->c_file, c->c_page) != frame)
            panic("vm_check: frame %x is not found as what it is", (unsigned)frame);
    }
    if (free != 0)
        panic("vm_check: %d frames are free, and not in the list", (int)free);
}

/* The words of one region, of which those that are valid are frames of its own. */
static void check_region(const struct space *space, uaddr_t start, uaddr_t end, enum frame_use use,
                         uint32_t *resident)
{
    for (uaddr_t at = start; at < end; at += PAGE_SIZE) {
        const pte_t *pte = pte_find(space, at);

        if (pte == NULL || (*pte & PTE_VALID) == 0)
            continue;
        if (core_of(PTE_FRAME(*pte))->c_use != use || core_of(PTE_FRAME(*pte))->c_owner != space->s_owner)
            panic("vm_check: page %x of process %d is not its own", (unsigned)at, space->s_owner);
        ++*resident;
    }
}

static void check_space(const struct space *space, struct census *census)
{
    uint32_t resident = 0;

    check_region(space, space->s_data_start, space->s_data_end, FRAME_DATA, &resident);
    check_region(space, space->s_stack_start, STACK_TOP, FRAME_STACK, &resident);
    if (resident != space->s_resident)
        panic("vm_check: process %d has %d pages, counted as %d", space->s_owner, (int)resident,
              (int)space->s_resident);
    census->resident += resident;
    census->tables += space->s_table_pages;
    census->swap += dmap_check(&space->s_data_swap) + dmap_check(&space->s_stack_swap);
}

static void take_census(struct census *census)
{
    bzero(census, sizeof *census);
    check_core(census);
    swap_check();
    for (const struct proc *p = proc_list; p != NULL; p = p->p_next)
        if (p->p_thread.t_space != NULL && (p->p_flag & P_VFORKED) == 0)
            check_space(p->p_thread.t_space, census);
    texts_check(&census->text_frames, &census->swap);
    checks++;
}

void vm_check(void)
{
    struct census census;
    spl_t level = splhigh();

    take_census(&census);
    /* One page table, of words that are not valid, is nobody's. In between, a process that is being
     * made or that gives up its memory has more than is found here, never less. */
    if (census.frames[FRAME_DATA] + census.frames[FRAME_STACK] < census.resident ||
        census.frames[FRAME_TABLE] < census.tables + 1 || census.frames[FRAME_TEXT] != census.text_frames ||
        swap_blocks - swap_free() < census.swap)
        panic("vm_check: more is in use than there is");
    splx(level);
}

void vm_report(void)
{
    struct census census;

    vm_check();
    take_census(&census);
    kprintf("vm: %d checks; data %d, stack %d, tables %d, u-areas %d, texts %d; swap %d\n", (int)checks,
            (int)census.frames[FRAME_DATA], (int)census.frames[FRAME_STACK],
            (int)census.frames[FRAME_TABLE], (int)census.frames[FRAME_U_AREA],
            (int)census.frames[FRAME_TEXT], (int)(swap_blocks - swap_free() - texts_swap()));
    kprintf("vm: of texts, %d pages taken back, %d of these found by file; %d lost; %d reads\n",
            (int)SUM(reclaims), (int)SUM(text_finds), (int)SUM(text_steals), (int)SUM(text_loads));
    if (census.frames[FRAME_DATA] + census.frames[FRAME_STACK] != census.resident ||
        census.frames[FRAME_TABLE] != census.tables + 1 || swap_blocks - swap_free() != census.swap)
        panic("vm_report: what is in use is not the processes' (%d pages, %d tables, %d blocks)",
              (int)census.resident, (int)census.tables, (int)census.swap);
}
