/*
 * Resource maps: runs of a numbered resource that are free, in order of their numbers (4.3BSD's map,
 * rmalloc and rmfree). Number 0 is no resource.
 */
#ifndef RESOURCE_MAP_H
#define RESOURCE_MAP_H

#include <stdint.h>

struct resource_run {
    uint32_t first;
    uint32_t count; /* 0: behind the last */
};

struct resource_map {
    const char *name;
    struct resource_run *runs;
    struct resource_run *limit; /* behind the table */
    uint32_t free;
    uint32_t lost; /* freed when the table was full */
};

/* All from `first` to `first + count` are free; the table has `entries`. */
void resource_map_start(struct resource_map *map, const char *name, struct resource_run *runs,
                        unsigned entries, uint32_t first, uint32_t count);
/* `count` in a row, from the first run that has as many; 0: there is none. */
uint32_t resource_take(struct resource_map *map, uint32_t count);
void resource_give(struct resource_map *map, uint32_t first, uint32_t count);
/* Panics if the map is not in order. */
void resource_map_check(const struct resource_map *map);

#endif
