/*
 * What the server needs of the host, in types that neither the host's headers nor the personality's
 * know: the sources in this folder are compiled with the host's headers, those above it with the
 * personality's, and here they meet.
 */
#ifndef HOST_H
#define HOST_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- lock.c: at most one thread is in the personality ---- */
void host_lock(void);
void host_unlock(void);

/* ---- threads.c ---- */
struct host_thread;
/* A thread that begins with function(argument), without the lock. NULL: the host has none. */
struct host_thread *host_thread_make(void (*function)(void *), void *argument);
struct host_thread *host_thread_adopt(void); /* the one that runs */
/* Waits for host_thread_wake(), and lets go of the lock meanwhile. */
void host_thread_wait(struct host_thread *t);
void host_thread_wake(struct host_thread *t);
int64_t host_thread_time(struct host_thread *t); /* of the processor, microseconds; -1 unknown */
/* The thread that runs, which is no longer `t`, ends, and lets go of the lock. */
_Noreturn void host_thread_end(void);
void host_thread_free(struct host_thread *t);
/* A thread of the server itself. It begins without the lock. */
void host_thread_helper(void (*loop)(void));

/* ---- channel.c ---- */
#define HOST_GONE 0       /* the other end is closed */
#define HOST_TIMEOUT (-1)
#define HOST_FOREVER (-1)
bool host_channel_pair(int ends[2]); /* [1] is the process's */
/* One packet, and a descriptor with it unless it is -1. False: it cannot be sent. */
bool host_send(int channel, const void *at, size_t bytes, int descriptor);
/* One packet: the first `bytes` of it, then `more_bytes` of the rest. How long it is, HOST_GONE or
 * HOST_TIMEOUT. With `pid`: who sent it, by the host's word. */
long host_receive(int channel, void *at, size_t bytes, void *more, size_t more_bytes, int *pid,
                  int milliseconds);
int host_receive_any(int a, int b, int milliseconds); /* a or b, which has a packet; HOST_TIMEOUT */
void host_close(int descriptor);

/* ---- processes.c ---- */
/* A new process that runs the program in `file`, with `channel` by its descriptor. */
bool host_spawn(int file, int channel);
int host_process_open(int pid); /* a descriptor of it; -1: it is dead */
void host_process_notice(int process);
void host_process_kill(int process);
int64_t host_process_time(int pid); /* microseconds; -1 unknown */

/* ---- files.c: a program's file, to be executed ---- */
int host_program_make(void); /* -1: the host has no room */
bool host_program_write(int file, const void *bytes, size_t count);

/* ---- hangup.c: processes that die without a word ---- */
void host_hangup_start(void (*gone)(uint64_t serial)); /* called with the lock */
void host_hangup_watch(int channel, uint64_t serial);

/* ---- disk.c: a file as a disk ---- */
struct host_transfer {
    struct host_transfer *next;
    bool write;
    int64_t offset;
    void *at;
    size_t bytes;
    void *whose;
};
void host_disk_open(const char *path);
int64_t host_disk_bytes(void);
/* done(transfer, failed) is called with the lock. */
void host_disk_start(struct host_transfer *transfer, void (*done)(void *transfer, bool failed));

/* ---- terminal.c ---- */
void host_terminal_start(void (*input)(int character)); /* called with the lock; -1: the end */
void host_terminal_write(const char *at, size_t bytes);

/* ---- clock.c ---- */
int64_t host_time(void);  /* microseconds since 1970 */
int64_t host_steady(void); /* microseconds, by a clock that nobody sets */
void host_clock_start(int microseconds, void (*ticks)(int count)); /* called with the lock */
int host_clock_late(void); /* ticks that should have been told of already; with the lock */

/* ---- memory.c ---- */
void *host_memory(size_t bytes); /* zeros; NULL */

/* ---- print.c ---- */
void host_print(const char *format, va_list arguments); /* to the standard error output */
_Noreturn void host_exit(int status);

#endif
