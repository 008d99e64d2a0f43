/*
 * Directory entries as getdirentries hands them out: those of the file system (docs/file-system.md).
 * A record is a multiple of four bytes and never crosses 512 bytes; one with d_ino 0 is empty.
 */
#ifndef ABI_DIRENT_H
#define ABI_DIRENT_H

#include <abi/types.h>

#define DIRECTORY_BLOCK 512

struct dirent {
    uint32_t d_ino;
    uint16_t d_reclen;
    uint8_t d_type; /* DT_..., or DT_UNKNOWN */
    uint8_t d_namlen;
    char d_name[256]; /* NUL-terminated, padded to four bytes; only so much of it is there */
};

#define DT_UNKNOWN 0
#define DT_FIFO 1
#define DT_CHR 2
#define DT_DIR 4
#define DT_BLK 6
#define DT_REG 8
#define DT_LNK 10

/* Bytes of a record for a name of `length` bytes. */
#define DIRENT_SIZE(length) ((8 + (length) + 1 + 3) & ~3)

#endif
