/* Requests to devices of blocks (Mach 3.0's device/blkio). */
#ifndef DEVICE_BLKIO_H
#define DEVICE_BLKIO_H

#include <device/io_req.h>

io_return_t block_io(void (*strategy)(io_req_t), void (*max_count)(io_req_t), io_req_t ior);
void minphys(io_req_t ior);
/* Into a queue of requests by their place on the disk, behind the first, which is being done. */
void disksort(io_req_t *queue, io_req_t ior);

#endif
