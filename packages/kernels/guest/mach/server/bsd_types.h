/* What bsd.defs is about: for the server and the emulation library. */
#ifndef SERVER_BSD_TYPES_H
#define SERVER_BSD_TYPES_H

#include <abi/errno.h>
#include <abi/limits.h>
#include <stdint.h>

/* `status` */
#define BSD_SIGNALS 1  /* pass through bsd_take_signals() before the program goes on */
#define BSD_RESTART 2  /* the registers are as before the call, the program counter at the call itself */

#define BSD_ARGUMENTS 6
/* An answer that is an error has nothing else: signals are told of in it. */
#define BSD_ERROR_SIGNALS 256
#define BSD_ERROR(result) ((result) & (BSD_ERROR_SIGNALS - 1))
#define BSD_ERRORS 512 /* errors of calls are smaller; others are of messages */
#define BSD_PATH_BYTES 1024
#define BSD_DATA_BYTES 8192
#define BSD_RECORD_BYTES 512

/* bsd_record_call's `where`: number of the argument that is the address of the record taken, or given;
 * none: 15 */
#define BSD_WHERE(taken, given) ((taken) | (given) << 4)
#define BSD_WHERE_TAKEN(where) ((where) & 15)
#define BSD_WHERE_GIVEN(where) ((where) >> 4 & 15)
#define BSD_NOWHERE 15

typedef char bsd_path_t[BSD_PATH_BYTES];
typedef int bsd_arguments_t[BSD_ARGUMENTS];
typedef int bsd_registers_t[36]; /* 0 to 31 by number ([0]: the program counter), lo, hi */
typedef char bsd_bytes_t[BSD_DATA_BYTES];
typedef char bsd_record_t[BSD_RECORD_BYTES];

#define BSD_PC 0
#define BSD_LO 32
#define BSD_HI 33

/*
 * Where the library is in a process, and what the server must know of it: at EMULATOR_TEXT there is a
 * struct emulator_header.
 */
#define EMULATOR_TEXT 0x70000000u
#define EMULATOR_DATA 0x70100000u
#define EMULATOR_TIME 0x70180000u /* the kernel's time of day (mach/time_value.h) */
#define EMULATOR_END 0x70200000u
#define EMULATOR_MAGIC 0x656d756c

struct emulator_header {
    uint32_t magic;
    uint32_t calls;          /* where redirected system calls enter, all of them */
    uint32_t begin;          /* a process begins: a0 the program's counter, a1 its stack */
    uint32_t notice;         /* the program has been interrupted: bsd_interrupted() */
    uint32_t copies;         /* from here to copies_end it touches the program's memory; */
    uint32_t copies_end;
    uint32_t copy_fails;     /* a fault there goes on here */
    uint32_t knowledge;      /* a struct emulator_knowledge */
};

/* What the library remembers: the program's mask of signals, who it is. */
struct emulator_knowledge {
    uint32_t mask_known, identity_known;
    uint32_t mask;
};

#endif
