/* What the name cache counts; its functions are in namei.h. */
#ifndef UNIX_NAME_CACHE_H
#define UNIX_NAME_CACHE_H

#include <abi/types.h>

struct name_cache_statistics {
    uint32_t hits;
    uint32_t negative_hits;
    uint32_t misses;
    uint32_t stale;      /* found, but the vnode was another file by then */
    uint32_t removed;    /* found, and taken out, as the name was about to change */
    uint32_t long_names; /* asked for names that are never kept */
    uint32_t entered;
};
extern struct name_cache_statistics name_cache_statistics;

#endif
