/*
 * What tests of terminals and pipes stand on: under.h, processes and signals as far as those need
 * them, in one process of the host. Tasks are stacks that give way where they sleep.
 */
#ifndef HOST_H
#define HOST_H

#include <abi/errno.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/tty.h>
#include <unix/vnode.h>

/* of the host's library */
int printf(const char *format, ...);
int snprintf(char *text, size_t size, const char *format, ...);
int strcmp(const char *a, const char *b);
size_t strlen(const char *text);
void *memset(void *at, int byte, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);
void *memcpy(void *to, const void *from, size_t bytes);
_Noreturn void exit(int status);

#define CHECK(condition) ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition))
#define CHECK_IS(value, expected) \
    check_is(__FILE__, __LINE__, #value, (long)(value), (long)(expected))
#define CHECK_TEXT(text, expected) check_text(__FILE__, __LINE__, #text, text, expected)
_Noreturn void check_failed(const char *file, int line, const char *what);
void check_is(const char *file, int line, const char *what, long value, long expected);
void check_text(const char *file, int line, const char *what, const char *text, const char *expected);

/* A random number below `limit`; the same ones in every run. */
unsigned chance(unsigned limit);
void chance_seed(unsigned seed);

/* ---- tasks (tasks.c): task 0 is the test itself, and must not sleep ---- */
#define TASKS 6
extern struct proc procs[TASKS];
extern struct user users[TASKS];
void task_start(int task, void (*function)(void)); /* runs at the next tasks_run() */
void tasks_run(void);                              /* until everyone sleeps or has ended */
bool task_done(int task);
bool task_sleeps(int task);
void task_continue(int task); /* which was stopped */
void time_pass(int ticks);    /* a tick after the other, and who it wakes runs */
int self(void);

/* ---- signals (signals.c) ---- */
extern int signals_sent[NSIG]; /* since signals_forget() */
void signals_forget(void);

/* ---- groups: two of session 0, one of session 1 ---- */
extern struct pgrp groups[3];
extern struct session sessions[2];
void group_put(int task, int group);

/* ---- memory (memory.c) ---- */
extern int memory_pieces;          /* of kmem that are in use */
extern bool copies_sleep;          /* copies to and from tasks give way, as page faults do */
#define BAD_ADDRESS ((uaddr_t)64)

/* ---- a terminal and its device (device.c) ---- */
extern struct tty terminal;
/* Fresh, open; `slow`: its device sends only by device_send(). */
void terminal_start(bool slow);
void device_send(int characters); /* so many interrupts of the transmitter; -1: until it is idle */
char *device_sent(void);          /* since the last call, as a string */
int device_sent_bytes(void);      /* how many that were */
extern int device_params;         /* calls of t_param */
void type(const char *text);
void type_bytes(const char *bytes, int count);

/* A transfer of the current task: -error, or bytes. */
int terminal_read(void *at, int bytes, int ioflag);
int terminal_write(const void *at, int bytes, int ioflag);
/* What a read that does not wait gives, as a string; "<error 35>" */
const char *read_text(void);
void set_flags(uint32_t *flags, uint32_t off, uint32_t on);

/* ---- a transfer by other means ---- */
struct transfer {
    struct uio uio;
    struct uio_part part;
};
struct uio *transfer_of(struct transfer *t, enum uio_rw rw, const void *at, size_t bytes);

/* ---- tests ---- */
struct test {
    const char *name;
    void (*run)(void);
};
extern const struct test clist_tests[], edit_tests[], control_tests[], write_tests[], raw_tests[],
    job_tests[], ioctl_tests[], pipe_tests[], fifo_tests[], device_tests[], oracle_tests[];

#endif
