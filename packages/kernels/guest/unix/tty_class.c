/* Classes of characters, by what they do to the column. */
#include "tty_local.h"

const uint8_t tty_classes[256] = {
    [0x00 ... 0x1f] = CONTROL,
    [0x7f ... 0x9f] = CONTROL,
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
    ['\b'] = BACKSPACE,
    ['\t'] = TAB,
    ['\n'] = NEWLINE,
    ['\r'] = RETURN,
#pragma GCC diagnostic pop
};

int tty_scan(const char *at, int bytes)
{
    const uint8_t *p = (const uint8_t *)at, *end = p + bytes;

    while (p < end && tty_classes[*p] == ORDINARY)
        p++;
    return end - p;
}
