/*
 * A program that talks nonsense to the server. Each kind of it is said by a child, which must be dead
 * by it with SIGKILL; the server must be as before.
 */
#include <hosted/message.h>
#include <lib/hosted/host-calls.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PACKETS 200

static void packet(const void *at, size_t bytes)
{
    struct host_part part = { at, bytes };
    struct host_message m = { .parts = &part, .part_count = 1 };

    host_call(HOST_SENDMSG, CHANNEL, (long)&m, HOST_MSG_NOSIGNAL, 0, 0, 0);
}

static void say(uint32_t kind, uint64_t number, int32_t signal)
{
    struct message m = { .kind = kind, .signal = signal, .registers = { .rax = number } };

    packet(&m, sizeof m);
}

static void random_packets(void)
{
    static uint32_t words[100];

    for (int i = 0; i < PACKETS; i++) {
        for (unsigned w = 0; w < sizeof words / sizeof words[0]; w++)
            words[w] = rand();
        packet(words, rand() % sizeof words);
    }
}

static void short_packet(void) { packet("x", 1); }
static void no_bytes(void) { packet("", 0); }
static void answer_unasked(void) { say(MESSAGE_ANSWER, 0, 0); }
static void begun_again(void) { say(MESSAGE_BEGUN, 0, 0); }
static void servers_own(void) { say(MESSAGE_RESUME, 0, 0); }
static void trap_of_none(void) { say(MESSAGE_TRAP, 0, SIGALRM); }
static void trap_beyond(void) { say(MESSAGE_TRAP, 0, 1000); }
static void hang_up(void) { host_call(HOST_CLOSE, CHANNEL, 0, 0, 0, 0, 0); }

/* open(): the server asks for the name, and hears another call. */
static void call_within(void)
{
    struct message m = { .kind = MESSAGE_CALL, .registers = { .rax = 5, .rdi = 0x400000 } };

    packet(&m, sizeof m);
    packet(&m, sizeof m);
}

/* An answer that is too long, and one that is too short. */
static void long_answer(void)
{
    static char bytes[sizeof(struct message) + 8192];
    struct message call = { .kind = MESSAGE_CALL, .registers = { .rax = 5, .rdi = 0x400000 } };
    struct message answer = { .kind = MESSAGE_ANSWER };

    memcpy(bytes, &answer, sizeof answer);
    packet(&call, sizeof call);
    packet(bytes, sizeof bytes);
}

static void negative_answer(void)
{
    struct message call = { .kind = MESSAGE_CALL, .registers = { .rax = 17, .rdi = 0x11000000 } };
    struct message answer = { .kind = MESSAGE_ANSWER, .error = -1 };

    packet(&call, sizeof call);
    packet(&answer, sizeof answer);
}

static void (*const kinds[])(void) = {
    random_packets, short_packet, no_bytes,    answer_unasked, begun_again,     servers_own,
    trap_of_none,   trap_beyond,  call_within, long_answer,    negative_answer, hang_up,
};

int main(void)
{
    int wrong = 0;

    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        pid_t child = fork();
        int status = 0;

        if (child == 0) {
            srand(i + 1);
            kinds[i]();
            for (;;)
                pause();
        }
        if (child < 0 || waitpid(child, &status, 0) != child || WTERMSIG(status) != SIGKILL) {
            printf("nonsense %u: status %x\n", i, status);
            wrong++;
        }
    }
    printf("nonsense: %s\n", wrong == 0 ? "all ok" : "FAILED");
    return wrong != 0;
}
