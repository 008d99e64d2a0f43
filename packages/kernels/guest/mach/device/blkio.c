/* Requests to devices of blocks (Mach 3.0's blkio): memory, the right size, then the driver's queue. */
#include <device/blkio.h>
#include <device/ds_routines.h>

#define MAX_PHYS (64 * 1024) /* bytes of one request of a driver's */

void minphys(io_req_t ior)
{
    if ((ior->io_op & (IO_WRITE | IO_READ | IO_OPEN)) == IO_WRITE)
        return;
    if (ior->io_count > MAX_PHYS)
        ior->io_count = MAX_PHYS;
}

io_return_t block_io(void (*strategy)(io_req_t), void (*max_count)(io_req_t), io_req_t ior)
{
    io_return_t result;

    if ((ior->io_op & IO_READ) != 0) {
        max_count(ior);
        result = device_read_alloc(ior, ior->io_count);
    } else {
        result = device_write_get(ior);
    }
    if (result != D_SUCCESS)
        return result;
    strategy(ior);
    return D_IO_QUEUED;
}

/* One way over the disk, and then from its start again. */
void disksort(io_req_t *queue, io_req_t ior)
{
    io_req_t at = *queue;
    boolean_t turn;

    if (at == 0) {
        ior->io_next = 0;
        *queue = ior;
        return;
    }
    turn = ior->io_recnum < at->io_recnum; /* it belongs to the next way */
    for (; at->io_next != 0; at = at->io_next) {
        boolean_t next_turn = at->io_next->io_recnum < (*queue)->io_recnum;

        if (next_turn && !turn)
            break;
        if (next_turn == turn && ior->io_recnum < at->io_next->io_recnum)
            break;
    }
    ior->io_next = at->io_next;
    at->io_next = ior;
}
