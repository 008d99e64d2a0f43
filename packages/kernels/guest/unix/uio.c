/*
 * Moving bytes between the personality and whoever made the call. Obligations: a uio is moved on by
 * exactly what was moved, so that a call that fails half way can say how far it got; parts of length
 * zero are stepped over; nothing is moved beyond uio_resid.
 */
#include <abi/errno.h>
#include <unix/kernel.h>
#include <unix/uio.h>

static int part_move(char *at, uaddr_t there, size_t bytes, const struct uio *uio)
{
    bool reading = uio->uio_rw == UIO_READ;

    if (uio->uio_segment == UIO_USER)
        return reading ? copy_out(at, there, bytes) : copy_in(there, at, bytes);
    if (reading)
        bcopy(at, (void *)there, bytes);
    else
        bcopy((const void *)there, at, bytes);
    return 0;
}

static void uio_advance(struct uio *uio, size_t bytes)
{
    uio->uio_parts->at += bytes;
    uio->uio_parts->bytes -= bytes;
    uio->uio_resid -= bytes;
    uio->uio_offset = (off_t)((uint32_t)uio->uio_offset + (uint32_t)bytes); /* terminals: on and on */
}

/* The part that has bytes left. Only called while uio_resid says that there is one. */
static struct uio_part *uio_part(struct uio *uio)
{
    while (uio->uio_parts->bytes == 0) {
        uio->uio_parts++;
        if (--uio->uio_count <= 0)
            panic("uio_part");
    }
    return uio->uio_parts;
}

int uio_move(void *at, size_t bytes, struct uio *uio)
{
    char *place = at;

    while (bytes > 0 && uio->uio_resid > 0) {
        const struct uio_part *part = uio_part(uio);
        size_t count = min(part->bytes, bytes);
        int error = part_move(place, part->at, count, uio);

        if (error != 0)
            return error;
        uio_advance(uio, count);
        place += count;
        bytes -= count;
    }
    return 0;
}

int uio_put(int byte, struct uio *uio)
{
    char value = (char)byte;

    if (uio->uio_resid == 0)
        panic("uio_put");
    return uio_move(&value, 1, uio);
}

int uio_get(struct uio *uio, int *byte)
{
    unsigned char value;
    int error;

    if (uio->uio_resid == 0)
        panic("uio_get");
    error = uio_move(&value, 1, uio);
    if (error == 0)
        *byte = value;
    return error;
}
