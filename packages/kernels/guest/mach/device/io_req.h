/* A request to a device, from the message that asks to the one that answers (Mach 3.0's io_req). */
#ifndef DEVICE_IO_REQ_H
#define DEVICE_IO_REQ_H

#include <device/device_types.h>
#include <ipc/ipc_types.h>
#include <vm/vm_map.h>

struct mach_device;

struct io_req {
    struct io_req *io_next, *io_prev; /* first: in the queue of a driver, or of those that are done */
    struct mach_device *io_device;
    int io_unit;
    int io_op;
    dev_mode_t io_mode;
    recnum_t io_recnum;
    char *io_data;              /* the kernel's memory for what is moved */
    int io_count;               /* bytes to move now */
    int io_residual;            /* not moved */
    io_return_t io_error;
    boolean_t (*io_done)(struct io_req *ior); /* TRUE: the request may be freed */
    ipc_port_t io_reply_port;   /* a send-once right, or a send right */
    mach_msg_type_name_t io_reply_port_type;
    vm_offset_t io_alloc_data;  /* where it is mapped for the driver, and how much */
    vm_size_t io_alloc_size;
    vm_map_copy_t io_copy;      /* what is to be written, as it came */
    int io_total;               /* bytes that the user wants */
    int io_moved;               /* by a driver, of io_count */
    void *io_dev_ptr;           /* for a driver to remember */
};
typedef struct io_req *io_req_t;

#define IO_WRITE 0x0
#define IO_READ 0x1
#define IO_OPEN 0x2
#define IO_INBAND 0x4
#define IO_CALL 0x10  /* when done, io_done is called, by the io_done thread */
#define IO_DONE 0x20
#define IO_WANTED 0x40 /* somebody sleeps until it is done */
#define IO_ERROR 0x80

void iodone(io_req_t ior);
void iowait(io_req_t ior);

#endif
