/* The program's side of the channel to the server, and what of it is assembly. */
#ifndef LIB_CHANNEL_H
#define LIB_CHANNEL_H

#include <hosted/message.h>

struct host_context;

/* ---- channel.c. The host's signals are kept out. ---- */
/* Sends the message and serves the server until the program is to go on with m->registers. */
void _host_exchange(struct message *m);
_Noreturn void _host_call(const struct registers *at);
_Noreturn void _host_forked(int channel, long result);
_Noreturn void _host_begin(void);

/* ---- host-signals.c ---- */
void _host_signals_start(void);
/* The program runs with these registers, and the host's signals come through. */
_Noreturn void _host_go_on(const struct registers *registers);
extern char _host_stack[];

/* ---- system-call.S, host-fork.S ---- */
void _host_signal_return(void);
_Noreturn void _host_resume(const struct host_context *context);
/* A second process. Both go on in _host_forked. */
_Noreturn void _host_fork(long flags, int channel);

#endif
