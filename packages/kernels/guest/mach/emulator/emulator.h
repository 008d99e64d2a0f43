/*
 * The emulation library: what a UNIX program's system calls come to on Mach. The kernel sends the thread
 * here with all of its registers; the call becomes a message to the server, or is answered here; then
 * the program goes on, without the kernel.
 */
#ifndef EMULATOR_EMULATOR_H
#define EMULATOR_EMULATOR_H

#define EMULATOR_STACK_BYTES 16384

/* Registers of the program: a bsd_registers_t. */
#define FRAME_BYTES (36 * 4)
#define FRAME(number) (4 * (number))
#define FRAME_PC 0
#define FRAME_LO (4 * 32)
#define FRAME_HI (4 * 33)

#ifndef __ASSEMBLER__
#include <abi/call-numbers.h>
#include <abi/signal.h>
#include <abi/time.h>
#include <mach/mach.h>
#include <server/bsd_types.h>
#include <stdbool.h>

enum { REG_V0 = 2, REG_V1 = 3, REG_A0 = 4, REG_A1 = 5, REG_A2 = 6, REG_A3 = 7, REG_SP = 29 };

/* Never blocked, whatever a mask says. */
#define SIGNALS_UNMASKABLE (sigmask(SIGKILL) | sigmask(SIGSTOP))

extern mach_port_t server; /* the port of this process at the server */

/* ---- entry.S ---- */
/* The program goes on with these registers. */
_Noreturn void frame_resume(const int *frame);
/* Copies to and from the program's memory: nonzero if that is not there. */
int program_read(const void *from, void *to, unsigned bytes);
int program_write(const void *from, void *to, unsigned bytes);
int program_probe(void *at, unsigned bytes); /* could be written */
/* With its NUL: its length, 0 if it is longer than `size`, or -1. */
int program_read_string(const char *from, char *to, unsigned size);

/* Where a child of fork begins. */
void emulator_child(void);

/* ---- calls.c ---- */
/* The system call `number` of the program whose registers are in `frame`; v0, v1 and a3 are set. */
void emulate(int *frame, int number);
/* The error that an answer of the server's is, or 0; `status` as for an answer without one. */
int answer_error(int result, int *status);

/* ---- local.c ---- */
/* One that is mostly answered here. 0 or an error. */
int local_call(int number, int argument, int *value, int *status);
/* The time of day, as the kernel's clock has it. */
void time_read(struct timeval *now);
/* Before a call that may wait: the server's mask is the program's. */
void mask_tell(void);
/* The server may have changed what is known here. */
void local_forget(void);

/* ---- start.c ---- */
/* The frame that the child of the current fork goes on with, and room below it for a call. */
extern int *child_frame;
#define CHILD_STACK_ROOM 24
/* At the first beginning, and in a child: who are we? */
void ports_start(void);
_Noreturn void child_begins(void);
_Noreturn void process_end(void);

/* ---- signals.c ---- */
extern mach_port_t nowhere; /* a port that nobody sends to; null: there is none yet */
/* Has the server act on signals; the program goes on. */
_Noreturn void signals_take(int *frame);
_Noreturn void handler_return(int *frame, int handler_frame);
_Noreturn void notice(void);
#endif

#endif
