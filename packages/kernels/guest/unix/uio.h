/* A transfer of bytes: where they go to or come from, and how far it has got. */
#ifndef UNIX_UIO_H
#define UNIX_UIO_H

#include <unix/under.h>

enum uio_rw { UIO_READ, UIO_WRITE };
enum uio_segment { UIO_USER, UIO_SYSTEM };

struct uio_part {
    uaddr_t at; /* in the process, or a pointer of the personality's */
    size_t bytes;
};

struct uio {
    struct uio_part *uio_parts;
    int uio_count;
    off_t uio_offset;
    size_t uio_resid; /* bytes left */
    enum uio_segment uio_segment;
    enum uio_rw uio_rw;
};

/* Moves `bytes` bytes between `at` and what the uio says, and moves it on. */
int uio_move(void *at, size_t bytes, struct uio *uio);
/* Gives or takes one byte. */
int uio_put(int byte, struct uio *uio);
int uio_get(struct uio *uio, int *byte);

#endif
