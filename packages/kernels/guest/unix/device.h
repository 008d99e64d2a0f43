/*
 * Devices by major number. What lies under provides both tables: it knows which there are. The
 * personality's own devices (null.c, tty_indirect.c) can be put into them.
 */
#ifndef UNIX_DEVICE_H
#define UNIX_DEVICE_H

#include <unix/uio.h>

struct buf;
struct tty;

struct block_device {
    const char *name;
    int (*open)(dev_t device, int flags);
    int (*close)(dev_t device, int flags);
    void (*strategy)(struct buf *bp); /* returns at once; biodone() when done */
    int (*size)(dev_t device);        /* in sectors of 512 bytes; -1 unknown */
};

struct char_device {
    const char *name;
    int (*open)(dev_t device, int flags);
    int (*close)(dev_t device, int flags);
    int (*read)(dev_t device, struct uio *uio, int ioflag);
    int (*write)(dev_t device, struct uio *uio, int ioflag);
    int (*ioctl)(dev_t device, uint32_t request, void *data, int flags);
    int (*select)(dev_t device, enum uio_rw which);
    struct tty *(*tty)(dev_t device); /* NULL: no terminal */
};

extern const struct block_device block_devices[];
extern const int block_device_count;
extern const struct char_device char_devices[];
extern const int char_device_count;

/* ---- null.c: /dev/null (minor 2), /dev/zero (minor 3) ---- */
int null_read(dev_t device, struct uio *uio, int ioflag);
int null_write(dev_t device, struct uio *uio, int ioflag);
int null_select(dev_t device, enum uio_rw which);
/* ---- raw.c: a block device (`device` is its number) read and written without the cache; for the
 * functions of its entry in char_devices ---- */
int raw_read(dev_t device, struct uio *uio, int ioflag);
int raw_write(dev_t device, struct uio *uio, int ioflag);
/* ---- tty_indirect.c: /dev/tty ---- */
int tty_indirect_open(dev_t device, int flags);
int tty_indirect_read(dev_t device, struct uio *uio, int ioflag);
int tty_indirect_write(dev_t device, struct uio *uio, int ioflag);
int tty_indirect_ioctl(dev_t device, uint32_t request, void *data, int flags);
int tty_indirect_select(dev_t device, enum uio_rw which);
/* ---- for devices that have no such operation ---- */
int device_none(void);    /* ENODEV */
int device_nothing(void); /* 0 */

#endif
