/* The host's system calls (Linux, x86-64), as far as the channel to the server needs them. */
#ifndef HOST_CALLS_H
#define HOST_CALLS_H

#include <stddef.h>
#include <stdint.h>

#include "host-numbers.h"

#define HOST_ENOMEM 12
#define HOST_EFAULT 14

/* A call's result, or its error's number made negative. */
static inline long host_call(long number, long a, long b, long c, long d, long e, long f)
{
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long result;

    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

/* ---- memory ---- */
#define HOST_PROT_READ_WRITE 3
#define HOST_MAP_PRIVATE 0x02
#define HOST_MAP_FIXED 0x10
#define HOST_MAP_ANONYMOUS 0x20
#define HOST_MAP_NORESERVE 0x4000

/* ---- messages ---- */
#define HOST_MSG_NOSIGNAL 0x4000
#define HOST_MSG_CMSG_CLOEXEC 0x40000000
#define HOST_SOL_SOCKET 1
#define HOST_SCM_RIGHTS 1

struct host_part {
    const void *at;
    size_t bytes;
};

struct host_message {
    void *name;
    uint32_t name_bytes;
    struct host_part *parts;
    size_t part_count;
    void *control;
    size_t control_bytes;
    int flags;
};

/* What comes beside a message: one descriptor. */
struct host_control {
    size_t bytes;
    int level;
    int type;
    int descriptor;
    int padding;
};

/* ---- signals ---- */
#define HOST_SIGILL 4
#define HOST_SIGTRAP 5
#define HOST_SIGBUS 7
#define HOST_SIGFPE 8
#define HOST_SIGKILL 9
#define HOST_SIGSEGV 11
#define HOST_SIGCHLD 17
#define HOST_ALL_SIGNALS (~(uint64_t)0)
#define HOST_SA_SIGINFO 0x4
#define HOST_SA_RESTORER 0x04000000
#define HOST_SA_ONSTACK 0x08000000

struct host_action {
    void (*handler)(int signal, void *info, void *context);
    uint64_t flags;
    void (*restorer)(void);
    uint64_t mask;
};

struct host_stack {
    void *at;
    int flags;
    size_t bytes;
};

/* What a handler is told of the fault. */
struct host_signal_info {
    int32_t signal, error, code, padding;
    uint64_t address;
};

/* What it has interrupted, and what the program goes on with when it returns: the host's ucontext. */
struct host_context {
    uint64_t flags, link;
    struct host_stack stack;
    uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
    uint64_t rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, rflags;
    uint16_t cs, gs, fs, ss;
    uint64_t error, trap, old_mask, fault;
    uint64_t floating_point; /* where its registers are; 0: nobody has used them */
    uint64_t reserved[8];
    uint64_t mask;
};
#define HOST_USER_CODE 0x33 /* selectors */
#define HOST_USER_DATA 0x2b

/* ---- processes ---- */
#define HOST_PR_SET_PDEATHSIG 1
#define HOST_AT_EMPTY_PATH 0x1000
#define HOST_CLONE_VM 0x00000100
#define HOST_CLONE_VFORK 0x00004000
#define HOST_CLONE_PARENT 0x00008000

#endif
