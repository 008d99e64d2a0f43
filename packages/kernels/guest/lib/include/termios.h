/* Terminals. */
#ifndef TERMIOS_H
#define TERMIOS_H

#include <abi/ioctl.h>
#include <sys/types.h>

typedef uint32_t tcflag_t;
typedef uint8_t cc_t;
typedef int32_t speed_t;

#define CSIZE 0x300
#define CS7 0x200
#define CSTOPB 0x400
#define PARENB 0x1000
#define PARODD 0x2000
#define CLOCAL 0x8000

#define B0 0
#define B300 300
#define B1200 1200
#define B2400 2400
#define B4800 4800
#define B9600 9600

#define TCSANOW 0
#define TCSADRAIN 1
#define TCSAFLUSH 2
#define TCIFLUSH 1
#define TCOFLUSH 2
#define TCIOFLUSH 3

int tcgetattr(int descriptor, struct termios *state);
int tcsetattr(int descriptor, int when, const struct termios *state);
int tcdrain(int descriptor);
int tcflush(int descriptor, int queues);
speed_t cfgetispeed(const struct termios *state);
speed_t cfgetospeed(const struct termios *state);
int cfsetispeed(struct termios *state, speed_t speed);
int cfsetospeed(struct termios *state, speed_t speed);
void cfmakeraw(struct termios *state);

#endif
