/*
 * What the tests are written with. A test is a function that runs in a process, a group of processes
 * and a directory of its own; the first check that does not hold ends its process. It must leave
 * nothing: no child, no descriptor, no file.
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
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __GLIBC__
#define IS_OURS 0 /* another system, which shows that the tests are right */
#define OPEN_MAX 64
#undef ARG_MAX
#define ARG_MAX 20480
#define CHILD_MAX 40
#else
#define IS_OURS 1
#endif

struct test {
    const char *name;
    void (*run)(void);
    int flags;
};

#define OURS 1  /* differs elsewhere, or must not be done there */
#define ROOT 2  /* needs the superuser */
#define SLOW 4  /* only with -s, or by name */

#define TEST(function, flags) { #function, function, flags }
#define END { NULL, NULL, 0 }

/* The topics. */
extern const struct test files[], directories[], names[], attributes[], users[], descriptors[];
extern const struct test pipes[], fifos[], processes[], groups[], exec[], limits[], signals[];
extern const struct test timers[], memory[], faults[], space[], concurrency[];

/* Not so: this process says where it stands and ends. */
#define CHECK(condition) \
    do \
        if (!(condition)) \
            fail(__FILE__, __LINE__, #condition); \
    while (0)

/* Both numbers are said. */
#define EQUAL(is, wanted) check_equal((long)(is), (long)(wanted), __FILE__, __LINE__, #is)

/* A call that must fail, with this error. */
#define FAILS(call, error) \
    do { \
        errno = 0; \
        check_failure((long)(call), error, __FILE__, __LINE__, #call); \
    } while (0)

void fail(const char *file, int line, const char *what) __attribute__((noreturn));
void check_equal(long is, long wanted, const char *file, int line, const char *what);
void check_failure(long result, int wanted, const char *file, int line, const char *what);

/* ---- tools.c ---- */

extern const char *program_path; /* of this program; with arguments of helpers[], it is another */

/* fork that succeeds. */
pid_t fork_child(void);
/* The child's status. */
int status_of(pid_t child);
/* It has ended by exit(0). */
void expect_success(pid_t child);
/* A child that becomes user and group 10 without other groups; 0 in it. */
pid_t fork_user(void);
/* A child that waits for signals. */
pid_t fork_sleeper(void);

void make_file(const char *path, const char *content);
/* The file holds this. */
void expect_content(const char *path, const char *content);
int exists(const char *path);
struct stat status_at(const char *path);
/* Bytes that depend on `seed`. */
void fill(void *memory, size_t bytes, unsigned seed);
int is_filled(const void *memory, size_t bytes, unsigned seed);
void pause_ms(int milliseconds);
/* Removes whatever is there. */
void remove_tree(const char *path);

/* ---- helpers.c: what the program does when a test executes it ---- */
int helper(int argc, char *argv[]);

#endif
