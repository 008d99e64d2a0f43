/*
 * The DC7085: four serial lines, of which one interrupt at a time is taken.
 *
 *      t_outq ──► run of bytes ──► TDR, a byte an interrupt        RBUF ──► tty_input
 *
 * Output goes straight from the queue's block: the line is given a run of it, and each interrupt of
 * the transmitter sends the next byte (a DMA by software). The run leaves the queue when all of it
 * is sent, or when it is stopped. Nothing is attached to lines 0 to 2 (keyboard, mouse, modem).
 */
#include "dev.h"

#include <abi/errno.h>
#include <dz_registers.h>
#include <unix/proc.h>
#include <unix/tty.h>

#define ATTACHED (1 << DZ_CONSOLE)

/* The run that a line is sending. */
static struct run {
    char *next;
    char *end;
} runs[DZ_LINES];

static struct tty terminals[DZ_LINES];

/* Speeds in bits a second, and their codes. */
static const struct speed {
    int32_t bits;
    uint8_t code;
} speeds[] = {
    { 50, 0 },   { 75, 1 },    { 110, 2 },   { 134, 3 },   { 150, 4 },   { 300, 5 },
    { 600, 6 },  { 1200, 7 },  { 1800, 8 },  { 2000, 9 },  { 2400, 10 }, { 3600, 11 },
    { 4800, 12 }, { 7200, 13 }, { 9600, 14 }, { 19200, 15 },
};

static int speed_code(int32_t bits)
{
    for (unsigned i = 0; i < sizeof speeds / sizeof speeds[0]; i++)
        if (speeds[i].bits == bits)
            return speeds[i].code;
    return -1;
}

static int dz_param(struct tty *tp, const struct termios *t)
{
    unsigned line = minor(tp->t_dev);
    int code = speed_code(t->c_ospeed);

    if (t->c_ospeed == 0)
        return 0; /* hang up: there is no modem */
    if (code < 0 || (t->c_ispeed != 0 && t->c_ispeed != t->c_ospeed))
        return EINVAL;
    board16(DZ_LPR) = (t->c_cflag & CREAD ? LPR_RECEIVE : 0) | code << LPR_SPEED_SHIFT | LPR_8_BITS | line;
    return 0;
}

/* Gives the line the first run of what waits. */
static void dz_output(struct tty *tp)
{
    unsigned line = minor(tp->t_dev);
    struct run *run = &runs[line];
    spl_t level = spltty();

    if ((tp->t_state & (TS_BUSY | TS_STOPPED)) == 0) {
        tty_started(tp);
        if (tp->t_outq.c_cc != 0) {
            int bytes = clist_run(&tp->t_outq, 0);
            run->next = tp->t_outq.c_cf;
            run->end = run->next + bytes;
            tp->t_state |= TS_BUSY;
            board16(DZ_TCR) |= 1 << line;
        }
    }
    splx(level);
}

/* The run ends where it has come to. If the queue is being thrown away, it takes the run with it. */
static void dz_stop(struct tty *tp)
{
    struct run *run = &runs[minor(tp->t_dev)];
    spl_t level = spltty();

    if (tp->t_state & TS_BUSY) {
        run->end = run->next;
        if ((tp->t_state & TS_STOPPED) == 0)
            tp->t_state |= TS_FLUSH;
    }
    splx(level);
}

static void dz_transmit(unsigned line)
{
    struct tty *tp = &terminals[line];
    struct run *run = &runs[line];

    if (run->next < run->end) {
        board16(DZ_TDR) = (uint8_t)*run->next++;
        return;
    }
    if (tp->t_state & TS_BUSY) {
        tp->t_state &= ~TS_BUSY;
        if (tp->t_state & TS_FLUSH)
            tp->t_state &= ~TS_FLUSH;
        else
            clist_drop(&tp->t_outq, run->next - tp->t_outq.c_cf);
        run->next = run->end = 0;
        dz_output(tp);
    }
    if ((tp->t_state & TS_BUSY) == 0)
        board16(DZ_TCR) &= ~(1 << line); /* else it asks again, for the new run */
}

static void dz_receive(void)
{
    static unsigned overruns;
    unsigned received;

    while ((received = board16(DZ_RBUF)) & DZ_VALID) {
        struct tty *tp = &terminals[DZ_RECEIVED(received)];
        int character = received & DZ_CHARACTER;

        if ((tp->t_state & TS_OPEN) == 0)
            continue;
        if ((received & DZ_OVERRUN) && overruns++ == 0)
            kprintf("dz: characters lost on line %d\n", DZ_RECEIVED(received));
        if (received & DZ_FRAMING)
            character |= TTY_BREAK;
        if (received & DZ_PARITY)
            character |= TTY_PARITY;
        tty_input(character, tp);
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
    console_drain();
    board16(DZ_CSR) = DZ_CLR;
    while (board16(DZ_CSR) & DZ_CLR)
        ;
    board16(DZ_TCR) = 0;
    board16(DZ_CSR) = DZ_MSE | DZ_TIE | DZ_RIE;
    /* Nobody listens before the terminal is opened: what is typed waits until then. */
    board16(DZ_LPR) = (LPR_9600_8N & ~LPR_RECEIVE) | DZ_CONSOLE;
    for (unsigned line = 0; line < DZ_LINES; line++) {
        struct tty *tp = &terminals[line];
        tty_init(tp, makedev(CHAR_DZ, line));
        tp->t_start = dz_output;
        tp->t_stop = dz_stop;
        tp->t_param = dz_param;
    }
}

struct tty *dz_terminal(dev_t device)
{
    return minor(device) < DZ_LINES ? &terminals[minor(device)] : NULL;
}

int dz_open(dev_t device, int flags)
{
    struct tty *tp = dz_terminal(device);
    int error;

    (void)flags;
    if (tp == NULL || (ATTACHED >> minor(device) & 1) == 0)
        return ENXIO;
    if ((tp->t_state & TS_OPEN) == 0) {
        tty_defaults(tp);
        error = dz_param(tp, &tp->t_termios);
        if (error != 0)
            return error;
    }
    tp->t_state |= TS_CARRIER; /* the terminal is always there */
    return tty_open(device, tp);
}

int dz_close(dev_t device, int flags)
{
    (void)flags;
    return tty_close(&terminals[minor(device)]);
}

int dz_read(dev_t device, struct uio *uio, int ioflag)
{
    return tty_read(&terminals[minor(device)], uio, ioflag);
}

int dz_write(dev_t device, struct uio *uio, int ioflag)
{
    return tty_write(&terminals[minor(device)], uio, ioflag);
}

int dz_ioctl(dev_t device, uint32_t request, void *data, int flags)
{
    return tty_ioctl(&terminals[minor(device)], request, data, flags);
}

int dz_select(dev_t device, enum uio_rw which)
{
    return tty_select(&terminals[minor(device)], which);
}
