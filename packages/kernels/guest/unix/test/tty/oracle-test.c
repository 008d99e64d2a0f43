/*
 * Random typing at this terminal and at one of the host's, with the same settings: both must read the
 * same and show the same. Where the two differ on purpose, the typing keeps away from it:
 * - words are of letters and digits (the host ends a word at other characters, too);
 * - a tab is not quoted (the host shows it as a tab), nor is anything where the mark differs;
 * - a line is killed only where all is taken off the screen;
 * - the host does not show ^D: here it is taken out of what was shown;
 * - tabs need columns, which the host does not begin again at a newline that is no return.
 */
#include "host.h"
#include "oracle.h"

#define CASES 1500
#define TYPED_MOST 160
#define END "<END>\n"

enum { RANDOM_LETTERS = 1, RANDOM_BLANKS = 2, RANDOM_CONTROLS = 4, RANDOM_ERASE = 8, RANDOM_KILL = 16,
       RANDOM_WORDS = 32, RANDOM_LITERAL = 64, RANDOM_ENDS = 128, RANDOM_RETYPE = 256,
       RANDOM_SIGNALS = 512, RANDOM_FLOW = 1024, RANDOM_HIGH = 2048, RANDOM_TABS = 4096 };

static void use(const struct oracle_settings *s)
{
    struct termios *t = &terminal.t_termios;

    t->c_iflag = (s->xon ? IXON : 0) | (s->xany ? IXANY : 0) | (s->icrnl ? ICRNL : 0) |
                 (s->igncr ? IGNCR : 0) | (s->inlcr ? INLCR : 0) | (s->istrip ? ISTRIP : 0);
    t->c_oflag = (s->opost ? OPOST : 0) | (s->onlcr ? ONLCR : 0) | (s->tabs ? OXTABS : 0);
    t->c_lflag = (s->canonical ? ICANON : 0) | (s->signals ? ISIG : 0) | (s->extended ? IEXTEN : 0) |
                 (s->echo ? ECHO : 0) | (s->echoe ? ECHOE : 0) | (s->echok ? ECHOK : 0) |
                 (s->echoke ? ECHOKE : 0) | (s->echoctl ? ECHOCTL : 0) | (s->echonl ? ECHONL : 0) |
                 (s->echoprt ? ECHOPRT : 0) | NOFLSH;
    t->c_cc[VDISCARD] = t->c_cc[VDSUSP] = t->c_cc[VEOL2] = CC_DISABLED;
    t->c_cc[VEOL] = s->eol >= 0 ? s->eol : CC_DISABLED;
}

/* Settings, and what may be typed under them. */
static unsigned choose(struct oracle_settings *s)
{
    unsigned kinds = RANDOM_LETTERS | RANDOM_BLANKS | RANDOM_ENDS | RANDOM_SIGNALS;

    *s = (struct oracle_settings){
        .canonical = chance(6) != 0,
        .signals = chance(3) != 0,
        .extended = chance(5) != 0,
        .xon = chance(2),
        .xany = chance(2),
        .echo = chance(5) != 0,
        .echoe = chance(5) != 0,
        .echok = chance(2),
        .echoctl = chance(4) != 0,
        .echonl = chance(3) == 0,
        .icrnl = chance(2),
        .igncr = chance(5) == 0,
        .inlcr = chance(8) == 0,
        .istrip = chance(5) == 0,
        .opost = chance(5) != 0,
        .onlcr = chance(4) != 0,
        .tabs = chance(2),
        .eol = chance(4) == 0 ? ';' : -1,
    };
    if (!s->canonical)
        s->echoctl = s->echonl = false; /* the host means other newlines by them */
    if (s->opost && s->onlcr)
        kinds |= RANDOM_TABS;
    if (s->xon)
        kinds |= RANDOM_FLOW;
    if (!s->inlcr && chance(2))
        kinds |= RANDOM_HIGH;
    if (s->echoe) {
        s->echok = s->echoke = chance(2);
        kinds |= RANDOM_ERASE | (s->echoke ? RANDOM_KILL : 0);
        /* Controls that were not shown as two columns cannot be taken off again. */
        kinds |= chance(2) ? RANDOM_WORDS : RANDOM_CONTROLS;
        if (s->echoctl)
            kinds |= kinds & RANDOM_CONTROLS ? RANDOM_LITERAL | RANDOM_RETYPE : RANDOM_RETYPE;
    } else {
        kinds |= RANDOM_CONTROLS | RANDOM_ERASE;
        s->echoprt = chance(2);
        if (s->echoprt) /* only letters, each erased by itself */
            kinds = RANDOM_LETTERS | RANDOM_ERASE;
    }
    if (!s->echo) {
        kinds &= ~(RANDOM_RETYPE | RANDOM_KILL); /* here they begin a new line all the same */
        if (!s->echoprt)
            kinds |= RANDOM_LITERAL;
    }
    if (s->inlcr || (!s->icrnl && !s->igncr))
        kinds &= ~(RANDOM_WORDS | RANDOM_TABS); /* carriage returns stand in lines */
    if (kinds & RANDOM_WORDS)
        kinds &= ~(RANDOM_HIGH | RANDOM_LITERAL);
    if (!s->canonical)
        kinds &= ~RANDOM_LITERAL; /* the host quotes in lines only */
    if (kinds & RANDOM_TABS) /* of signals' characters between the host loses count */
        kinds &= chance(2) ? ~RANDOM_TABS : ~RANDOM_SIGNALS;
    return kinds;
}

static int letter(unsigned kinds)
{
    if ((kinds & RANDOM_HIGH) && chance(8) == 0)
        return 0xa1 + chance(90);
    return "abcdefghijklmnopqrstuvwxyz0123456789"[chance(36)];
}

/* One thing that is typed; at most two characters. */
static int type_one(const struct oracle_settings *s, unsigned kinds, char *at)
{
    switch (chance(16)) {
    case 0:
    case 1:
        at[0] = (kinds & RANDOM_TABS) && chance(3) == 0 ? '\t' : ' ';
        return kinds & RANDOM_BLANKS ? 1 : 0;
    case 2:
        at[0] = "\n\n\r;\004"[chance(s->echo && !s->echoctl ? 4 : 5)];
        if (at[0] == ';' && s->eol < 0)
            at[0] = 'y';
        return kinds & RANDOM_ENDS ? 1 : 0;
    case 3:
    case 4:
        at[0] = 0177;
        at[1] = letter(kinds);
        return kinds & RANDOM_ERASE ? (s->echoprt ? 2 : 1) : 0;
    case 5:
        at[0] = 025;
        return (kinds & RANDOM_KILL) && chance(2) ? 1 : 0;
    case 6:
        at[0] = 027;
        return kinds & RANDOM_WORDS ? 1 : 0;
    case 7:
        at[0] = 026;
        at[1] = "\001\003\025\026\177\021\023ab\r\n\004"[chance(s->opost ? 12 : 11)];
        return (kinds & RANDOM_LITERAL) && s->extended ? 2 : 0;
    case 8:
        at[0] = 022;
        return (kinds & RANDOM_RETYPE) && chance(2) ? 1 : 0;
    case 9:
        at[0] = "\001\002\005\033\037"[chance(5)];
        return kinds & RANDOM_CONTROLS ? 1 : 0;
    case 10:
        at[0] = "\003\034\032"[chance(3)];
        return (kinds & RANDOM_SIGNALS) && s->signals ? 1 : 0;
    case 11:
        at[0] = chance(2) ? 021 : 023;
        return kinds & RANDOM_FLOW ? 1 : 0;
    default:
        at[0] = letter(kinds);
        return 1;
    }
}

static int type_at_random(const struct oracle_settings *s, unsigned kinds, char *text)
{
    int length = 0, goal = chance(TYPED_MOST);

    while (length < goal)
        length += type_one(s, kinds, text + length);
    if (s->xon)
        text[length++] = 021;
    text[length++] = 'x'; /* so that what follows is no erasure's end */
    memcpy(text + length, s->inlcr ? "<END>\r" : END, strlen(END));
    if (s->inlcr && (!s->icrnl || s->igncr))
        text[length + strlen(END) - 1] = '\004'; /* nothing else ends a line */
    return length + strlen(END);
}

/* Takes out what is shown for the end of a file, "^D" and, if columns are known, the way back. */
static int strip_ends(char *text, int bytes, bool columns)
{
    const char *shown = columns ? "^D\b\b" : "^D";
    int length = strlen(shown), to = 0;

    for (int from = 0; from < bytes;)
        if (from + length <= bytes && memcmp(text + from, shown, length) == 0)
            from += length;
        else
            text[to++] = text[from++];
    return to;
}

static void print_bytes(const char *what, const char *text, int bytes)
{
    printf("%s: \"", what);
    for (int i = 0; i < bytes; i++)
        printf(text[i] >= ' ' && text[i] < 0x7f ? "%c" : "\\%03o", text[i] & 0xff);
    printf("\"\n");
}

static void differ(unsigned number, const char *input, int bytes, const struct oracle_result *ours,
                   const struct oracle_result *theirs)
{
    printf("case %u differs\n", number);
    print_bytes("typed", input, bytes);
    print_bytes("read here ", ours->text, ours->text_bytes);
    print_bytes("read there", theirs->text, theirs->text_bytes);
    print_bytes("shown here ", ours->echo, ours->echo_bytes);
    print_bytes("shown there", theirs->echo, theirs->echo_bytes);
    exit(1);
}

static void read_what_is_there(struct oracle_result *r)
{
    for (;;) {
        int bytes = terminal_read(r->text + r->text_bytes, 4096, IO_NODELAY);
        if (bytes < 0)
            break;
        r->lengths[r->reads++] = bytes;
        r->text_bytes += bytes;
    }
}

static bool same_reads(const struct oracle_result *a, const struct oracle_result *b, bool canonical)
{
    if (a->text_bytes != b->text_bytes || memcmp(a->text, b->text, a->text_bytes) != 0)
        return false;
    if (!canonical)
        return true; /* it does not matter how many reads it takes */
    return a->reads == b->reads && memcmp(a->lengths, b->lengths, a->reads * sizeof(int)) == 0;
}

static bool one_case(unsigned number)
{
    static struct oracle_result ours, theirs;
    struct oracle_settings settings;
    char input[TYPED_MOST + 20];
    unsigned kinds;
    int bytes;

    chance_seed(number);
    kinds = choose(&settings);
    bytes = type_at_random(&settings, kinds, input);
    memset(&ours, 0, sizeof ours);
    terminal_start(false);
    use(&settings);
    for (int i = 0; i < bytes; i++) {
        type_bytes(input + i, 1);
        read_what_is_there(&ours); /* so that no line waits when one is typed again */
    }
    ours.echo_bytes = device_sent_bytes();
    memcpy(ours.echo, device_sent(), ours.echo_bytes);
    ours.echo_bytes = strip_ends(ours.echo, ours.echo_bytes, settings.opost);
    if (settings.canonical && ours.echo_bytes > 0 && ours.echo[ours.echo_bytes - 1] == '\004')
        ours.echo_bytes--; /* the end, without ECHOCTL */
    if (ours.text_bytes == 0)
        differ(number, input, bytes, &ours, &theirs);
    const char *end = ours.text + ours.text_bytes - 3;
    char last[4] = { end[0], end[1], end[2], '\0' };
    if (!oracle_run(&settings, input, bytes, last, ours.echo_bytes, &theirs))
        return false;
    if (!same_reads(&ours, &theirs, settings.canonical) || ours.echo_bytes != theirs.echo_bytes ||
        memcmp(ours.echo, theirs.echo, ours.echo_bytes) != 0)
        differ(number, input, bytes, &ours, &theirs);
    return true;
}

static void against_host(void)
{
    for (unsigned number = 1; number <= CASES; number++)
        if (!one_case(number)) {
            printf("no pseudo-terminals here: ");
            return;
        }
}

const struct test oracle_tests[] = {
    { "against the host's terminals", against_host },
    { NULL, NULL },
};
