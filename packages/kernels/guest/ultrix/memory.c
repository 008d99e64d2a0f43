/*
 * The core map and its free list (memory.h): a ring through the map, by 16-bit places instead of
 * pointers. What is freed goes to its end, so that frames are used in turn.
 */
#include "memory.h"

#include <unix/under.h>

struct core *core_map;
frame_t core_first, core_end;
uint32_t frames_free;

/* Frames are places in the map, counted from 1. */
#define place_of(frame) ((unsigned)((frame) - core_first + 1))
#define frame_at(place) ((frame_t)(place) + core_first - 1)
#define core_of(frame) (&core_map[place_of(frame)])
#define HEAD 0

/* Frames of the free list that are looked at for a colour: four of each, were they in order. */
#define LOOK (4 * COLOURS)

static void free_list_append(frame_t frame)
{
    struct core *c = core_of(frame), *head = &core_map[HEAD];
    unsigned place = place_of(frame);

    c->c_use = FRAME_FREE;
    c->c_next = HEAD;
    c->c_prev = head->c_prev;
    core_map[head->c_prev].c_next = place;
    head->c_prev = place;
    frames_free++;
}

static void free_list_remove(struct core *c)
{
    if (c->c_use != FRAME_FREE)
        panic("frame %x is not free", (unsigned)frame_at(c - core_map));
    core_map[c->c_prev].c_next = c->c_next;
    core_map[c->c_next].c_prev = c->c_prev;
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
    for (frame_t frame = core_first + (bytes >> PAGE_SHIFT); frame < core_end; frame++)
        free_list_append(frame);
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

frame_t frame_alloc(unsigned colour, enum frame_use use, uint32_t page)
{
    spl_t level = splhigh();
    unsigned place = free_list_find(colour);
    struct core *c = &core_map[place];

    if (place == HEAD) {
        splx(level);
        return NO_FRAME;
    }
    free_list_remove(c);
    c->c_use = use;
    c->c_page = page;
    splx(level);
    return frame_at(place);
}

void frame_free(frame_t frame)
{
    spl_t level;

    if (frame < core_first || frame >= core_end)
        panic("frame %x is no memory", (unsigned)frame);
    level = splhigh();
    if (core_of(frame)->c_use <= FRAME_FREE)
        panic("frame %x freed twice", (unsigned)frame);
    free_list_append(frame);
    splx(level);
}

frame_t frames_alloc(unsigned count, enum frame_use use)
{
    static frame_t rotor; /* where the last search ended */
    frame_t frame = rotor < core_first ? core_first : rotor, run = frame;
    uint32_t looked = 0, all = core_end - core_first;
    spl_t level = splhigh();

    /* Once around, and as far again as a run may reach over the place where the search began. */
    for (; looked < all + count; looked++, frame++) {
        if (frame == core_end)
            frame = run = core_first;
        if (core_of(frame)->c_use != FRAME_FREE) {
            run = frame + 1;
            continue;
        }
        if (frame + 1 - run < count)
            continue;
        for (frame_t taken = run; taken <= frame; taken++) {
            free_list_remove(core_of(taken));
            core_of(taken)->c_use = use;
        }
        rotor = frame + 1;
        splx(level);
        return run;
    }
    splx(level);
    return NO_FRAME;
}
