/* The buffer cache: blocks of disks, hashed by device and block, kept least recently used first. */
#ifndef UNIX_BUF_H
#define UNIX_BUF_H

#include <unix/under.h>

struct buf {
    struct buf *b_forw;   /* hash chain */
    struct buf **b_back;  /* what points to it there; NULL: not hashed */
    struct buf *av_forw;  /* free list, ring */
    struct buf *av_back;
    struct buf *b_driver; /* in a driver's queue */
    volatile uint32_t b_flags;
    int b_bufsize;        /* bytes allocated */
    int b_bcount;         /* bytes of the transfer */
    int b_resid;          /* bytes not transferred */
    dev_t b_dev;
    uint8_t *b_addr;
    daddr_t b_blkno;      /* in sectors of 512 bytes */
    int b_error;
    void (*b_iodone)(struct buf *); /* B_CALL */
    int32_t b_cylinder;   /* for the driver's order */
};

#define NODEV ((dev_t)-1)
#define SECTOR_SHIFT 9        /* a sector has 512 bytes */
#define BUFFER_BYTES_MAX 8192 /* of a block */

#define B_READ 0x0001
#define B_WRITE 0x0000
#define B_DONE 0x0002
#define B_ERROR 0x0004
#define B_BUSY 0x0008
#define B_WANTED 0x0010
#define B_ASYNC 0x0020
#define B_DELWRI 0x0040  /* to be written before it is used for another block */
#define B_INVAL 0x0080   /* has nothing */
#define B_AGE 0x0100     /* goes first */
#define B_CALL 0x0200    /* b_iodone when done */
#define B_LOCKED 0x0400  /* not to be taken for another block */
#define B_HEAD 0x0800    /* the head of a ring, no buffer */
#define B_CACHE 0x1000   /* was found in the cache */

/*
 * A buffer that is held (by getblk, bread) is B_BUSY and on no list; nobody else has it until
 * brelse(), or one of the writes, gives it back. Whoever holds one asks for another only if that
 * cannot be the same, or a part of it: it would wait for itself.
 */
void buffer_cache_start(size_t bytes);
struct buf *getblk(dev_t device, daddr_t block, int bytes);
bool incore(dev_t device, daddr_t block);
int bread(dev_t device, daddr_t block, int bytes, struct buf **bp); /* on error the buffer is released */
int breada(dev_t device, daddr_t block, int bytes, daddr_t ahead, int ahead_bytes, struct buf **bp);
int bwrite(struct buf *bp);  /* waits, unless B_ASYNC; releases */
void bawrite(struct buf *bp);
void bdwrite(struct buf *bp);
void brelse(struct buf *bp);
int biowait(struct buf *bp);
void biodone(struct buf *bp); /* for drivers; callable from interrupts */
void allocbuf(struct buf *bp, int bytes);
/* The buffer's block has another size from now on; what else is cached of it is thrown away. False:
 * it had to be written first, and is released; look again. */
bool brealloc(struct buf *bp, int bytes);
void bflush(dev_t device, bool wait);  /* writes what is delayed; -1: of all devices */
void binval(dev_t device);
void bclear(struct buf *bp); /* zeros */

struct buffer_statistics {
    uint32_t lookups; /* getblk */
    uint32_t hits;
    uint32_t reads;   /* waited for */
    uint32_t ahead;
    uint32_t writes;
    uint32_t delayed; /* bdwrite: writes that may never be */
    uint32_t stolen;  /* buffers that had another block */
    uint32_t pages;   /* that moved between buffers */
};
extern struct buffer_statistics buffer_statistics;

#endif
