/*
 * The serial lines, a DC7085 (Mach 3.0's chips/dz_7085): a character an interrupt, each way. Only the
 * console's line is attached.
 */
#include <device/conf.h>
#include <device/tty.h>
#include <device/tty_status.h>
#include <dz_registers.h>
#include <kern/printf.h>
#include <mips/machine.h>
#include <mips/spl.h>

#define DEFAULT_SPEED 9600
#define LINES 1 /* units: 0 is the console */

static struct tty dz_tty[LINES];

/* Speeds in bits a second, and their codes. */
static const struct speed {
    int bits;
    int code;
} speeds[] = {
    { 300, 5 }, { 1200, 7 }, { 1800, 8 }, { 2400, 10 }, { 4800, 12 }, { 9600, 14 }, { 19200, 15 },
};

static struct tty *line_tty(unsigned line)
{
    return line == DZ_CONSOLE ? &dz_tty[0] : 0;
}

static boolean_t receiving; /* nothing is taken from the line before somebody reads */

static io_return_t dz_param(struct tty *tp, int bits)
{
    unsigned receive = receiving ? LPR_RECEIVE : 0;

    for (unsigned i = 0; i < sizeof speeds / sizeof speeds[0]; i++)
        if (speeds[i].bits == bits) {
            board16(DZ_LPR) = receive | speeds[i].code << LPR_SPEED_SHIFT | LPR_8_BITS | tp->t_line;
            tp->t_ispeed = tp->t_ospeed = bits;
            return D_SUCCESS;
        }
    return D_INVALID_OPERATION;
}

/* The transmitter asks as long as its line is enabled. */
static void dz_start_output(struct tty *tp)
{
    if (tp->t_outq.c_cc == 0)
        return;
    tp->t_state |= TS_BUSY;
    board16(DZ_TCR) |= 1 << tp->t_line;
}

static void dz_stop_output(struct tty *tp)
{
    tp->t_state &= ~TS_BUSY;
    board16(DZ_TCR) &= ~(1 << tp->t_line);
}

static void dz_transmit(unsigned line)
{
    struct tty *tp = line_tty(line);
    int character = tp != 0 ? getc(&tp->t_outq) : -1;

    if (character < 0) {
        board16(DZ_TCR) &= ~(1 << line);
        if (tp != 0)
            tp->t_state &= ~TS_BUSY;
        return;
    }
    board16(DZ_TDR) = character;
    tt_write_wakeup(tp);
}

static void dz_receive(void)
{
    unsigned received;

    while ((received = board16(DZ_RBUF)) & DZ_VALID) {
        struct tty *tp = line_tty(DZ_RECEIVED(received));

        if (tp != 0 && (tp->t_state & TS_ISOPEN) != 0 && (received & DZ_FRAMING) == 0)
            ttyinput(received & DZ_CHARACTER, tp);
    }
}

void dz_interrupt(void)
{
    unsigned csr;

    while ((csr = board16(DZ_CSR)) & (DZ_RDONE | DZ_TRDY)) {
        if (csr & DZ_RDONE)
            dz_receive();
        if (csr & DZ_TRDY)
            dz_transmit(DZ_LINE(csr));
    }
}

void dz_start(void)
{
    struct tty *tp = &dz_tty[0];

    tp->t_line = DZ_CONSOLE;
    tp->t_oproc = dz_start_output;
    tp->t_stop = dz_stop_output;
    ttychars(tp);
    console_drain();
    board16(DZ_CSR) = DZ_CLR;
    while (board16(DZ_CSR) & DZ_CLR)
        ;
    board16(DZ_TCR) = 0;
    board16(DZ_CSR) = DZ_MSE | DZ_TIE | DZ_RIE;
    (void)dz_param(tp, DEFAULT_SPEED);
}

/* ---- what the device server calls ---- */

io_return_t dz_open(int unit, dev_mode_t mode, io_req_t ior)
{
    return unit < LINES ? char_open(&dz_tty[unit], mode, ior) : D_NO_SUCH_DEVICE;
}

io_return_t dz_close(int unit)
{
    ttyclose(&dz_tty[unit]);
    return D_SUCCESS;
}

io_return_t dz_read(int unit, io_req_t ior)
{
    if (!receiving) {
        receiving = TRUE;
        (void)dz_param(&dz_tty[unit], dz_tty[unit].t_ispeed);
    }
    return char_read(&dz_tty[unit], ior);
}

io_return_t dz_write(int unit, io_req_t ior)
{
    return char_write(&dz_tty[unit], ior);
}

io_return_t dz_get_status(int unit, dev_flavor_t flavor, dev_status_t status,
                          mach_msg_type_number_t *count)
{
    return tty_get_status(&dz_tty[unit], flavor, status, count);
}

io_return_t dz_set_status(int unit, dev_flavor_t flavor, dev_status_t status,
                          mach_msg_type_number_t count)
{
    struct tty_status *tsp = (struct tty_status *)status;

    if (flavor == TTY_STATUS)
        return count >= TTY_STATUS_COUNT ? dz_param(&dz_tty[unit], tsp->tt_ospeed)
                                         : D_INVALID_OPERATION;
    return tty_set_status(&dz_tty[unit], flavor, status, count);
}

boolean_t dz_port_death(int unit, ipc_port_t port)
{
    return tty_portdeath(&dz_tty[unit], port);
}
