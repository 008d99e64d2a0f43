/*
 * Requests to lines of characters (Mach 3.0's chario). Who reads from an empty line, or writes to a full
 * one, waits in a queue of the line's; its driver's interrupts move it on.
 */
#include <device/device_types.h>
#include <device/ds_routines.h>
#include <device/tty.h>
#include <device/tty_status.h>
#include <kern/strings.h>
#include <mips/spl.h>

void ttychars(struct tty *tp)
{
    if ((tp->t_state & TS_INIT) != 0)
        return;
    cb_alloc(&tp->t_inq, TTY_QUEUE_BYTES);
    cb_alloc(&tp->t_outq, TTY_QUEUE_BYTES);
    queue_init(&tp->t_delayed_read);
    queue_init(&tp->t_delayed_write);
    tp->t_state |= TS_INIT;
}

io_return_t char_open(struct tty *tp, dev_mode_t mode, io_req_t ior)
{
    spl_t s = spltty();

    tp->t_state |= TS_ISOPEN;
    splx(s);
    return D_SUCCESS;
}

static void queue_delayed_reply(queue_t queue, io_req_t ior, boolean_t (*done)(io_req_t))
{
    ior->io_done = done;
    enqueue_tail(queue, (queue_entry_t)ior);
}

static void tty_queue_completion(queue_t queue)
{
    io_req_t ior;

    while ((ior = (io_req_t)dequeue_head(queue)) != 0)
        iodone(ior);
}

/* ---- writing ---- */

/* As much as there is room for; TRUE: all of it. */
static boolean_t write_some(struct tty *tp, io_req_t ior)
{
    ior->io_residual = b_to_q(ior->io_data + ior->io_count - ior->io_residual, ior->io_residual,
                              &tp->t_outq);
    tty_output(tp);
    return ior->io_residual == 0;
}

static struct tty *tty_of(io_req_t ior);

static boolean_t char_write_done(io_req_t ior)
{
    struct tty *tp = tty_of(ior);
    spl_t s = spltty();

    if (ior->io_error == D_SUCCESS && !write_some(tp, ior)) {
        queue_delayed_reply(&tp->t_delayed_write, ior, char_write_done);
        splx(s);
        return FALSE;
    }
    splx(s);
    return ds_write_done(ior);
}

io_return_t char_write(struct tty *tp, io_req_t ior)
{
    io_return_t result = device_write_get(ior);
    spl_t s;

    if (result != D_SUCCESS)
        return result;
    ior->io_residual = ior->io_count;
    ior->io_dev_ptr = tp;
    s = spltty();
    if (write_some(tp, ior)) {
        splx(s);
        return D_SUCCESS;
    }
    queue_delayed_reply(&tp->t_delayed_write, ior, char_write_done);
    splx(s);
    return D_IO_QUEUED;
}

/* ---- reading ---- */

static boolean_t char_read_done(io_req_t ior)
{
    struct tty *tp = tty_of(ior);
    spl_t s = spltty();

    if (ior->io_error == D_SUCCESS && tp->t_inq.c_cc == 0) { /* another was faster */
        queue_delayed_reply(&tp->t_delayed_read, ior, char_read_done);
        splx(s);
        return FALSE;
    }
    if (ior->io_error == D_SUCCESS)
        ior->io_residual = ior->io_count - q_to_b(&tp->t_inq, ior->io_data, ior->io_count);
    splx(s);
    return ds_read_done(ior);
}

io_return_t char_read(struct tty *tp, io_req_t ior)
{
    io_return_t result = device_read_alloc(ior, ior->io_count);
    spl_t s;

    if (result != D_SUCCESS)
        return result;
    ior->io_dev_ptr = tp;
    s = spltty();
    if (tp->t_inq.c_cc == 0) {
        if ((ior->io_mode & D_NOWAIT) != 0) {
            splx(s);
            return D_WOULD_BLOCK;
        }
        queue_delayed_reply(&tp->t_delayed_read, ior, char_read_done);
        splx(s);
        return D_IO_QUEUED;
    }
    ior->io_residual = ior->io_count - q_to_b(&tp->t_inq, ior->io_data, ior->io_count);
    splx(s);
    return D_SUCCESS;
}

static struct tty *tty_of(io_req_t ior)
{
    return ior->io_dev_ptr;
}

/* ---- the driver's side ---- */

void tty_output(struct tty *tp)
{
    if ((tp->t_state & (TS_BUSY | TS_TTSTOP)) == 0)
        tp->t_oproc(tp);
}

void tt_write_wakeup(struct tty *tp)
{
    if (tp->t_outq.c_cc <= TTLOWAT)
        tty_queue_completion(&tp->t_delayed_write);
}

/* What does not fit is lost. */
void ttyinput(int character, struct tty *tp)
{
    (void)putc(character, &tp->t_inq);
    tty_queue_completion(&tp->t_delayed_read);
}

/* ---- the rest ---- */

static void fail(queue_t queue, io_return_t error)
{
    for (queue_entry_t e = queue_first(queue); !queue_end(queue, e); e = queue_next(e))
        ((io_req_t)e)->io_error = error;
    tty_queue_completion(queue);
}

static void tty_flush(struct tty *tp, int which)
{
    if ((which & D_READ) != 0)
        cb_clear(&tp->t_inq);
    if ((which & D_WRITE) != 0) {
        tp->t_stop(tp);
        cb_clear(&tp->t_outq);
        tty_queue_completion(&tp->t_delayed_write);
    }
}

void ttyclose(struct tty *tp)
{
    spl_t s = spltty();

    tp->t_state &= ~(TS_ISOPEN | TS_TTSTOP);
    cb_clear(&tp->t_inq);
    fail(&tp->t_delayed_read, D_DEVICE_DOWN);
    fail(&tp->t_delayed_write, D_DEVICE_DOWN);
    tty_output(tp); /* what was written goes out all the same */
    splx(s);
}

/* Requests whose answers nobody waits for any more are ended. */
static boolean_t tty_queue_clean(queue_t queue, ipc_port_t port)
{
    queue_entry_t e = queue_first(queue), next;
    boolean_t found = FALSE;

    for (; !queue_end(queue, e); e = next) {
        io_req_t ior = (io_req_t)e;

        next = queue_next(e);
        if (ior->io_reply_port != port)
            continue;
        remqueue(queue, e);
        ior->io_error = D_IO_ERROR;
        iodone(ior);
        found = TRUE;
    }
    return found;
}

boolean_t tty_portdeath(struct tty *tp, ipc_port_t port)
{
    spl_t s = spltty();
    boolean_t reading = tty_queue_clean(&tp->t_delayed_read, port);
    boolean_t writing = tty_queue_clean(&tp->t_delayed_write, port);

    splx(s);
    return reading || writing;
}

io_return_t tty_get_status(struct tty *tp, dev_flavor_t flavor, dev_status_t status,
                           mach_msg_type_number_t *count)
{
    struct tty_status *tsp = (struct tty_status *)status;

    if (flavor != TTY_STATUS)
        return D_INVALID_OPERATION;
    if (*count < TTY_STATUS_COUNT)
        return D_INVALID_OPERATION;
    tsp->tt_ispeed = tp->t_ispeed;
    tsp->tt_ospeed = tp->t_ospeed;
    tsp->tt_breakc = 0;
    tsp->tt_flags = 0;
    *count = TTY_STATUS_COUNT;
    return D_SUCCESS;
}

io_return_t tty_set_status(struct tty *tp, dev_flavor_t flavor, dev_status_t status,
                           mach_msg_type_number_t count)
{
    spl_t s = spltty();
    io_return_t result = D_SUCCESS;

    switch (flavor) {
    case TTY_FLUSH:
        tty_flush(tp, count > 0 && *status != 0 ? *status : D_READ | D_WRITE);
        break;
    case TTY_STOP:
        tp->t_state |= TS_TTSTOP;
        tp->t_stop(tp);
        break;
    case TTY_START:
        tp->t_state &= ~TS_TTSTOP;
        tty_output(tp);
        break;
    default:
        result = D_INVALID_OPERATION;
    }
    splx(s);
    return result;
}
