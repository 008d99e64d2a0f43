/* Devices that are open, whatever vnodes they were opened by. */
#ifndef UNIX_SPECIAL_H
#define UNIX_SPECIAL_H

#include <unix/vnode.h>

/* A device with its count of opens; there is one while it is open or being opened. */
struct device_use {
    struct device_use *next; /* in its hash chain */
    dev_t device;
    enum vtype type;     /* VBLK or VCHR: the same number is two devices */
    int opens;
    bool opened;         /* the device's own open has succeeded, its close not been called since */
    daddr_t last_block;  /* of a block device: read last, so that reading ahead can begin */
};

/* Finds or makes it, and counts one more. */
struct device_use *device_use_begin(dev_t device, enum vtype type);
struct device_use *device_use_find(dev_t device, enum vtype type); /* NULL: nobody has it open */
/* One less. True if it was the last, and the device is to be closed: then it is forgotten. */
bool device_use_end(dev_t device, enum vtype type);

/* special_block.c: vp is a block device, locked. */
int special_block_read(struct vnode *vp, struct uio *uio);
int special_block_write(struct vnode *vp, struct uio *uio);

#endif
