/* Pipes: two connected sockets, one that receives and one that sends (pipe.c, fifo.c). */
#ifndef UNIX_PIPE_H
#define UNIX_PIPE_H

#include <unix/socket.h>

int pipe_create(struct socket **reader, struct socket **writer);
int pipe_read(struct socket *reader, struct uio *uio, bool wait);
int pipe_write(struct socket *writer, struct uio *uio, bool wait); /* SIGPIPE with EPIPE */
/* For pipes of either kind: FIONREAD, FIONBIO. */
int pipe_ioctl(struct socket *reader, uint32_t request, void *data);

#endif
