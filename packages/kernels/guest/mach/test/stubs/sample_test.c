/*
 * Generated stubs on the host: mach_msg is a call of the demultiplexer, with what the kernel does to a
 * message on the way. Then the same with messages that have been changed at random: nothing may be
 * touched that is not the message's (the program is built with sanitizers).
 */
#include <mach/mach_init.h>
#include <mach/notify.h>
#include <mach/sample_server.h>
#include <mach/sample_user.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERVER 0x103u
#define REPLY 0x203u
#define MOST 65536

#define CHECK(condition)                                                    \
    do {                                                                    \
        if (!(condition)) {                                                 \
            printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);          \
            exit(1);                                                        \
        }                                                                   \
    } while (0)

static int told, replies_dropped, destroyed;
static enum { STRAIGHT, REQUEST_CHANGED, REPLY_CHANGED } manner;
static mach_msg_id_t answer_id; /* instead of the right one */

mach_port_t mig_get_reply_port(void)
{
    return REPLY;
}

void mig_dealloc_reply_port(mach_port_t port)
{
    CHECK(port == REPLY);
    replies_dropped++;
}

void mach_msg_destroy(mach_msg_header_t *message)
{
    (void)message;
    destroyed++;
}

/* ---- what the kernel does on the way ---- */

static unsigned arrives_as(unsigned name)
{
    switch (name) {
    case MACH_MSG_TYPE_COPY_SEND:
    case MACH_MSG_TYPE_MAKE_SEND:
        return MACH_MSG_TYPE_PORT_SEND;
    case MACH_MSG_TYPE_MAKE_SEND_ONCE:
        return MACH_MSG_TYPE_PORT_SEND_ONCE;
    default:
        return name;
    }
}

/* The body's descriptors become those of what arrives. */
static void translate(mach_msg_header_t *message, mach_msg_size_t size)
{
    char *at = (char *)(message + 1), *end = (char *)message + size;

    while (at < end) {
        mach_msg_type_long_t *type = (mach_msg_type_long_t *)at;
        mach_msg_type_t *head = &type->msgtl_header;
        size_t bytes;

        if (head->msgt_longform) {
            type->msgtl_name = arrives_as(type->msgtl_name);
            bytes = (size_t)type->msgtl_size * type->msgtl_number / 8;
            at += sizeof *type;
        } else {
            head->msgt_name = arrives_as(head->msgt_name);
            bytes = (size_t)head->msgt_size * head->msgt_number / 8;
            at += sizeof *head;
        }
        at += head->msgt_inline ? MIG_ROUND(bytes) : sizeof(vm_offset_t);
    }
}

static void change(mach_msg_header_t *message, mach_msg_size_t *size)
{
    int changes = 1 + rand() % 3;

    while (changes-- > 0) {
        unsigned *words = (unsigned *)(message + 1);
        unsigned count = (*size - sizeof *message) / 4;

        if (rand() % 4 == 0)
            *size = sizeof *message + rand() % 64 * 4;
        else if (count > 0)
            words[rand() % count] = rand() % 3 == 0 ? (unsigned)rand() * 3u : words[rand() % count] ^ 1u << rand() % 32;
    }
    message->msgh_bits ^= rand() % 8 == 0 ? MACH_MSGH_BITS_COMPLEX : 0;
}

mach_msg_return_t mach_msg(mach_msg_header_t *message, mach_msg_option_t option, mach_msg_size_t send_size,
                           mach_msg_size_t receive_size, mach_port_t receive_name,
                           mach_msg_timeout_t timeout, mach_port_t notify)
{
    mach_msg_header_t *request = malloc(send_size < 512 ? 512 : send_size), *reply = malloc(MOST);
    mach_msg_bits_t bits = message->msgh_bits;
    mach_msg_size_t size = send_size;

    (void)timeout, (void)notify;
    CHECK(message->msgh_remote_port == SERVER);
    memcpy(request, message, send_size);
    if (manner == REQUEST_CHANGED)
        change(request, &size);
    else
        translate(request, size);
    request->msgh_bits = (request->msgh_bits & MACH_MSGH_BITS_COMPLEX) |
                         MACH_MSGH_BITS(arrives_as(MACH_MSGH_BITS_LOCAL(bits)),
                                        arrives_as(MACH_MSGH_BITS_REMOTE(bits)));
    request->msgh_size = size;
    request->msgh_remote_port = message->msgh_local_port;
    request->msgh_local_port = message->msgh_remote_port;
    /* Behind its end there is nothing. */
    request = realloc(request, size < sizeof *request ? sizeof *request : size);
    CHECK(sample_server(request, reply) == TRUE);
    if ((option & MACH_RCV_MSG) != 0) {
        CHECK(receive_name == REPLY);
        size = reply->msgh_size;
        if (((mig_reply_header_t *)reply)->RetCode != KERN_SUCCESS)
            CHECK(size == sizeof(mig_reply_header_t) && (reply->msgh_bits & MACH_MSGH_BITS_COMPLEX) == 0);
        if (manner == REPLY_CHANGED)
            change(reply, &size);
        else
            translate(reply, size);
        if (size <= receive_size) {
            memcpy(message, reply, size);
            message->msgh_size = size;
            if (answer_id != 0)
                message->msgh_id = answer_id;
        }
    }
    free(request);
    free(reply);
    return (option & MACH_RCV_MSG) != 0 && size > receive_size ? MACH_RCV_TOO_LARGE : MACH_MSG_SUCCESS;
}

/* ---- the routines ---- */

kern_return_t do_words(mach_port_t server, int one, int *two, words_t four, int *sum, words_t reversed)
{
    CHECK(server == SERVER);
    *sum = (int)((unsigned)one + (unsigned)*two);
    *two = (int)((unsigned)*two + 1);
    for (int i = 0; i < 4; i++)
        reversed[i] = four[3 - i];
    return KERN_SUCCESS;
}

kern_return_t do_varying(mach_port_t server, name_t name, bytes_t bytes, mach_msg_type_number_t count, int last,
                         int *length, bytes_t echo, mach_msg_type_number_t *echo_count, name_t upper,
                         bytes_t again, mach_msg_type_number_t *again_count, int *end)
{
    CHECK(server == SERVER && count <= 100 && *echo_count == 100 && *again_count == 100);
    *length = strlen(name);
    CHECK(*length < 32);
    memcpy(echo, bytes, count);
    *echo_count = count;
    for (int i = 0; i <= *length; i++)
        upper[i] = name[i] >= 'a' && name[i] <= 'z' ? name[i] - 32 : name[i];
    memcpy(again, bytes, count / 2);
    *again_count = count / 2;
    *end = last;
    return KERN_SUCCESS;
}

kern_return_t do_numbers(mach_port_t server, numbers_t given, mach_msg_type_number_t count, numbers_t doubled,
                         mach_msg_type_number_t *room, pair_t *pair)
{
    (void)server;
    CHECK(count <= 5000 && *room <= 5000);
    if (*room > count)
        *room = count;
    for (unsigned i = 0; i < *room; i++)
        doubled[i] = (int)((unsigned)given[i] * 2);
    *pair = (pair_t){count, *room};
    return KERN_SUCCESS;
}

kern_return_t do_rights(mach_port_t server, mach_port_t copied, mach_port_t any, mach_msg_type_name_t kind,
                        mach_port_t *made, mach_port_t *back, mach_msg_type_name_t *back_kind)
{
    (void)server;
    *made = copied;
    *back = any;
    *back_kind = kind;
    return KERN_SUCCESS;
}

kern_return_t do_memory(mach_port_t server, vm_offset_t data, mach_msg_type_number_t count, vm_offset_t *more,
                        mach_msg_type_number_t *more_count, ports_t *list, mach_msg_type_number_t *list_count)
{
    static mach_port_t ports[3] = {7, 8, 9};

    (void)server;
    *more = data + 1;
    *more_count = count - 1;
    *list = ports;
    *list_count = 3;
    return KERN_SUCCESS;
}

kern_return_t do_tell(mach_port_t server, int what)
{
    (void)server;
    told = what;
    return KERN_SUCCESS;
}

kern_return_t do_later(mach_port_t server, mach_port_t reply, mach_msg_type_name_t kind, int what)
{
    CHECK(server == SERVER && reply == REPLY && kind == MACH_MSG_TYPE_PORT_SEND_ONCE);
    told = what;
    return KERN_SUCCESS;
}

kern_return_t do_refuse(mach_port_t server, int why, int *nothing)
{
    (void)server;
    *nothing = 0;
    return why;
}

/* ---- the calls ---- */

static void all(int strict)
{
    int two = 5, sum = 0, length = 0, end = 0, nothing = 77;
    words_t four = {1, 2, 3, 4}, reversed = {0};
    char bytes[100], echo[100], again[100], upper[32], name[32] = "";
    mach_msg_type_number_t count = rand() % 101, echo_count = 100, again_count = 100, room, many;
    static int given[5000], doubled[5000];
    pair_t pair = {0, 0};
    mach_port_t made = 0, back = 0;
    mach_msg_type_name_t kind = 0;
    vm_offset_t more = 0;
    ports_t list = 0;
    kern_return_t result;

    result = words(SERVER, 10, &two, four, &sum, reversed);
    if (strict)
        CHECK(result == KERN_SUCCESS && sum == 15 && two == 6 && reversed[0] == 4 && reversed[3] == 1);
    for (int i = rand() % 31; i > 0; i--)
        name[i - 1] = 'a' + i % 26;
    for (int i = 0; i < 100; i++)
        bytes[i] = rand();
    result = varying(SERVER, name, bytes, count, 4711, &length, echo, &echo_count, upper, again, &again_count, &end);
    if (strict) {
        CHECK(result == KERN_SUCCESS && length == (int)strlen(name) && echo_count == count);
        CHECK(again_count == count / 2 && end == 4711 && strlen(upper) == strlen(name));
        CHECK(memcmp(echo, bytes, count) == 0 && memcmp(again, bytes, count / 2) == 0);
    }
    many = rand() % 5001;
    room = rand() % 5001;
    for (unsigned i = 0; i < many; i++)
        given[i] = i;
    {
        mach_msg_type_number_t asked = room;

        result = numbers(SERVER, given, many, doubled, &room, &pair);
        if (strict) {
            CHECK(result == KERN_SUCCESS && room == (many < asked ? many : asked));
            CHECK(pair.first == (int)many && pair.second == (int)room);
            CHECK(room == 0 || doubled[room - 1] == (int)(room - 1) * 2);
        }
    }
    result = rights(SERVER, 0x303, 0x403, MACH_MSG_TYPE_MAKE_SEND_ONCE, &made, &back, &kind);
    if (strict)
        CHECK(result == KERN_SUCCESS && made == 0x303 && back == 0x403 && kind == MACH_MSG_TYPE_PORT_SEND_ONCE);
    result = memory(SERVER, (vm_offset_t)bytes, 100, TRUE, &more, &count, &list, &many);
    if (strict)
        CHECK(result == KERN_SUCCESS && more == (vm_offset_t)bytes + 1 && count == 99 && many == 3 && list[2] == 9);
    result = tell(SERVER, 12);
    if (strict)
        CHECK(result == KERN_SUCCESS && told == 12);
    result = later(SERVER, 13);
    if (strict)
        CHECK(result == KERN_SUCCESS && told == 13);
    result = refuse(SERVER, KERN_NO_SPACE, &nothing);
    if (strict)
        CHECK(result == KERN_NO_SPACE && nothing == 77);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 100;
    char large[200] = {0};
    int length, end;
    mach_msg_type_number_t count = 1, again = 100;
    char echo[100], upper[32];

    srand(1);
    for (int i = 0; i < rounds; i++)
        all(1);
    /* Too much, before it is sent; more than there is room for, when it comes. */
    CHECK(varying(SERVER, "", large, 101, 0, &length, echo, &count, upper, large, &again, &end) ==
          MIG_ARRAY_TOO_LARGE);
    CHECK(varying(SERVER, "0123456789012345678901234567890123456789", large, 1, 0, &length, echo, &count, upper,
                  large, &again, &end) == MIG_ARRAY_TOO_LARGE);
    CHECK(varying(SERVER, "a", "abc", 3, 0, &length, echo, &count, upper, large, &again, &end) ==
          MIG_ARRAY_TOO_LARGE);
    CHECK(count == 3 && echo[0] == 'a');
    answer_id = MACH_NOTIFY_SEND_ONCE;
    CHECK(refuse(SERVER, 0, &length) == MIG_SERVER_DIED);
    answer_id = 1;
    CHECK(refuse(SERVER, 0, &length) == MIG_REPLY_MISMATCH && destroyed == 1);
    answer_id = 0;
    {
        mach_msg_header_t strange = {.msgh_id = 5001, .msgh_size = sizeof strange};
        mig_reply_header_t answer;

        CHECK(sample_server(&strange, &answer.Head) == FALSE && answer.RetCode == MIG_BAD_ID);
        strange.msgh_id = 4999;
        CHECK(sample_server_routine(&strange) == NULL);
    }
    for (manner = REQUEST_CHANGED; manner <= REPLY_CHANGED; manner++)
        for (int i = 0; i < rounds * 20; i++)
            all(0);
    printf("ok\n");
    return 0;
}
