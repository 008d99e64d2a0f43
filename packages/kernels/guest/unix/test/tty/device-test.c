/* /dev/tty, /dev/null, /dev/zero. */
#include <unix/device.h>

#include "host.h"

#define INDIRECT makedev(1, 0)
#define NULL_DEVICE makedev(2, 2)
#define ZERO_DEVICE makedev(2, 3)

static int device_read(dev_t device, struct uio *uio, int ioflag)
{
    CHECK_IS(device, terminal.t_dev);
    return tty_read(&terminal, uio, ioflag);
}

static int device_write(dev_t device, struct uio *uio, int ioflag)
{
    CHECK_IS(device, terminal.t_dev);
    return tty_write(&terminal, uio, ioflag);
}

static int device_ioctl(dev_t device, uint32_t request, void *data, int flags)
{
    CHECK_IS(device, terminal.t_dev);
    return tty_ioctl(&terminal, request, data, flags);
}

static int device_select(dev_t device, enum uio_rw which)
{
    CHECK_IS(device, terminal.t_dev);
    return tty_select(&terminal, which);
}

const struct char_device char_devices[] = {
    { .name = "terminal",
      .read = device_read,
      .write = device_write,
      .ioctl = device_ioctl,
      .select = device_select },
};

static void indirect(void)
{
    char bytes[10];
    struct transfer t;
    int32_t value;

    terminal_start(false);
    CHECK_IS(tty_indirect_open(INDIRECT, FREAD | FWRITE), 0);
    type("ab\n");
    CHECK_IS(tty_indirect_select(INDIRECT, UIO_READ), 1);
    CHECK_IS(tty_indirect_ioctl(INDIRECT, FIONREAD, &value, FREAD), 0);
    CHECK_IS(value, 3);
    CHECK_IS(tty_indirect_read(INDIRECT, transfer_of(&t, UIO_READ, bytes, 10), 0), 0);
    CHECK_IS(memcmp(bytes, "ab\n", 3), 0);
    (void)device_sent();
    CHECK_IS(tty_indirect_write(INDIRECT, transfer_of(&t, UIO_WRITE, "xyz", 3), 0), 0);
    CHECK_TEXT(device_sent(), "xyz");
    /* Given up, or closed by the last one who had it: there is none any more. */
    sessions[0].s_leader = &procs[1];
    CHECK_IS(tty_indirect_ioctl(INDIRECT, TIOCNOTTY, NULL, FREAD), 0);
    CHECK_IS(tty_indirect_open(INDIRECT, FREAD), ENXIO);
    CHECK_IS(tty_indirect_read(INDIRECT, transfer_of(&t, UIO_READ, bytes, 10), 0), EIO);
    CHECK_IS(tty_indirect_write(INDIRECT, transfer_of(&t, UIO_WRITE, "x", 1), 0), EIO);
    CHECK_IS(tty_indirect_ioctl(INDIRECT, FIONREAD, &value, FREAD), EIO);
    procs[0].p_flag |= P_CONTROLT;
    CHECK_IS(tty_indirect_open(INDIRECT, FREAD), 0);
    CHECK_IS(tty_close(&terminal), 0);
    CHECK_IS(tty_indirect_open(INDIRECT, FREAD), ENXIO);
}

static void null_and_zero(void)
{
    static char bytes[2000];
    struct transfer t;

    memset(bytes, 'x', sizeof bytes);
    CHECK_IS(null_read(NULL_DEVICE, transfer_of(&t, UIO_READ, bytes, sizeof bytes), 0), 0);
    CHECK_IS(t.uio.uio_resid, sizeof bytes);
    CHECK_IS(null_read(ZERO_DEVICE, transfer_of(&t, UIO_READ, bytes, sizeof bytes), 0), 0);
    CHECK_IS(t.uio.uio_resid, 0);
    for (unsigned i = 0; i < sizeof bytes; i++)
        CHECK_IS(bytes[i], 0);
    CHECK_IS(null_write(NULL_DEVICE, transfer_of(&t, UIO_WRITE, bytes, sizeof bytes), 0), 0);
    CHECK_IS(t.uio.uio_resid, 0);
    CHECK_IS(null_select(NULL_DEVICE, UIO_READ), 1);
}

const struct test device_tests[] = {
    { "devices: the process's terminal", indirect },
    { "devices: null and zero", null_and_zero },
    { NULL, NULL },
};
