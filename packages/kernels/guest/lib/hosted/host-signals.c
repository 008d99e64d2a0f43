/*
 * Signals of the host: the server's notice that the program is to look for its own signals, and what
 * the processor found wrong with the program. Either becomes a message with all registers; those
 * that come back are what the program goes on with, when the host's handler returns. They come while
 * the program itself runs, and at no other time.
 */
#include "channel.h"

#include <abi/signal.h>

#include "host-calls.h"

char _host_stack[HOST_STACK_BYTES] __attribute__((aligned(16)));

static const struct {
    int host, ours;
} faults[] = {
    { HOST_SIGILL, SIGILL }, { HOST_SIGTRAP, SIGTRAP }, { HOST_SIGBUS, SIGBUS },
    { HOST_SIGFPE, SIGFPE }, { HOST_SIGSEGV, SIGSEGV },
};

#define FAULTS (sizeof(faults) / sizeof(faults[0]))

/* What both structures have. */
#define EACH_REGISTER(move)                                                                      \
    move(r8) move(r9) move(r10) move(r11) move(r12) move(r13) move(r14) move(r15) move(rdi)      \
    move(rsi) move(rbp) move(rbx) move(rdx) move(rax) move(rcx) move(rsp) move(rip) move(rflags)

#define SAVE(name) m.registers.name = context->name;
#define RESTORE(name) context->name = registers->name;

static void restore(struct host_context *context, const struct registers *registers)
{
    EACH_REGISTER(RESTORE)
}

static int fault_of(int signal)
{
    for (unsigned i = 0; i < FAULTS; i++)
        if (faults[i].host == signal)
            return faults[i].ours;
    return 0;
}

static void on_signal(int signal, void *info_, void *context_)
{
    const struct host_signal_info *info = info_;
    struct host_context *context = context_;
    struct message m = { .kind = MESSAGE_NOTICE };

    if (signal != NOTICE_SIGNAL) {
        m.kind = MESSAGE_TRAP;
        m.signal = fault_of(signal);
        m.code = info->code;
        m.address = info->address;
    }
    EACH_REGISTER(SAVE)
    _host_exchange(&m);
    restore(context, &m.registers);
}

/* As if the host had interrupted a program with these registers, and its handler returned. */
void _host_go_on(const struct registers *registers)
{
    struct host_context context = {
        .stack = { _host_stack, 0, HOST_STACK_BYTES },
        .cs = HOST_USER_CODE,
        .ss = HOST_USER_DATA,
    };

    restore(&context, registers);
    _host_resume(&context);
}

void _host_signals_start(void)
{
    struct host_stack stack = { _host_stack, 0, HOST_STACK_BYTES };
    struct host_action action = {
        .handler = on_signal,
        .flags = HOST_SA_SIGINFO | HOST_SA_RESTORER | HOST_SA_ONSTACK,
        .restorer = _host_signal_return,
        .mask = HOST_ALL_SIGNALS,
    };

    host_call(HOST_SIGALTSTACK, (long)&stack, 0, 0, 0, 0, 0);
    host_call(HOST_SIGACTION, NOTICE_SIGNAL, (long)&action, 0, HOST_SET_BYTES, 0, 0);
    for (unsigned i = 0; i < FAULTS; i++)
        host_call(HOST_SIGACTION, faults[i].host, (long)&action, 0, HOST_SET_BYTES, 0, 0);
}
