/*
 * Memory of the personality: frames in a row, through kseg0, and, for the buffer cache, mapped ones.
 */
#include "memory.h"
#include "system-map.h"

#include <unix/under.h>

uintptr_t page_base, page_limit;

void *page_alloc(unsigned pages)
{
    frame_t frame;

    if (pages == 1) {
        static unsigned colour;

        frame = frame_alloc(colour++, FRAME_KERNEL, 0, 0);
    } else {
        frame = frames_alloc(pages, FRAME_KERNEL);
    }
    return frame == NO_FRAME ? NULL : frame_address(frame);
}

void page_free(void *at, unsigned pages)
{
    frame_t frame = frame_of(at);

    for (; pages > 0; pages--, frame++)
        frame_free(frame);
}

void *page_alloc_mapped(unsigned pages)
{
    uintptr_t at = system_map_reserve(pages);

    if (at == 0)
        return NULL;
    for (unsigned i = 0; i < pages; i++) {
        frame_t frame = frame_alloc(at / PAGE_SIZE + i, FRAME_KERNEL, 0, i);

        if (frame == NO_FRAME)
            return NULL; /* at the start of the system only: it will not go on */
        system_map_enter(at + i * PAGE_SIZE, frame);
    }
    return (void *)at;
}
