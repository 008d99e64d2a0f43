/*
 * A session whose terminal is the console, if that is nobody's; what is typed is put in by TIOCSTI.
 * With the host's library it is a pseudo-terminal.
 */
#include "suite.h"

#include "terminal.h"

#define SKIPPED 77

int terminal;
#ifdef __GLIBC__
static int keyboard;
#endif

void type_in(const char *text)
{
#ifdef __GLIBC__
    write_all(keyboard, text, strlen(text));
    pause_ms(20); /* it comes by and by */
#else
    for (; *text != '\0'; text++)
        SAME(ioctl(terminal, TIOCSTI, text), 0);
#endif
}

static void open_terminal(void)
{
    struct termios settings;

#ifdef __GLIBC__
    keyboard = posix_openpt(O_RDWR | O_NOCTTY);
    if (keyboard < 0 || grantpt(keyboard) < 0 || unlockpt(keyboard) < 0)
        SKIP("no pseudo-terminal");
    terminal = open(ptsname(keyboard), O_RDWR | O_NOCTTY);
#else
    terminal = open("/dev/console", O_RDWR);
#endif
    if (terminal < 0 || ioctl(terminal, TIOCSCTTY, 0) < 0)
        SKIP("the console belongs to another session");
    SAME(tcgetattr(terminal, &settings), 0);
    settings.c_lflag &= ~(ECHO | TOSTOP);
    settings.c_lflag |= ICANON | ISIG | IEXTEN;
    SAME(tcsetattr(terminal, TCSANOW, &settings), 0);
    SAME(tcflush(terminal, TCIFLUSH), 0);
}

void in_session(void (*run)(void))
{
    pid_t leader = fork_child();
    struct termios before;
    int status;

    if (leader == 0) {
        SAME(setsid(), getpid());
        open_terminal();
        tcgetattr(terminal, &before);
        catch_signal(SIGTTOU, SIG_IGN, 0);
        run();
        tcsetattr(terminal, TCSANOW, &before);
        _exit(0);
    }
    status = status_of(leader);
    if (WIFEXITED(status) && (WEXITSTATUS(status) == SKIPPED || WEXITSTATUS(status) == 1))
        _exit(WEXITSTATUS(status));
    SAME(status, 0);
}

void change_flags(tcflag_t clear, tcflag_t set)
{
    struct termios settings;

    SAME(tcgetattr(terminal, &settings), 0);
    settings.c_lflag = (settings.c_lflag & ~clear) | set;
    SAME(tcsetattr(terminal, TCSANOW, &settings), 0);
}

void expect_read(const char *wanted)
{
    char bytes[200] = { 0 };
    size_t length = strlen(wanted);

    SAME(read(terminal, bytes, sizeof(bytes)), length);
    CHECK(memcmp(bytes, wanted, length) == 0);
}
