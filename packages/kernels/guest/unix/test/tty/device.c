/* A terminal, and a device that sends at once, or a character an interrupt from the queue itself, as
 * the DECstation's does. */
#include "host.h"

#define SENT_BYTES (1 << 20)

struct tty terminal;
int device_params;
static bool slow;
static char sent[SENT_BYTES + 1];
static int sent_count, given;
static char *next, *end; /* the run that is being sent */

static void send(const char *at, int bytes)
{
    CHECK(sent_count + bytes <= SENT_BYTES);
    memcpy(sent + sent_count, at, bytes);
    sent_count += bytes;
}

static void start(struct tty *tp)
{
    spl_t level = spltty();

    if ((tp->t_state & (TS_BUSY | TS_STOPPED)) == 0) {
        char buffer[100];
        int bytes;
        if (!slow)
            while ((bytes = clist_to_buffer(&tp->t_outq, buffer, 1 + chance(sizeof buffer))) > 0)
                send(buffer, bytes);
        tty_started(tp);
        if (tp->t_outq.c_cc > 0) {
            next = tp->t_outq.c_cf;
            end = next + clist_run(&tp->t_outq, 0);
            tp->t_state |= TS_BUSY;
        }
    }
    splx(level);
}

static void stop(struct tty *tp)
{
    if (tp->t_state & TS_BUSY) {
        end = next;
        if ((tp->t_state & TS_STOPPED) == 0)
            tp->t_state |= TS_FLUSH;
    }
}

void device_send(int characters)
{
    spl_t level = spltty();

    while (characters-- != 0 && (terminal.t_state & TS_BUSY)) {
        if (next < end) {
            send(next++, 1);
            continue;
        }
        terminal.t_state &= ~TS_BUSY;
        if (terminal.t_state & TS_FLUSH)
            terminal.t_state &= ~TS_FLUSH;
        else
            clist_drop(&terminal.t_outq, next - terminal.t_outq.c_cf);
        start(&terminal);
    }
    splx(level);
}

char *device_sent(void)
{
    char *text = sent + given;

    given = sent_count;
    sent[sent_count++] = '\0';
    given = sent_count;
    return text;
}

int device_sent_bytes(void)
{
    return sent_count - given;
}

static int param(struct tty *tp, const struct termios *termios)
{
    (void)tp;
    device_params++;
    return termios->c_ospeed < 0 ? EINVAL : 0;
}

void terminal_start(bool is_slow)
{
    clist_flush(&terminal.t_raw);
    clist_flush(&terminal.t_canq);
    clist_flush(&terminal.t_outq);
    tty_init(&terminal, makedev(0, 0));
    terminal.t_start = start;
    terminal.t_stop = stop;
    terminal.t_param = param;
    terminal.t_state |= TS_CARRIER;
    slow = is_slow;
    next = end = NULL;
    (void)device_sent();
    CHECK_IS(tty_open(makedev(0, 0), &terminal), 0);
    terminal.t_session = &sessions[0];
    terminal.t_pgrp = &groups[0];
    sessions[0].s_tty = &terminal;
}

void type_bytes(const char *bytes, int count)
{
    for (int i = 0; i < count; i++) {
        spl_t level = spltty();
        tty_input((unsigned char)bytes[i], &terminal);
        splx(level);
    }
}

void type(const char *text)
{
    type_bytes(text, strlen(text));
}

int terminal_read(void *at, int bytes, int ioflag)
{
    struct transfer t;
    int error = tty_read(&terminal, transfer_of(&t, UIO_READ, at, bytes), ioflag);

    return error != 0 ? -error : bytes - (int)t.uio.uio_resid;
}

/* What was written counts, as read_write.c has it, whatever came then. */
int terminal_write(const void *at, int bytes, int ioflag)
{
    struct transfer t;
    int error = tty_write(&terminal, transfer_of(&t, UIO_WRITE, at, bytes), ioflag);
    int written = bytes - (int)t.uio.uio_resid;

    return error != 0 && written == 0 ? -error : written;
}

const char *read_text(void)
{
    static char texts[8][4097];
    static int turn;
    char *text = texts[turn++ % 8];
    int bytes = terminal_read(text, 4096, IO_NODELAY);

    if (bytes < 0)
        snprintf(text, 4096, "<error %d>", -bytes);
    else
        text[bytes] = '\0';
    return text;
}

void set_flags(uint32_t *flags, uint32_t off, uint32_t on)
{
    *flags = (*flags & ~off) | on;
}
