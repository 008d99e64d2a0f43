/* The program's side of the channel to the server (channel.c), and what of it is assembly. */
#ifndef LIB_CHANNEL_H
#define LIB_CHANNEL_H

#include <hosted/message.h>
#include <stddef.h>

/* ---- channel.c ---- */
/* Sends the message and serves the server until the program is to go on with m->registers. */
void _host_exchange(struct message *m);
/* The same, with nothing to send first: a call is under way. */
void _host_await(struct message *m);
_Noreturn void _host_go_on(struct message *m);
_Noreturn void _host_call(const struct registers *at);
_Noreturn void _host_forked(int channel, long result);
_Noreturn void _host_exit(void);

/* ---- faults.c ---- */
void _host_signals_start(void);
void _host_signals_mask(uint64_t mask);
/* A call is under way: the host's signals wait for its end. */
extern volatile unsigned char _host_busy;
/* One has come meanwhile. */
extern volatile unsigned char _host_noticed;

/* ---- host-fork.S, system-call.S ---- */
/* A second process, which both return to _host_forked. */
_Noreturn void _host_fork(long flags, int channel);
_Noreturn void _host_resume(const struct registers *registers);
void _host_signal_return(void);

#endif
