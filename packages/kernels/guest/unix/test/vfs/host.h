/*
 * What tests of files stand on: under.h within one process of the host, without threads; a file
 * system in memory that checks what is asked of it (memory-fs.c); devices (devices.c). A process
 * that sleeps calls the test's own function, which plays what others do meanwhile.
 */
#ifndef HOST_H
#define HOST_H

#include <abi/call-numbers.h>
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/ioctl.h>
#include <abi/select.h>
#include <unix/device.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/name_cache.h>
#include <unix/namei.h>

/* of the host's library */
int printf(const char *format, ...);
int snprintf(char *at, size_t size, const char *format, ...);
int strcmp(const char *a, const char *b);
char *strcpy(char *to, const char *from);
size_t strlen(const char *text);
void *memset(void *at, int byte, size_t bytes);
void *memcpy(void *to, const void *from, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);
void *malloc(size_t bytes);
void *calloc(size_t count, size_t bytes);
void free(void *at);
long atol(const char *text);
_Noreturn void exit(int status);

#define CHECK(condition) ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition))
#define CHECK_IS(value, expected) \
    check_is(__FILE__, __LINE__, #value, (long)(value), (long)(expected))
_Noreturn void check_failed(const char *file, int line, const char *what);
void check_is(const char *file, int line, const char *what, long value, long expected);

/* ---- calls.c: a system call: its first value, or -error. Then nothing is held that should not be. ---- */
long call(int number, const long arguments[8]);
#define CALL(name, ...) call(SYS_##name, (const long[8]){__VA_ARGS__})
#define PATH(text) ((long)(text))
#define BAD_ADDRESS 64L
void check_invariants(void); /* locks, references, files: as they should be between calls */

/* ---- processes ---- */
#define PROCESSES 3
extern struct user users[PROCESSES];
void become(int process);              /* it runs from now on */
void act_as(uid_t uid, gid_t gid);     /* real and effective, no other groups */
void set_effective(uid_t uid, gid_t gid);

/* ---- under.c ---- */
/* What happens while the current process sleeps: returns what sleep_on() is to say. NULL: it must not. */
extern int (*on_sleep)(const void *channel, int priority, int ticks);
extern bool woken;                     /* wakeup(), sleep_end() or proc_run() reached who sleeps */
extern int sleeps;
void time_pass(int ticks);
extern int last_signal;                /* signal_post() */
extern int copies_until_fault;         /* copies that still succeed; -1: all */
extern bool text_is_busy;
extern int text_uncached;              /* calls of text_uncache() */
extern int updates;                    /* calls of update() */
extern int kmem_pieces;                /* in use */

/* ---- memory-fs.c ---- */
#define DEVICE_ROOT makedev(0, 0)
#define DEVICE_SECOND makedev(0, 1)
#define DEVICE_EMPTY makedev(0, 2)     /* has no file system */
extern int steps_until_error;          /* operations that still succeed, then one says EIO; -1: all */
void memory_fs_check(void);            /* all counts of names are right */
/* References of each vnode as the caller counts them, by what each is referred to by. */
void references_clear(void);
void reference_count(struct vnode *vp);
void references_check(void);
void locks_check(void);
struct vnode *vnode_of_path(const char *path); /* without any reference */
void node_set_text(const char *path, bool text);

/* ---- devices.c ---- */
extern uint8_t disks[3][64 * 512];
#define DISK_SECTORS 63                /* of disk 2; others have 64 */
enum { CHAR_ECHO, CHAR_REFUSING, CHAR_RAW, CHAR_NOTHING };
struct device_log {
    int opens, closes, reads, writes, ioctls;
    int flags;                         /* of the last open or close */
    int ioflag;
    uint32_t request;
};
extern struct device_log echo_log;     /* character device makedev(CHAR_ECHO, any) */
extern char echo_text[64];             /* what has been written and not been read */
extern size_t echo_length;
extern struct proc *echo_selecting;
extern bool echo_collision;
extern int disk_opens[3], disk_closes[3], disk_reads, disk_writes;
extern int disk_error;                 /* the next transfer fails */

/* ---- tests ---- */
struct test {
    const char *name;
    void (*run)(void);
};
extern const struct test path_tests[], cache_tests[], open_tests[], file_tests[], select_tests[],
    attribute_tests[], directory_tests[], device_tests[], mount_tests[], failure_tests[];

/* tree-test.c: random calls here and on the host */
int compare_with_host(unsigned seed, const char *folder, int calls, uid_t uid);
/* model-test.c: random walks against a model of path names */
int compare_with_model(unsigned seed, int walks);

#endif
