#include "resource-map.h"

#include <unix/lock.h>
#include <unix/under.h>

static struct spin_lock maps_lock = { .s_name = "resource maps", .s_order = ORDER_RESOURCES };

void resource_map_start(struct resource_map *map, const char *name, struct resource_run *runs,
                        unsigned entries, uint32_t first, uint32_t count)
{
    map->name = name;
    map->runs = runs;
    map->limit = runs + entries;
    map->free = count;
    runs[0].first = first;
    runs[0].count = count;
    runs[1].count = 0;
}

/* The run is used up: those behind it come nearer. */
static void close_gap(struct resource_run *run)
{
    do {
        run[0] = run[1];
        run++;
    } while (run->count != 0);
}

uint32_t resource_take(struct resource_map *map, uint32_t count)
{
    struct resource_run *run;
    uint32_t first;

    if (count == 0)
        panic("resource_take: nothing of %s", map->name);
    spin_take(&maps_lock);
    for (run = map->runs; run->count < count; run++)
        if (run->count == 0) {
            spin_release(&maps_lock);
            return 0;
        }
    first = run->first;
    run->first += count;
    run->count -= count;
    map->free -= count;
    if (run->count == 0)
        close_gap(run);
    spin_release(&maps_lock);
    return first;
}

/* Room for a run before `run`. False: the table is full. */
static bool open_gap(struct resource_map *map, struct resource_run *run)
{
    struct resource_run *last = run;

    while (last->count != 0)
        last++;
    if (last + 1 >= map->limit)
        return false;
    for (; last >= run; last--)
        last[1] = last[0];
    return true;
}

void resource_give(struct resource_map *map, uint32_t first, uint32_t count)
{
    struct resource_run *run = map->runs;
    uint32_t end = first + count;
    bool joined = false;

    if (first == 0 || count == 0)
        panic("resource_give: %d of %s from %d", (int)count, map->name, (int)first);
    spin_take(&maps_lock);
    while (run->count != 0 && run->first + run->count <= first) {
        if (run->first + run->count == first) { /* this one becomes longer */
            run->count += count;
            joined = true;
            break;
        }
        run++;
    }
    if (joined) {
        if (run[1].count != 0 && run[1].first <= end) {
            if (run[1].first < end)
                panic("%s: %d is free already", map->name, (int)run[1].first);
            run->count += run[1].count; /* and reaches the next */
            close_gap(run + 1);
        }
    } else if (run->count != 0 && run->first <= end) {
        if (run->first < end)
            panic("%s: %d is free already", map->name, (int)first);
        run->first = first;
        run->count += count;
    } else if (open_gap(map, run)) {
        run->first = first;
        run->count = count;
    } else {
        map->lost += count;
        spin_release(&maps_lock);
        kprintf("%s: map is full, %d are lost\n", map->name, (int)count);
        return;
    }
    map->free += count;
    spin_release(&maps_lock);
}

void resource_map_check(const struct resource_map *map)
{
    uint32_t free = 0;

    for (const struct resource_run *run = map->runs; run->count != 0; run++) {
        free += run->count;
        if (run[1].count != 0 && run->first + run->count >= run[1].first)
            panic("%s: run at %d is not before the next", map->name, (int)run->first);
    }
    if (free != map->free)
        panic("%s: %d are free, counted as %d", map->name, (int)free, (int)map->free);
}
