/* Lines as they are typed: what a reader gets, and what the screen shows. */
#include "host.h"

/* Types `input` with the default settings but `lflag`; "|" in `lines` stands between reads. */
static void expect(const char *input, const char *lines, const char *echo)
{
    char got[4096] = "";
    int length = 0;

    type(input);
    for (;;) {
        const char *line = read_text();
        if (strcmp(line, "<error 35>") == 0)
            break;
        length += snprintf(got + length, sizeof got - length, "%s|", line);
    }
    CHECK_TEXT(got, lines);
    CHECK_TEXT(device_sent(), echo);
}

static void lines(void)
{
    terminal_start(false);
    expect("abc\n", "abc\n|", "abc\r\n");
    expect("one\rtwo\n", "one\n|two\n|", "one\r\ntwo\r\n");
    expect("unfinished", "", "unfinished");
    expect(" line\n", "unfinished line\n|", " line\r\n");
    expect("a\tb\n", "a\tb\n|", "a       b\r\n");
    expect("\001\033x\n", "\001\033x\n|", "^A^[x\r\n");
}

static void end_of_file(void)
{
    terminal_start(false);
    expect("\004", "|", "^D\b\b");
    expect("abc\004", "abc|", "abc^D\b\b");
    expect("abc\004\004", "abc||", "abc^D\b\b^D\b\b");
    expect("x\004y\n", "x|y\n|", "x^D\b\by\r\n");
    terminal.t_termios.c_lflag &= ~ECHOCTL;
    expect("\004", "|", "\004");
    terminal.t_termios.c_lflag &= ~ECHO;
    expect("\004", "|", "");
}

static void other_ends(void)
{
    terminal_start(false);
    terminal.t_termios.c_cc[VEOL] = ';';
    terminal.t_termios.c_cc[VEOL2] = ',';
    expect("ab;cd,ef\n", "ab;|cd,|ef\n|", "ab;cd,ef\r\n");
    expect("\026;x\n", ";x\n|", "^\b;x\r\n");
    terminal.t_termios.c_cc[VEOL] = CC_DISABLED;
    expect("\377;\n", "\377;\n|", "\377;\r\n");
}

static void erase(void)
{
    terminal_start(false);
    expect("abx\177c\n", "abc\n|", "abx\b \bc\r\n");
    expect("\177\177a\n", "a\n|", "a\r\n");
    expect("\001\177a\n", "a\n|", "^A\b \b\b \ba\r\n");
    expect("ab\t\177c\n", "abc\n|", "ab      \b\b\b\b\b\bc\r\n");
    expect("a\tb\t\177\177\177c\n", "ac\n|", "a       b       \b\b\b\b\b\b\b\b \b\b\b\b\b\b\b\bc\r\n");
    expect("one\n\177two\n", "one\n|two\n|", "one\r\ntwo\r\n"); /* not over the line's beginning */
}

static void kill_line(void)
{
    terminal_start(false);
    expect("abc\025d\n", "d\n|", "abc\b \b\b \b\b \bd\r\n");
    terminal.t_termios.c_lflag &= ~ECHOKE;
    expect("abc\025d\n", "d\n|", "abc^U\r\nd\r\n");
    terminal.t_termios.c_lflag &= ~ECHOK;
    expect("abc\025d\n", "d\n|", "abc^Ud\r\n");
}

static void kill_word(void)
{
    terminal_start(false);
    expect("one two  \027x\n", "one x\n|", "one two  \b \b\b \b\b \b\b \b\b \bx\r\n");
    expect("one\027\027two\n", "two\n|", "one\b \b\b \b\b \btwo\r\n");
    expect("a-b/c\027d\n", "d\n|", "a-b/c\b \b\b \b\b \b\b \b\b \bd\r\n"); /* blanks alone count */
    expect(" \027\n", "\n|", " \b \b\r\n");
    terminal.t_termios.c_lflag &= ~IEXTEN;
    expect("a\027\n", "a\027\n|", "a^W\r\n");
}

static void literal(void)
{
    terminal_start(false);
    expect("\026\177a\026\004\n", "\177a\004\n|", "^\b^?a^\b^D\r\n");
    expect("\026\na\n", "\na\n|", "^\b^Ja\r\n");
    expect("\026\r\n", "\r\n|", "^\b^M\r\n");
    expect("\026\026\n", "\026\n|", "^\b^V\r\n");
    expect("\026\003\n", "\003\n|", "^\b^C\r\n");
    expect("a\026\n\177b\n", "ab\n|", "a^\b^J\b \b\b \bb\r\n");
    CHECK_IS(signals_sent[SIGINT], 0);
    terminal.t_termios.c_lflag &= ~ECHO;
    expect("\026\004x\n", "\004x\n|", "");
}

static void retype(void)
{
    terminal_start(false);
    expect("abc\022d\n", "abcd\n|", "abc^R\r\nabcd\r\n");
    /* Something is printed behind what was typed: erasing has to type it again. */
    type("abc");
    CHECK_IS(terminal_write("!\n", 2, 0), 2);
    expect("\177x\n", "abx\n|", "abc!\r\n^R\r\nabx\r\n");
}

static void without_screen(void)
{
    terminal_start(false);
    terminal.t_termios.c_lflag &= ~ECHOE;
    expect("ab\177c\n", "ac\n|", "ab^?c\r\n");
    expect("\026x\n", "x\n|", "^Vx\r\n");
    terminal.t_termios.c_lflag |= ECHOPRT;
    expect("abc\177\177d\n", "ad\n|", "abc\\cb/d\r\n");
}

static void without_echo(void)
{
    terminal_start(false);
    terminal.t_termios.c_lflag &= ~ECHO;
    expect("secret\177\n", "secre\n|", "");
    terminal.t_termios.c_lflag |= ECHONL;
    expect("secret\n", "secret\n|", "\r\n");
}

static void carriage_returns(void)
{
    terminal_start(false);
    terminal.t_termios.c_iflag &= ~ICRNL;
    expect("a\rb\n", "a\rb\n|", "a^Mb\r\n");
    terminal.t_termios.c_iflag |= IGNCR;
    expect("a\rb\n", "ab\n|", "ab\r\n");
    set_flags(&terminal.t_termios.c_iflag, IGNCR, INLCR | ICRNL);
    expect("a\nb\r", "a\rb\n|", "a^Mb\r\n");
    terminal.t_termios.c_iflag |= ISTRIP;
    expect("\341\342\r", "ab\n|", "ab\r\n");
}

static void output_modes(void)
{
    terminal_start(false);
    terminal.t_termios.c_oflag &= ~OXTABS;
    expect("a\tb\n", "a\tb\n|", "a\tb\r\n");
    terminal.t_termios.c_oflag &= ~ONLCR;
    expect("a\n", "a\n|", "a\n");
    terminal.t_termios.c_oflag = OXTABS | ONLCR;
    expect("a\tb\n", "a\tb\n|", "a\tb\n");
}

static void reads_of_parts(void)
{
    char bytes[8];

    terminal_start(false);
    type("abcdef\ngh\n");
    CHECK_IS(terminal_read(bytes, 4, 0), 4);
    CHECK_IS(memcmp(bytes, "abcd", 4), 0);
    CHECK_IS(terminal_read(bytes, 8, 0), 3); /* not over the line's end */
    CHECK_IS(memcmp(bytes, "ef\n", 3), 0);
    CHECK_IS(terminal_read(bytes, 0, 0), 0);
    CHECK_IS(terminal_read(bytes, 8, 0), 3);
    CHECK_IS(terminal_read((void *)BAD_ADDRESS, 1, IO_NODELAY), -EWOULDBLOCK);
    type("x\n");
    CHECK_IS(terminal_read((void *)BAD_ADDRESS, 1, IO_NODELAY), -EFAULT);
}

/* A line of more than fits: the bell, and the line can be erased and typed again. */
static void too_much(void)
{
    int bells = 0;

    terminal_start(false);
    for (int i = 0; i < 1500; i++)
        type("x");
    CHECK_IS(terminal.t_raw.c_cc, 1024);
    for (const char *c = device_sent(); *c != '\0'; c++)
        bells += *c == '\a';
    CHECK_IS(bells, 1500 - 1024);
    type("\n\025");
    CHECK_IS(terminal.t_raw.c_cc, 0);
    (void)device_sent();
    expect("short\n", "short\n|", "short\r\n");
    for (int i = 0; i < 2000; i++)
        type("y\n");
    CHECK_IS(terminal.t_canq.c_cc, 1024);
}

const struct test edit_tests[] = {
    { "lines", lines },
    { "lines: end of file", end_of_file },
    { "lines: other ends", other_ends },
    { "editing: erase", erase },
    { "editing: kill", kill_line },
    { "editing: words", kill_word },
    { "editing: literal", literal },
    { "editing: retype", retype },
    { "editing: no screen", without_screen },
    { "editing: no echo", without_echo },
    { "input: carriage returns", carriage_returns },
    { "output: modes", output_modes },
    { "lines: parts", reads_of_parts },
    { "lines: too much", too_much },
    { NULL, NULL },
};
