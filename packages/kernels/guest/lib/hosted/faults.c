/*
 * Signals of the host: the server's notice that the program is to look for its own signals, and what
 * the processor found wrong with the program. Either becomes a message with all registers; those
 * that come back are what the program goes on with, when the host's handler returns.
 */
#include "channel.h"

#include <abi/signal.h>

#include "host-calls.h"

#define HANDLER_STACK 65536

volatile unsigned char _host_busy = 1, _host_noticed;

static char handler_stack[HANDLER_STACK] __attribute__((aligned(16)));

static const struct {
    int host, ours;
} faults[] = {
    { HOST_SIGILL, SIGILL }, { HOST_SIGTRAP, SIGTRAP }, { HOST_SIGBUS, SIGBUS },
    { HOST_SIGFPE, SIGFPE }, { HOST_SIGSEGV, SIGSEGV },
};

#define FAULTS (sizeof(faults) / sizeof(faults[0]))

void _host_signals_mask(uint64_t mask)
{
    host_call(HOST_SIGPROCMASK, HOST_SIG_SETMASK, (long)&mask, 0, HOST_SET_BYTES, 0, 0);
}

/* Everything that both structures have. */
#define EACH_REGISTER(move)                                                                      \
    move(r8) move(r9) move(r10) move(r11) move(r12) move(r13) move(r14) move(r15) move(rdi)      \
    move(rsi) move(rbp) move(rbx) move(rdx) move(rax) move(rcx) move(rsp) move(rip) move(rflags)

static void on_signal(int signal, void *info_, void *context_)
{
    const struct host_signal_info *info = info_;
    struct host_context *context = context_;
    struct message m = { .kind = MESSAGE_NOTICE };

    if (signal == NOTICE_SIGNAL) {
        if (_host_busy) {
            _host_noticed = 1; /* when the call is done */
            return;
        }
    } else {
        if (_host_busy)
            _host_exit();
        m.kind = MESSAGE_TRAP;
        for (unsigned i = 0; i < FAULTS; i++)
            if (faults[i].host == signal)
                m.signal = faults[i].ours;
        m.code = info->code;
        m.address = info->address;
    }
#define SAVE(name) m.registers.name = context->name;
    EACH_REGISTER(SAVE)
    _host_exchange(&m);
#define RESTORE(name) context->name = m.registers.name;
    EACH_REGISTER(RESTORE)
    _host_busy = 0;
}

void _host_signals_start(void)
{
    struct host_stack stack = { handler_stack, 0, sizeof handler_stack };
    struct host_action action = {
        .handler = on_signal,
        .flags = HOST_SA_SIGINFO | HOST_SA_RESTORER | HOST_SA_ONSTACK | HOST_SA_RESTART,
        .restorer = _host_signal_return,
        .mask = HOST_ALL_SIGNALS,
    };

    host_call(HOST_SIGALTSTACK, (long)&stack, 0, 0, 0, 0, 0);
    host_call(HOST_SIGACTION, NOTICE_SIGNAL, (long)&action, 0, HOST_SET_BYTES, 0, 0);
    for (unsigned i = 0; i < FAULTS; i++)
        host_call(HOST_SIGACTION, faults[i].host, (long)&action, 0, HOST_SET_BYTES, 0, 0);
    _host_signals_mask(0);
}
