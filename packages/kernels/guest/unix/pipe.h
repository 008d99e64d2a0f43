/* Pipes: what both ends share. A named one (fifo.c) is the same, hung to a vnode. */
#ifndef UNIX_PIPE_H
#define UNIX_PIPE_H

#include <unix/file.h>
#include <unix/kernel.h>

#define PIPE_MOST 4096 /* bytes that wait, at most: PIPE_BUF */

/* A piece of what waits, as it was written: the place of sockets' mbufs. */
struct pipe_block {
    struct pipe_block *next;
    int bytes;
    int offset; /* of the first that has not been read */
    char data[];
};

struct pipe {
    struct pipe_block *first, *last;
    int bytes;            /* that wait */
    int readers, writers; /* ends that are open */
    bool wants_room, wants_bytes;
    struct proc *read_select, *write_select;
    bool read_collision, write_collision;
    int32_t time; /* last used */
};

struct pipe *pipe_make(void);
void pipe_destroy(struct pipe *pipe);
/* As file_ops have it; with `flags`, FNONBLOCK. */
int pipe_read(struct pipe *pipe, struct uio *uio, int flags);
int pipe_write(struct pipe *pipe, struct uio *uio, int flags);
int pipe_select(struct pipe *pipe, enum uio_rw which);
/* An end is closed: who waits at the other one hears of it. */
void pipe_changed(struct pipe *pipe);

#endif
