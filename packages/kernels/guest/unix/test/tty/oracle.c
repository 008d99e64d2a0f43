/* A pseudo-terminal of the host (Linux: n_tty). Nothing of the personality's is included here. */
#define _GNU_SOURCE
#include "oracle.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PATIENCE_MS 3000
#define QUIET_MS 3

static void set(tcflag_t *flags, tcflag_t flag, bool on)
{
    *flags = on ? *flags | flag : *flags & ~flag;
}

static void apply(int terminal, const struct oracle_settings *s)
{
    struct termios t;

    tcgetattr(terminal, &t);
    t.c_iflag = 0;
    set(&t.c_iflag, IXON, s->xon);
    set(&t.c_iflag, IXANY, s->xany);
    set(&t.c_iflag, ICRNL, s->icrnl);
    set(&t.c_iflag, IGNCR, s->igncr);
    set(&t.c_iflag, INLCR, s->inlcr);
    set(&t.c_iflag, ISTRIP, s->istrip);
    t.c_oflag = 0;
    set(&t.c_oflag, OPOST, s->opost);
    set(&t.c_oflag, ONLCR, s->onlcr);
    set(&t.c_oflag, XTABS, s->tabs);
    t.c_cflag = CS8 | CREAD;
    t.c_lflag = NOFLSH;
    set(&t.c_lflag, ICANON, s->canonical);
    set(&t.c_lflag, ISIG, s->signals);
    set(&t.c_lflag, IEXTEN, s->extended);
    set(&t.c_lflag, ECHO, s->echo);
    set(&t.c_lflag, ECHOE, s->echoe);
    set(&t.c_lflag, ECHOK, s->echok);
    set(&t.c_lflag, ECHOKE, s->echoke);
    set(&t.c_lflag, ECHOCTL, s->echoctl);
    set(&t.c_lflag, ECHONL, s->echonl);
    set(&t.c_lflag, ECHOPRT, s->echoprt);
    memset(t.c_cc, 0, sizeof t.c_cc);
    t.c_cc[VINTR] = 3;
    t.c_cc[VQUIT] = 034;
    t.c_cc[VSUSP] = 032;
    t.c_cc[VERASE] = 0177;
    t.c_cc[VKILL] = 025;
    t.c_cc[VEOF] = 4;
    t.c_cc[VSTART] = 021;
    t.c_cc[VSTOP] = 023;
    t.c_cc[VREPRINT] = 022;
    t.c_cc[VWERASE] = 027;
    t.c_cc[VLNEXT] = 026;
    if (s->eol >= 0)
        t.c_cc[VEOL] = s->eol;
    t.c_cc[VMIN] = 1;
    if (!s->canonical) /* the places of these may be shared */
        t.c_cc[VTIME] = 0;
    tcsetattr(terminal, TCSANOW, &t);
}

static bool ready(int descriptor, int ms)
{
    struct pollfd p = { descriptor, POLLIN, 0 };

    return poll(&p, 1, ms) > 0;
}

static bool ends_with(const char *text, int bytes, const char *end)
{
    int length = strlen(end);

    return bytes >= length && memcmp(text + bytes - length, end, length) == 0;
}

static void read_all(int terminal, const char *end, struct oracle_result *r)
{
    while (!ends_with(r->text, r->text_bytes, end) && r->reads < 400 && ready(terminal, PATIENCE_MS)) {
        int bytes = read(terminal, r->text + r->text_bytes, ORACLE_BYTES - r->text_bytes);
        if (bytes < 0)
            break;
        r->lengths[r->reads++] = bytes;
        r->text_bytes += bytes;
    }
}

static void take_echo(int master, int expected, struct oracle_result *r)
{
    while (ready(master, r->echo_bytes < expected ? PATIENCE_MS : QUIET_MS)) {
        int bytes = read(master, r->echo + r->echo_bytes, ORACLE_BYTES - r->echo_bytes);
        if (bytes <= 0)
            break;
        r->echo_bytes += bytes;
    }
}

bool oracle_run(const struct oracle_settings *settings, const char *input, int bytes, const char *end,
                int echo_bytes, struct oracle_result *result)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY), slave;
    bool typed;

    if (master < 0)
        return false;
    if (grantpt(master) != 0 || unlockpt(master) != 0 ||
        (slave = open(ptsname(master), O_RDWR | O_NOCTTY)) < 0) {
        close(master);
        return false;
    }
    memset(result, 0, sizeof *result);
    apply(slave, settings);
    typed = write(master, input, bytes) == bytes;
    read_all(slave, end, result);
    take_echo(master, echo_bytes, result);
    close(slave);
    close(master);
    return typed;
}
