/* A line of characters (Mach 3.0's device/tty.h). What they mean is for its user to say. */
#ifndef DEVICE_TTY_H
#define DEVICE_TTY_H

#include <device/cirbuf.h>
#include <device/io_req.h>
#include <kern/queue.h>

struct tty {
    struct cirbuf t_inq, t_outq;
    queue_head_t t_delayed_read, t_delayed_write; /* requests that wait for characters, or for room */
    int t_state;
    int t_ispeed, t_ospeed; /* bits a second */
    int t_line;
    void (*t_oproc)(struct tty *tp); /* starts the output, if there is some */
    void (*t_stop)(struct tty *tp);  /* stops it */
};

#define TS_INIT 0x1
#define TS_ISOPEN 0x2
#define TS_BUSY 0x4    /* the line is sending */
#define TS_TTSTOP 0x8  /* it must not */

#define TTY_QUEUE_BYTES 1024
#define TTLOWAT 256 /* so little to send that writers go on */

io_return_t char_open(struct tty *tp, dev_mode_t mode, io_req_t ior);
void ttyclose(struct tty *tp);
io_return_t char_read(struct tty *tp, io_req_t ior);
io_return_t char_write(struct tty *tp, io_req_t ior);
io_return_t tty_get_status(struct tty *tp, dev_flavor_t flavor, dev_status_t status,
                           mach_msg_type_number_t *count);
io_return_t tty_set_status(struct tty *tp, dev_flavor_t flavor, dev_status_t status,
                           mach_msg_type_number_t count);
boolean_t tty_portdeath(struct tty *tp, ipc_port_t port);

/* ---- for the driver, at spltty ---- */
void ttychars(struct tty *tp); /* before its first use */
void ttyinput(int character, struct tty *tp);
void tty_output(struct tty *tp);
void tt_write_wakeup(struct tty *tp); /* output has gone: there is room for more */

#endif
