/*
 * What tests of the personality's processes stand on: under.h within one process of the host, and
 * programs that are C functions. Each test is process 1's program.
 */
#ifndef HOST_H
#define HOST_H

#include <abi/call-numbers.h>
#include <unix/exec.h>
#include <unix/kernel.h>
#include <unix/usage.h>
#include <unix/vnode.h>

/* of the host's library */
int printf(const char *format, ...);
int strcmp(const char *a, const char *b);
size_t strlen(const char *text);
_Noreturn void exit(int status);

#define CHECK(condition) ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition))
#define CHECK_IS(value, expected) \
    check_is(__FILE__, __LINE__, #value, (long)(value), (long)(expected))
_Noreturn void check_failed(const char *file, int line, const char *what);
void check_is(const char *file, int line, const char *what, long value, long expected);
void check_invariants(void); /* invariants.c */

#define BAD_ADDRESS ((uaddr_t)64)
#define BY_DEFAULT ((void (*)(int, int, void *))(uaddr_t)SIG_DFL)
#define IGNORED ((void (*)(int, int, void *))(uaddr_t)SIG_IGN)

/* ---- programs (program.c) ---- */

/* A system call, with all that comes before its program goes on: the first value, or -errno. */
long call(int number, const long arguments[8]);
#define CALL(name, ...) call(SYS_##name, (const long[8]){__VA_ARGS__})
extern long second_value;

pid_t spawn(void (*program)(void));  /* fork; the child is that program */
pid_t vspawn(void (*program)(void)); /* vfork */
_Noreturn void leave(int code);
void handle(int signal, void (*handler)(int, int, void *), uint32_t mask, uint32_t flags);
void ignore(int signal);
pid_t wait_for(pid_t pid, int *status); /* wait4 without options; -errno */
void return_to_program(void);
void trap(int signal, int code);
void sleep_forever(void); /* interruptibly, again and again */
extern bool frames_fit;   /* can handlers' frames be pushed? */
extern uaddr_t frame_stack; /* what the last one was pushed onto */

/* Two calls that only tests have, under numbers of others: sleep_on(channel, priority, why, ticks) and
 * wakeup(channel). */
#define KSLEEP(channel, priority, ticks) CALL(read, (long)(channel), (priority), (ticks))
#define KWAKE(channel) CALL(write, (long)(channel))

/* ---- time and threads (host.c) ---- */
void others_run(void);                    /* everyone else, until nobody can; one at a time may ask */
void give_way(void);                      /* those who can run do, once */
void pass(int ticks, bool in_user_mode);  /* time passes while this process runs */
void pages_permit(int pages);             /* page_alloc() fails after so many; -1: never */
int pages_given(void);
void run(void (*program)(void));          /* unix_start() with it as /init */
extern bool space_fails;                  /* space_exec: ENOMEM */
extern struct image last_image;

/* ---- files (files.c) ---- */
struct test_file {
    const char *name;
    const void *bytes;
    uint32_t size;
    mode_t mode;
    uid_t uid;
    gid_t gid;
    void (*program)(void); /* what its entry is, if it is executed */
    struct vnode vnode;
    bool locked;
};
struct test_file *file_add(const char *name, const void *bytes, uint32_t size, mode_t mode,
                           void (*program)(void));
struct test_file *file_of(struct vnode *vp);
struct test_file *program_add(const char *name, void (*program)(void)); /* a good ELF file */
extern struct test_file test_files[];
extern int test_file_count;
extern int files_forked, files_execed, files_exited;
extern uint8_t written[1024];
extern size_t written_bytes;

/* ---- tests ---- */
struct test {
    const char *name;
    void (*run)(void);
};
extern const struct test group_tests[], signal_tests[], state_tests[], wait_tests[], timer_tests[],
    memory_tests[], limit_tests[], exec_tests[], lock_tests[];

#endif
