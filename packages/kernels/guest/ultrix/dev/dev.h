/*
 * The devices of the DECstation 5000/200 as the kernel sees them: what starts them, what their
 * interrupts call, their numbers.
 */
#ifndef ULTRIX_DEV_H
#define ULTRIX_DEV_H

#include <asc.h>
#include <unix/device.h>

/* Major numbers of character devices */
#define CHAR_CONSOLE 0
#define CHAR_TTY 1 /* the process's terminal */
#define CHAR_MEM 2 /* minor 2: null, 3: zero */
#define CHAR_RZ 3  /* disks without the buffer cache */
#define CHAR_DZ 4  /* serial lines; minor: the line */
/* and of block devices */
#define BLOCK_RZ 0 /* minor: the disk's SCSI id; the whole disk */

/* ---- console.c ---- */
/* Sends a character by polling, at any level, from the machine's first instruction on; '\n' with a
 * carriage return. For kprintf and panic. */
void console_putchar(int character);
/* Waits until what has been sent is on the line: before the machine is halted or the line reset. */
void console_drain(void);
int console_open(dev_t device, int flags);
int console_close(dev_t device, int flags);
int console_read(dev_t device, struct uio *uio, int ioflag);
int console_write(dev_t device, struct uio *uio, int ioflag);
int console_ioctl(dev_t device, uint32_t request, void *data, int flags);
int console_select(dev_t device, enum uio_rw which);
struct tty *console_tty(dev_t device);

/* ---- dz.c: the serial lines. Slot 7 of the board's CSR ---- */
void dz_start(void);     /* after clist_start(); needs no interrupts */
void dz_interrupt(void); /* at spltty */
int dz_open(dev_t device, int flags);
int dz_close(dev_t device, int flags);
int dz_read(dev_t device, struct uio *uio, int ioflag);
int dz_write(dev_t device, struct uio *uio, int ioflag);
int dz_ioctl(dev_t device, uint32_t request, void *data, int flags);
int dz_select(dev_t device, enum uio_rw which);
struct tty *dz_terminal(dev_t device);

/* ---- rz.c: disks ---- */
int rz_open(dev_t device, int flags);
int rz_close(dev_t device, int flags);
void rz_strategy(struct buf *bp);
int rz_size(dev_t device);

#endif
