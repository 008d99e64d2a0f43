/*
 * What a process on the host and the server that carries the personality say to each other. Each
 * process has a channel of its own, a socket of packets, always by the same descriptor; a packet is a
 * struct message, and bytes of the process's memory where said.
 *
 * The process speaks first and then serves the server until it is told to go on:
 *
 *     process                          server
 *     CALL, NOTICE, TRAP  ───────────►
 *                         ◄───────────  PUT, a packet with the bytes    any number of these,
 *     ANSWER              ───────────►                                  as the call needs them
 *                         ◄───────────  TAKE
 *     ANSWER + bytes      ───────────►
 *                         ◄───────────  MAP, UNMAP
 *     ANSWER              ───────────►
 *                         ◄───────────  FORK + channel of the child
 *     ANSWER (failed)     ───────────►
 *                         ◄───────────  EXEC + file
 *     ANSWER (failed)     ───────────►
 *                         ◄───────────  RESUME, or END
 *
 * A process that is there anew says BEGUN: a child on its own channel, and a program after EXEC.
 * All registers travel: the process keeps nothing of itself that the server does not know.
 */
#ifndef HOSTED_MESSAGE_H
#define HOSTED_MESSAGE_H

#define CHANNEL 3                /* the descriptor, in every process */
#define STACK_TOP 0x7fff0000     /* exclusive. The host's own stack is above it. */
#define CALL_BYTES 5             /* of the instruction that is a system call: call _system_call */
#define CARRY 1                  /* in the flags: the call has failed, rax is the error's number */
#define NOTICE_SIGNAL 10         /* the host's SIGUSR1: there are signals to look for */
#define TRANSFER_BYTES 32768     /* at most, with one TAKE or PUT */

#ifndef __ASSEMBLER__
#include <stdint.h>

/* As _system_call pushes them, the last one first. */
struct registers {
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
    uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
    uint64_t rip, rflags, rsp;
};

enum message_kind {
    /* from the process */
    MESSAGE_CALL = 0x6d736701, /* number in rax, arguments in rdi, rsi, rdx, rcx, r8 */
    MESSAGE_NOTICE,            /* it was told to look for signals */
    MESSAGE_TRAP,              /* signal, code, address */
    MESSAGE_ANSWER,            /* error */
    MESSAGE_BEGUN,
    /* from the server */
    MESSAGE_RESUME,            /* with these registers */
    MESSAGE_TAKE,              /* bytes at address are wanted */
    MESSAGE_PUT,               /* bytes go to address; they are in the next packet */
    MESSAGE_MAP,               /* zeros, bytes of them at address, whole pages */
    MESSAGE_UNMAP,
    MESSAGE_FORK,              /* code: 1 if the child is lent the memory */
    MESSAGE_EXEC,
    MESSAGE_END,
};

struct message {
    uint32_t kind;
    int32_t error; /* of abi/errno.h */
    int32_t signal;
    int32_t code;
    uint64_t address;
    uint64_t bytes;
    struct registers registers;
};
#endif

#endif
