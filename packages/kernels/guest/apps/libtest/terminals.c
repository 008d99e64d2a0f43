/* Terminals; only what is no terminal, if there is none. */
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "check.h"

void test_terminals(void)
{
    struct termios state, again;
    int null = open("/dev/null", O_RDWR);

    CHECK(null >= 0 && !isatty(null) && close(null) == 0);
    if (!isatty(STDIN_FILENO))
        return;
    CHECK(tcgetattr(STDIN_FILENO, &state) == 0 && (state.c_lflag & ICANON) != 0);
    again = state;
    again.c_lflag &= ~(tcflag_t)ECHO;
    CHECK(tcsetattr(STDIN_FILENO, TCSANOW, &again) == 0);
    CHECK(tcgetattr(STDIN_FILENO, &again) == 0 && (again.c_lflag & ECHO) == 0);
    CHECK(tcsetattr(STDIN_FILENO, TCSANOW, &state) == 0);
}
