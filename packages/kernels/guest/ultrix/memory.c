/*
 * The core map and its free lists (memory.h). Each list is a ring of frames by number; what is freed
 * goes to its end, so that frames are used in turn.
 */
#include "memory.h"

#include <unix/under.h>

struct core *core_map;
frame_t core_first, core_end;
uint32_t frames_free;

static struct list {
    uint16_t first, last; /* 0: empty; number in the map + 1 */
} free_lists[COLOURS];

/* Places in the map are counted from 1, so that 0 is none. */
#define core_of(frame) (&core_map[(frame) - core_first])
#define place_of(frame) ((uint16_t)((frame) - core_first + 1))
#define frame_at(place) ((frame_t)(place) + core_first - 1)
#define core_at(place) (&core_map[(place) - 1])

static void free_list_append(frame_t frame)
{
    struct list *list = &free_lists[CACHE_COLOUR(frame)];
    struct core *c = core_of(frame);
    uint16_t place = place_of(frame);

    c->c_use = FRAME_FREE;
    c->c_next = 0;
    c->c_prev = list->last;
    if (list->last != 0)
        core_at(list->last)->c_next = place;
    else
        list->first = place;
    list->last = place;
    frames_free++;
}

static void free_list_remove(frame_t frame)
{
    struct list *list = &free_lists[CACHE_COLOUR(frame)];
    struct core *c = core_of(frame);

    if (c->c_use != FRAME_FREE)
        panic("frame %x is not free", (unsigned)frame);
    if (c->c_prev != 0)
        core_at(c->c_prev)->c_next = c->c_next;
    else
        list->first = c->c_next;
    if (c->c_next != 0)
        core_at(c->c_next)->c_prev = c->c_prev;
    else
        list->last = c->c_prev;
    frames_free--;
}

void memory_start(uint32_t first, uint32_t end)
{
    uint32_t bytes;

    core_first = first >> PAGE_SHIFT;
    core_end = end >> PAGE_SHIFT;
    core_map = (struct core *)kseg0(first);
    bytes = (core_end - core_first) * sizeof *core_map;
    bytes = (bytes + PAGE_SIZE - 1) & HI_VPN;
    bzero(core_map, bytes); /* all are FRAME_SYSTEM: the map's own stay so */
    for (frame_t frame = core_first + (bytes >> PAGE_SHIFT); frame < core_end; frame++)
        free_list_append(frame);
}

frame_t frame_alloc(unsigned colour, enum frame_use use, uint32_t page)
{
    spl_t level = splhigh();

    for (unsigned i = 0; i < COLOURS; i++, colour++) {
        uint16_t place = free_lists[CACHE_COLOUR(colour)].first;

        if (place != 0) {
            frame_t frame = frame_at(place);
            struct core *c = core_at(place);

            free_list_remove(frame);
            c->c_use = use;
            c->c_page = page;
            splx(level);
            return frame;
        }
    }
    splx(level);
    return NO_FRAME;
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
            free_list_remove(taken);
            core_of(taken)->c_use = use;
        }
        rotor = frame + 1;
        splx(level);
        return run;
    }
    splx(level);
    return NO_FRAME;
}
