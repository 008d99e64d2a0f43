/*
 * A page of the kernel's own addresses through which it fills a frame that is mapped nowhere yet: zeros
 * on demand, and what fork copies (Ultrix's Forkmap and forkutl, 4.3BSD's CMAP2). There is one process
 * in the kernel at a time that fills a frame, and it does not wait meanwhile.
 */
#ifndef WINDOW_H
#define WINDOW_H

#include "memory.h"

void window_start(void);
/* The frame's address, until window_close(). */
void *window_open(frame_t frame);
void window_close(void);

#endif
