/* Messages that nobody should send: to names by chance, with contents by chance. */
#include "hostile.h"

#define SEND 1           /* MACH_SEND_MSG and others, as in mach/message.h */
#define RECEIVE 2
#define SEND_TIMEOUT 0x10
#define RECEIVE_TIMEOUT 0x100
#define COMPLEX 0x80000000u

#define COPY_SEND 19
#define MAKE_SEND_ONCE 21
#define MILLISECONDS 2
#define WORDS 600

static struct {
    struct header head;
    uint32_t body[WORDS];
} message;

/* Numbers of the routines that the server has, and some beside. */
static int32_t number(void)
{
    static const int32_t first[] = { 100000, 2400, 2200, 2800, 64 };
    static const int many[] = { 14, 4, 16, 12, 16 };
    unsigned which = chance() % 5;

    return first[which] + chance() % many[which];
}

/* A name of the process's own: index and generation are small. */
static uint32_t name(void)
{
    return (1 + chance() % 8) << 8 | (1 + chance() % 2);
}

/* Descriptors of items (mach_msg_type_t): a kind, a size in bits, a number, inline. */
static uint32_t word(void)
{
    static const uint8_t kinds[] = { 0, 2, 8, 9, 12, 15, 16, 17, 18, 19, 20, 21 };

    switch (chance() % 4) {
    case 0:
        return kinds[chance() % sizeof kinds] | 32u << 8 | (chance() % 40) << 16 | (chance() % 4 != 0) << 28;
    case 1:
        return name();
    case 2:
        return chance() % 64;
    default:
        return chance() << 8 ^ chance();
    }
}

void messages_by_chance(int count)
{
    uint32_t reply = reply_port_trap();

    while (count-- > 0) {
        unsigned bytes = sizeof message.head + 4 * (chance() % (chance() % 8 == 0 ? WORDS : 40));

        message.head.bits = COPY_SEND | (chance() % 3 == 0 ? chance() % 24 : MAKE_SEND_ONCE) << 8;
        if (chance() % 3 == 0)
            message.head.bits |= COMPLEX;
        message.head.remote = name();
        message.head.local = chance() % 4 == 0 ? name() : reply;
        message.head.id = number();
        for (unsigned i = 0; i < WORDS; i++)
            message.body[i] = word();
        (void)message_trap(&message.head,
                           SEND | SEND_TIMEOUT | (chance() % 2 ? RECEIVE | RECEIVE_TIMEOUT : 0), bytes,
                           sizeof message, reply, MILLISECONDS, NO_PORT);
    }
}
