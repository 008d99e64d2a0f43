/*
 * The core map and its free list (memory.h): a ring through the map, by places instead of pointers.
 * 4.3BSD's memall, memfree, mlock and munlock, with a search for the colour as Ultrix has it.
 */
#include "memory.h"

#include <unix/kernel.h>
#include <unix/lock.h>

#include "statistics.h"
#include "text.h"

struct core *core_map;
static struct spin_lock core_lock = { .s_name = "core map", .s_order = ORDER_CORE };
frame_t core_first, core_end;
uint32_t frames_free;

#define HEAD 0

/* Frames of the free list that are looked at for a colour: four of each, were they in order. */
#define LOOK (4 * COLOURS)

spl_t core_enter(void)
{
    spl_t level = splhigh();

    spin_take(&core_lock);
    return level;
}

void core_leave(spl_t level)
{
    spin_release(&core_lock);
    splx(level);
}

static void check_frame(frame_t frame, const char *who)
{
    if (frame < core_first || frame >= core_end)
        panic("%s: frame %x is no memory", who, (unsigned)frame);
}

/* Into the free list, between two that are neighbours there. */
static void free_list_insert(struct core *c, unsigned before, unsigned after)
{
    unsigned place = c - core_map;

    c->c_prev = before;
    c->c_next = after;
    core_map[before].c_next = place;
    core_map[after].c_prev = place;
    c->c_free = 1;
    frames_free++;
}

static void free_list_remove(struct core *c)
{
    if (!c->c_free)
        panic("frame %x is not free", (unsigned)frame_at(c - core_map));
    core_map[c->c_prev].c_next = c->c_next;
    core_map[c->c_next].c_prev = c->c_prev;
    c->c_free = 0;
    frames_free--;
}

void memory_start(uint32_t first, uint32_t end)
{
    uint32_t bytes;

    core_first = first >> PAGE_SHIFT;
    core_end = end >> PAGE_SHIFT;
    core_map = (struct core *)kseg0(first);
    bytes = (core_end - core_first + 1) * sizeof *core_map;
    bytes = (bytes + PAGE_SIZE - 1) & HI_VPN;
    bzero(core_map, bytes); /* all are FRAME_SYSTEM: the map's own stay so */
    for (frame_t frame = core_first + (bytes >> PAGE_SHIFT); frame < core_end; frame++) {
        core_of(frame)->c_gone = 1;
        free_list_insert(core_of(frame), core_map[HEAD].c_prev, HEAD);
    }
}

/* The first in the list that has the colour, of those that are looked at; else the first. */
static unsigned free_list_find(unsigned colour)
{
    unsigned first = core_map[HEAD].c_next, place = first;

    for (int looked = 0; looked < LOOK && place != HEAD; looked++) {
        if (CACHE_COLOUR(frame_at(place)) == CACHE_COLOUR(colour))
            return place;
        place = core_map[place].c_next;
    }
    return first;
}

/* The page that a free frame still is loses it: the word of its owner's page table says so from now
 * on. Only texts leave pages on the free list; what processes have is theirs until they free it. */
static void core_disown(const struct core *c)
{
    frame_t frame = frame_at(c - core_map);

    switch (c->c_use) {
    case FRAME_TEXT:
        text_lose(c->c_owner, c->c_page, frame);
        events.text_steals++;
        break;
    case FRAME_DATA:
    case FRAME_STACK:
        panic("frame %x is free, and page %d of process %d", (unsigned)frame, c->c_page, c->c_owner);
    default:
        panic("frame %x is free, and the kernel's", (unsigned)frame);
    }
}

/* A free frame is going to be something else: who had it does not have it any more, and it is not to be
 * found as what it was. */
static void core_clear(struct core *c)
{
    if (!c->c_gone)
        core_disown(c);
    if (c->c_file != 0) {
        uint32_t file = c->c_file;

        core_unhash(c);
        if (core_find(file, c->c_page) != NULL)
            panic("page %d of file %d is in two frames", c->c_page, (int)file);
    }
}

/* Off the free list, and its new owner's. */
static void core_take(struct core *c, enum frame_use use, unsigned owner, uint32_t page)
{
    check_frame(frame_at(c - core_map), "core_take");
    if (c->c_locked || c->c_transit || c->c_wanted)
        panic("frame %x is free, and in use", (unsigned)frame_at(c - core_map));
    free_list_remove(c);
    core_clear(c);
    c->c_gone = 0;
    c->c_use = use;
    c->c_owner = owner;
    c->c_page = page;
    if (c->c_page != page || c->c_owner != owner)
        panic("page %d of %d does not fit into the core map", (int)page, (int)owner);
}

frame_t frame_alloc(unsigned colour, enum frame_use use, unsigned owner, uint32_t page)
{
    spl_t level = core_enter();
    struct core *c;

    if (frames_free == 0) {
        core_leave(level);
        return NO_FRAME;
    }
    c = &core_map[free_list_find(colour)];
    core_take(c, use, owner, page);
    if (use != FRAME_KERNEL)
        c->c_locked = 1;
    core_leave(level);
    return frame_at(c - core_map);
}

void frame_free(frame_t frame)
{
    struct core *c = core_of(frame);
    spl_t level;

    check_frame(frame, "frame_free");
    if (c->c_use == FRAME_SYSTEM || c->c_free)
        panic("frame %x freed twice", (unsigned)frame);
    while (c->c_locked) {
        frame_lock(frame);
        frame_unlock(frame);
    }
    level = core_enter();
    c->c_gone = 1;
    if (c->c_file != 0)
        free_list_insert(c, core_map[HEAD].c_prev, HEAD);
    else
        free_list_insert(c, HEAD, core_map[HEAD].c_next);
    core_leave(level);
}

void frame_keep(frame_t frame)
{
    struct core *c = core_of(frame);
    spl_t level = core_enter();

    check_frame(frame, "frame_keep");
    if (c->c_free || c->c_locked || c->c_use != FRAME_TEXT)
        panic("frame_keep: frame %x", (unsigned)frame);
    free_list_insert(c, core_map[HEAD].c_prev, HEAD);
    core_leave(level);
}

void frame_reclaim(frame_t frame)
{
    struct core *c = core_of(frame);
    spl_t level = core_enter();

    check_frame(frame, "frame_reclaim");
    free_list_remove(c);
    c->c_gone = 0;
    core_leave(level);
    events.reclaims++;
}

void frame_forsake(frame_t frame)
{
    if (!core_of(frame)->c_free)
        panic("frame_forsake: frame %x is in use", (unsigned)frame);
    core_of(frame)->c_gone = 1;
}

void frame_lock(frame_t frame)
{
    struct core *c = core_of(frame);
    spl_t level = core_enter();

    check_frame(frame, "frame_lock");
    while (c->c_locked) {
        c->c_wanted = 1;
        spin_release(&core_lock);
        sleep_on(c, PSWP, "page", 0);
        spin_take(&core_lock);
    }
    c->c_locked = 1;
    core_leave(level);
}

void frame_unlock(frame_t frame)
{
    struct core *c = core_of(frame);
    spl_t level = core_enter();

    check_frame(frame, "frame_unlock");
    if (!c->c_locked)
        panic("frame_unlock: frame %x", (unsigned)frame);
    c->c_locked = 0;
    c->c_transit = 0;
    if (c->c_wanted) {
        c->c_wanted = 0;
        wakeup(c);
    }
    core_leave(level);
}

frame_t frames_alloc(unsigned count, enum frame_use use)
{
    static frame_t rotor; /* where the last search ended */
    frame_t frame = rotor < core_first ? core_first : rotor, run = frame;
    uint32_t looked = 0, all = core_end - core_first;
    spl_t level = core_enter();

    /* Once around, and as far again as a run may reach over the place where the search began. */
    for (; looked < all + count; looked++, frame++) {
        if (frame >= core_end)
            frame = run = core_first;
        if (!core_of(frame)->c_free) {
            run = frame + 1;
            continue;
        }
        if (frame + 1 - run < count)
            continue;
        for (frame_t taken = run; taken <= frame; taken++)
            core_take(core_of(taken), use, 0, taken - run);
        rotor = frame + 1;
        core_leave(level);
        return run;
    }
    core_leave(level);
    return NO_FRAME;
}
