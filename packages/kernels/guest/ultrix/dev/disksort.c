/*
 * The elevator that goes one way: requests ahead of the arm in the order of their cylinders, then
 * those behind it, which wait for the next sweep, in the same order.
 *
 *      first (being done) ≤ … ≤ … │ … ≤ … ≤ …
 *                                 └ the only place where the order falls
 */
#include "disksort.h"

#include <unix/buf.h>

static bool before(const struct buf *a, const struct buf *b)
{
    if (a->b_cylinder != b->b_cylinder)
        return a->b_cylinder < b->b_cylinder;
    return a->b_blkno < b->b_blkno;
}

void disksort(struct buf **queue, struct buf *bp)
{
    struct buf *at = *queue;

    if (at == NULL) {
        bp->b_driver = NULL;
        *queue = bp;
        return;
    }
    if (before(bp, at)) {
        /* For the next sweep: find where that begins. */
        while (at->b_driver != NULL && !before(at->b_driver, at))
            at = at->b_driver;
        if (at->b_driver != NULL && !before(bp, at->b_driver))
            at = at->b_driver;
        else {
            bp->b_driver = at->b_driver; /* it is the first of that */
            at->b_driver = bp;
            return;
        }
    }
    /* Behind all of the same sweep that are not beyond it. */
    while (at->b_driver != NULL && !before(at->b_driver, at) && !before(bp, at->b_driver))
        at = at->b_driver;
    bp->b_driver = at->b_driver;
    at->b_driver = bp;
}
