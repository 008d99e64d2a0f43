#include "window.h"

#include <unix/under.h>

#include "system-map.h"
#include "tlb.h"

static uintptr_t window;
static frame_t filled; /* NO_FRAME: the window is closed */

void window_start(void)
{
    if ((window = system_map_reserve(1)) == 0)
        panic("window_start: no addresses");
}

void *window_open(frame_t frame)
{
    if (filled != NO_FRAME)
        panic("window_open: frame %x is being filled", (unsigned)filled);
    filled = frame;
    system_map_change(window, frame);
    tlb_flush_page(window);
    return (void *)window;
}

void window_close(void)
{
    if (filled == NO_FRAME)
        panic("window_close: it is closed");
    filled = NO_FRAME;
}
