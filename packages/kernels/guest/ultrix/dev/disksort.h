/* The order in which a disk's requests are done (disksort.c). */
#ifndef ULTRIX_DISKSORT_H
#define ULTRIX_DISKSORT_H

struct buf;

/* Puts a request into the queue, whose first one is being done, or is next. Linked by b_driver. */
void disksort(struct buf **queue, struct buf *bp);

#endif
