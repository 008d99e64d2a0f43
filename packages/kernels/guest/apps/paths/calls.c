/* Calls that do little but be called. */
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/time.h>
#include <termios.h>
#include <unistd.h>

#include "operation.h"

#define TERMINAL 1
/* 62 characters and a line's end, as the reference writes. */
static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXY\n";

void measure_calls(void)
{
    struct termios settings;
    struct timeval now, none = {0, 0};
    fd_set readers;

    OPERATION(GETPID, "getpid", "getpid", , getpid(), );
    OPERATION(GETTIMEOFDAY, "gettimeofday", "gettimeofday", , gettimeofday(&now, 0), );
    OPERATION(DUP2, "dup2", "dup2", , dup2(0, 2), );
    OPERATION(IOCTL, "ioctl", "ioctl TIOCGETA", , ioctl(TERMINAL, TIOCGETA, &settings), );
    OPERATION(SELECT, "select", "select of one descriptor that is ready",
              FD_ZERO(&readers);
              FD_SET(TERMINAL, &readers), select(2, 0, &readers, 0, &none), );
    /* What was written before is out, so that no interrupt of the line comes in between. */
    OPERATION(WRITE_TTY_1, "write-tty-1", "write of 1 byte to the terminal", tcdrain(TERMINAL),
              write(TERMINAL, "a", 1), );
    OPERATION(WRITE_TTY_62, "write-tty-62", "write of 62 bytes to the terminal",
              tcdrain(TERMINAL), write(TERMINAL, letters, 62), tcdrain(TERMINAL));
    write(TERMINAL, "\n", 1);
}
