/* Classes of characters, by what they do to the column. */
#include "tty_local.h"

const uint8_t tty_classes[256] = {
    [0x00 ... '\b' - 1] = CONTROL,
    ['\b'] = BACKSPACE,
    ['\t'] = TAB,
    ['\n'] = NEWLINE,
    ['\n' + 1 ... '\r' - 1] = CONTROL,
    ['\r'] = RETURN,
    ['\r' + 1 ... 0x1f] = CONTROL,
    [0x7f ... 0x9f] = CONTROL,
};

int tty_scan(const char *at, int bytes)
{
    const uint8_t *p = (const uint8_t *)at, *end = p + bytes;

    while (p < end && tty_classes[*p] == ORDINARY)
        p++;
    return end - p;
}
