/* Terminals, by ioctl. */
#include <errno.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

int tcgetattr(int descriptor, struct termios *state)
{
    return ioctl(descriptor, TIOCGETA, state);
}

int tcsetattr(int descriptor, int when, const struct termios *state)
{
    static const uint32_t requests[] = {
        [TCSANOW] = TIOCSETA,
        [TCSADRAIN] = TIOCSETAW,
        [TCSAFLUSH] = TIOCSETAF,
    };

    if (when < TCSANOW || when > TCSAFLUSH) {
        errno = EINVAL;
        return -1;
    }
    return ioctl(descriptor, requests[when], state);
}

int isatty(int descriptor)
{
    struct termios state;

    return tcgetattr(descriptor, &state) == 0;
}

int tcdrain(int descriptor)
{
    return ioctl(descriptor, TIOCDRAIN);
}

int tcflush(int descriptor, int queues)
{
    return ioctl(descriptor, TIOCFLUSH, &queues);
}

pid_t tcgetpgrp(int descriptor)
{
    pid_t group;

    return ioctl(descriptor, TIOCGPGRP, &group) < 0 ? -1 : group;
}

int tcsetpgrp(int descriptor, pid_t group)
{
    return ioctl(descriptor, TIOCSPGRP, &group);
}

speed_t cfgetispeed(const struct termios *state)
{
    return state->c_ispeed;
}

speed_t cfgetospeed(const struct termios *state)
{
    return state->c_ospeed;
}

int cfsetispeed(struct termios *state, speed_t speed)
{
    state->c_ispeed = speed;
    return 0;
}

int cfsetospeed(struct termios *state, speed_t speed)
{
    state->c_ospeed = speed;
    return 0;
}

void cfmakeraw(struct termios *state)
{
    state->c_iflag &= ~(IGNBRK | BRKINT | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
    state->c_oflag &= ~OPOST;
    state->c_lflag &= ~(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    state->c_cflag = (state->c_cflag & ~(CSIZE | PARENB)) | CS8;
    state->c_cc[VMIN] = 1;
    state->c_cc[VTIME] = 0;
}
