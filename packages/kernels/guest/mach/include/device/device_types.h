/* What is said about devices between their users and the kernel (Mach 3.0's device_types). */
#ifndef DEVICE_DEVICE_TYPES_H
#define DEVICE_DEVICE_TYPES_H

#include <mach/vm_types.h>

typedef unsigned dev_mode_t;
#define D_READ 0x1
#define D_WRITE 0x2
#define D_NODELAY 0x4
#define D_NOWAIT 0x8

#define DEV_NAME_BYTES 128
typedef char dev_name_t[DEV_NAME_BYTES];

typedef unsigned recnum_t; /* which record: for a disk, of 512 bytes */

typedef unsigned dev_flavor_t;
#define DEV_STATUS_MAX 256 /* words */
typedef int *dev_status_t;

typedef char *io_buf_ptr_t;
#define IO_INBAND_MAX 128
typedef char io_buf_ptr_inband_t[IO_INBAND_MAX];

typedef int io_return_t;
#define D_SUCCESS 0
#define D_IO_QUEUED (-1) /* the kernel's: the answer comes later */
#define D_IO_ERROR 2500
#define D_WOULD_BLOCK 2501
#define D_NO_SUCH_DEVICE 2502
#define D_ALREADY_OPEN 2503
#define D_DEVICE_DOWN 2504
#define D_INVALID_OPERATION 2505
#define D_INVALID_RECNUM 2506
#define D_INVALID_SIZE 2507
#define D_NO_MEMORY 2508
#define D_READ_ONLY 2509

/* Flavors of any device's status */
#define DEV_GET_SIZE 0
#define DEV_GET_SIZE_DEVICE_SIZE 0 /* bytes; -1: it has no end, or has more than fit */
#define DEV_GET_SIZE_RECORD_SIZE 1
#define DEV_GET_SIZE_COUNT 2
#define DEV_GET_RECORDS 1
#define DEV_GET_RECORDS_DEVICE_RECORDS 0
#define DEV_GET_RECORDS_RECORD_SIZE 1
#define DEV_GET_RECORDS_COUNT 2

#endif
