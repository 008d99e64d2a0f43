/*
 * ioctl's requests: direction, bytes, group letter, number. What is transferred follows from the
 * request, so that an emulation library can move it without knowing more.
 */
#ifndef ABI_IOCTL_H
#define ABI_IOCTL_H

#include <abi/types.h>

#define IOC_VOID 0x20000000u
#define IOC_OUT 0x40000000u /* from the system */
#define IOC_IN 0x80000000u
#define IOC_SIZE(request) (((request) >> 16) & 0x7f)
#define IOC_REQUEST(direction, group, number, bytes) \
    ((uint32_t)((direction) | (uint32_t)(bytes) << 16 | (group) << 8 | (number)))

#define FIONREAD IOC_REQUEST(IOC_OUT, 'f', 127, 4)
#define FIONBIO IOC_REQUEST(IOC_IN, 'f', 126, 4)
#define FIOCLEX IOC_REQUEST(IOC_VOID, 'f', 1, 0)
#define FIONCLEX IOC_REQUEST(IOC_VOID, 'f', 2, 0)

#define NCCS 20
struct termios {
    uint32_t c_iflag;
    uint32_t c_oflag;
    uint32_t c_cflag;
    uint32_t c_lflag;
    uint8_t c_cc[NCCS];
    int32_t c_ispeed;
    int32_t c_ospeed;
};
/* places in c_cc */
#define VEOF 0
#define VEOL 1
#define VEOL2 2
#define VERASE 3
#define VWERASE 4
#define VKILL 5
#define VREPRINT 6
#define VINTR 8
#define VQUIT 9
#define VSUSP 10
#define VDSUSP 11 /* as VSUSP, when it is read */
#define VSTART 12
#define VSTOP 13
#define VLNEXT 14
#define VDISCARD 15
#define VMIN 16
#define VTIME 17
#define CC_DISABLED 0xff
/* c_iflag */
#define IGNBRK 0x1
#define BRKINT 0x2
#define ISTRIP 0x20
#define INLCR 0x40
#define IGNCR 0x80
#define ICRNL 0x100
#define IXON 0x200
#define IXOFF 0x400 /* VSTOP and VSTART are sent, too */
#define IXANY 0x800
#define IMAXBEL 0x2000
/* c_oflag */
#define OPOST 0x1
#define ONLCR 0x2
#define OXTABS 0x4
/* c_cflag */
#define CS8 0x300
#define CREAD 0x800
#define HUPCL 0x4000
/* c_lflag */
#define ECHOKE 0x1
#define ECHOE 0x2
#define ECHOK 0x4
#define ECHO 0x8
#define ECHONL 0x10
#define ECHOPRT 0x20 /* what is erased is printed, as on paper */
#define ECHOCTL 0x40
#define ISIG 0x80
#define ICANON 0x100
#define IEXTEN 0x400
#define TOSTOP 0x400000
#define FLUSHO 0x800000   /* output is thrown away: VDISCARD */
#define PENDIN 0x20000000 /* input is examined again at the next read */
#define NOFLSH 0x80000000u

struct winsize {
    uint16_t ws_row;
    uint16_t ws_col;
    uint16_t ws_xpixel;
    uint16_t ws_ypixel;
};

#define TIOCGETA IOC_REQUEST(IOC_OUT, 't', 19, sizeof(struct termios))
#define TIOCSETA IOC_REQUEST(IOC_IN, 't', 20, sizeof(struct termios))  /* at once */
#define TIOCSETAW IOC_REQUEST(IOC_IN, 't', 21, sizeof(struct termios)) /* when output is out */
#define TIOCSETAF IOC_REQUEST(IOC_IN, 't', 22, sizeof(struct termios)) /* and input thrown away */
#define TIOCDRAIN IOC_REQUEST(IOC_VOID, 't', 94, 0)
#define TIOCSTI IOC_REQUEST(IOC_IN, 't', 114, 1)
#define TIOCOUTQ IOC_REQUEST(IOC_OUT, 't', 115, 4)
#define TIOCGPGRP IOC_REQUEST(IOC_OUT, 't', 119, 4)
#define TIOCSPGRP IOC_REQUEST(IOC_IN, 't', 118, 4)
#define TIOCFLUSH IOC_REQUEST(IOC_IN, 't', 16, 4) /* 1 input, 2 output, 0 or 3 both */
#define TIOCGWINSZ IOC_REQUEST(IOC_OUT, 't', 104, sizeof(struct winsize))
#define TIOCSWINSZ IOC_REQUEST(IOC_IN, 't', 103, sizeof(struct winsize))
#define TIOCNOTTY IOC_REQUEST(IOC_VOID, 't', 113, 0)
#define TIOCSCTTY IOC_REQUEST(IOC_VOID, 't', 97, 0)

#endif
