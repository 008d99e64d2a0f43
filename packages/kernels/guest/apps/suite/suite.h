/*
 * What the tests are written with. A test is a function; it runs in a process, a group of processes
 * and a working directory of its own. The first check that does not hold ends its process, and the
 * test fails with it. It must leave no child and no descriptor; its files are removed for it.
 *
 * The same sources are compiled with the host's library: what a test expects of both systems is
 * then right. Where Linux differs, a test says so by a flag (OURS) or in place (OR).
 */
#ifndef SUITE_H
#define SUITE_H

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <sys/syscall.h>
#define IS_OURS 0
#define OR(ours, other) (other)
#define OPEN_MAX 64 /* main sees to it */
#define ARG_MAX 20480
#define CHILD_MAX 40
#define LAST_SIGNAL 31
#else
#include <abi/call-numbers.h>
#define IS_OURS 1
#define OR(ours, other) (ours)
#define LAST_SIGNAL (NSIG - 1)
#endif

/* Of the machine: what a write to a page that is only read is; how much before its time something
 * may happen, in ms, a tick; and how much after it: a host may have other things to do. */
#ifdef __mips__
#define READ_ONLY_SIGNAL SIGBUS
#define EARLINESS 5
#define LATENESS 1000
#else
#define READ_ONLY_SIGNAL SIGSEGV
#define EARLINESS 11
#define LATENESS 60000
#endif

/* Where a test is not to be run. */
#define OURS 1 /* elsewhere: Linux answers differently, or it would do harm */
#define ROOT 2 /* without the superuser's rights */
#define SLOW 4 /* without -s, unless by its name */
#define MIPS 8 /* on other processors */

struct test {
    const char *name;
    void (*run)(void);
    unsigned flags;
};
#define TEST(function, flags) { #function, function, flags }
#define END { NULL, NULL, 0 }

/* The tables, by topic. main.c says which group each belongs to. */
extern const struct test files_open[], files_io[], files_seek[], files_big[], files_truncate[];
extern const struct test files_attributes[], files_links[], files_locks[], files_devices[];
extern const struct test directories_make[], directories_rename[], directories_entries[];
extern const struct test directories_names[], directories_places[], mounts[];
extern const struct test descriptors[], select_calls[];
extern const struct test forks[], waits[], process_groups[], users[], usage[], system_calls[];
extern const struct test execs[], scripts[], corrupt_programs[];
extern const struct test signals_actions[], signals_handlers[], signals_sending[];
extern const struct test signals_stops[], interruptions[], timers[];
extern const struct test pipes[], fifos[];
extern const struct test memory[], terminals[], terminals_jobs[];
extern const struct test limits_processes[], limits_files[], limits_memory[], limits_disk[];
extern const struct test bad_pointers[], bad_references[], bad_frames[], random_calls[];
extern const struct test concurrency_files[], concurrency_names[];

/* ---- checks ---- */

/* Not so: this process says where it stands, and ends. */
#define CHECK(condition)                            \
    do                                              \
        if (!(condition))                           \
            fail(__FILE__, __LINE__, #condition);   \
    while (0)

/* If they differ, both numbers are said. */
#define SAME(is, wanted) check_same((long)(is), (long)(wanted), __FILE__, __LINE__, #is)

/* A call that must fail, with this error. */
#define FAILS(call, error)                                               \
    do {                                                                 \
        errno = 0;                                                       \
        check_failure((long)(call), error, __FILE__, __LINE__, #call);   \
    } while (0)

/* The test cannot be done here, as it turns out. */
#define SKIP(why) skip(why)

void fail(const char *file, int line, const char *what) __attribute__((noreturn));
void skip(const char *why) __attribute__((noreturn));
void check_same(long is, long wanted, const char *file, int line, const char *what);
void check_failure(long result, int wanted, const char *file, int line, const char *what);

/* ---- processes.c: children ---- */

extern const char *program_path;    /* of this one; with arguments of helpers.c it is another */

pid_t fork_child(void);             /* fork that succeeds */
int status_of(pid_t child);         /* of one that ends */
void expect_exit(pid_t child, int status);
void expect_signal(pid_t child, int signal);
void run_ok(void (*run)(void));     /* in a child, which returns */
void run_killed(void (*run)(void), int signal);
/* In a child that is user and group USER, without other groups. */
#define USER 10
void run_as_user(void (*run)(void));
void become_user(uid_t user);
pid_t fork_sleeper(void);           /* waits for signals until one kills it */
void kill_sleeper(pid_t sleeper);
/* As status_of, of one that is killed after so many milliseconds; SIGALRM is used for it. */
int status_within(pid_t child, int milliseconds);
/* exec of this program as a helper; the arguments are its, "@name" the first. */
pid_t start_helper(const char *const arguments[]);
int helper_status(const char *const arguments[]);

/* Two processes that wait for each other: who posts lets who waits go on. */
struct gate {
    int ends[2];
};
void gate_open(struct gate *gate);
void gate_post(struct gate *gate);
void gate_wait(struct gate *gate);
void gate_close(struct gate *gate);

void make_pipe(int ends[2]);
void close_pipe(const int ends[2]);
void catch_signal(int signal, void (*handler)(int), int flags); /* SA_... */
void block_signal(int signal);
void unblock_signal(int signal);
void pause_ms(int milliseconds);
long now_ms(void);

/* ---- contents.c: files ---- */

int make_file(const char *path, const char *text); /* 0 */
void expect_text(const char *path, const char *text);
int exists(const char *path);
struct stat status_at(const char *path);
off_t size_of(const char *path);
int open_new(const char *path);     /* for reading and writing; it is not there yet */
void close_ok(int descriptor);
void copy_file(const char *from, const char *to, mode_t mode);
void write_all(int descriptor, const void *bytes, size_t count);
void read_all(int descriptor, void *bytes, size_t count);
/* Bytes that follow from `seed`, and whether they are those. */
void fill(void *memory, size_t bytes, unsigned seed);
int is_filled(const void *memory, size_t bytes, unsigned seed);
int is_zero(const void *memory, size_t bytes);
int remove_tree(const char *path);  /* 0: it is gone */
uint32_t random_next(uint32_t *state); /* xorshift32 */

/* ---- raw.c: system calls without the library ---- */
long raw(long number, long a, long b, long c, long d, long e); /* -1 and errno */
/* The value, which the compiler does not know: it warns of arguments that tests are about. */
long unseen(long value);
#define WILD(address) ((void *)unseen((long)(address)))

/* ---- helpers.c: what the program does when a test executes it ---- */
int helper(int argc, char *argv[]);

#endif
