/*
 * Commands of the script: words, of which the first is the command, separated by blanks. Each
 * prints a line: the error number, and what the command gives if that is 0.
 */
#include <abi/dirent.h>
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/stat.h>
#include <unix/buf.h>
#include <unix/calls.h>
#include <unix/kernel.h>
#include <unix/namei.h>
#include <unix/proc.h>
#include <unix/user.h>

#include "driver.h"

/* of the host's library */
int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
long strtol(const char *text, char **end, int base);
unsigned long strtoul(const char *text, char **end, int base);
int strcmp(const char *a, const char *b);
char *strtok(char *text, const char *separators);
void *malloc(size_t bytes);
void free(void *at);
void *memcpy(void *to, const void *from, size_t bytes);

#define WORDS 6
#define HELD 32 /* files held open */
#define VNODES 40

static char *words[WORDS];
static int held[HELD];
static int held_count;

static long number(int word) { return words[word] == NULL ? 0 : strtol(words[word], NULL, 0); }
static long path(int word) { return (long)(words[word] == NULL ? "" : words[word]); }

/* A system call; *value, if not NULL, gets its first value. */
typedef int call(struct proc *p, const long *argument, long *value);
static int system_call(call *function, long a, long b, long c, long d, long *value)
{
    long arguments[8] = { a, b, c, d }, values[2] = { 0, 0 };
    int error = function(current->u_proc, arguments, values);

    if (value != NULL)
        *value = values[0];
    return error;
}

static int open_file(int word, int flags, long *descriptor)
{
    /* A damaged disk has named pipes where there were files: nobody waits for their other ends. */
    return system_call(sys_open, path(word), flags | O_NONBLOCK, 0644, 0, descriptor);
}

static void close_file(long descriptor)
{
    if (system_call(sys_close, descriptor, 0, 0, 0, NULL) != 0)
        panic("close");
}

/* Byte `at` of the pattern `seed`; the test has the same. */
static uint8_t pattern(uint32_t seed, uint32_t at)
{
    uint32_t value = (seed + at) * 2654435761u;

    return (uint8_t)(value >> 24 ^ value >> 13);
}

static uint32_t hash(const uint8_t *bytes, size_t count)
{
    uint32_t value = 2166136261u;

    for (size_t i = 0; i < count; i++)
        value = (value ^ bytes[i]) * 16777619u;
    return value;
}

/* write path offset bytes seed [append|sync]: the bytes written. */
static int do_write(void)
{
    size_t bytes = (size_t)number(3);
    uint8_t *data = malloc(bytes + 1);
    bool append = words[5] != NULL && strcmp(words[5], "append") == 0;
    long descriptor, done = 0;
    int error = open_file(1, O_WRONLY | (append ? O_APPEND : 0), &descriptor);

    for (size_t i = 0; i < bytes; i++)
        data[i] = pattern((uint32_t)number(4), (uint32_t)i);
    if (error == 0) {
        error = system_call(sys_lseek, descriptor, number(2), SEEK_SET, 0, NULL);
        if (error == 0)
            error = system_call(sys_write, descriptor, (long)data, (long)bytes, 0, &done);
        if (words[5] != NULL && strcmp(words[5], "sync") == 0 && error == 0)
            error = system_call(sys_fsync, descriptor, 0, 0, 0, NULL);
        close_file(descriptor);
    }
    free(data);
    printf("%d %ld\n", error, done);
    return -1;
}

/* read path offset bytes: how many, and their hash. */
static int do_read(void)
{
    size_t bytes = (size_t)number(3);
    uint8_t *data = malloc(bytes + 1);
    long descriptor, done = 0;
    int error = open_file(1, O_RDONLY, &descriptor);

    if (error == 0) {
        error = system_call(sys_lseek, descriptor, number(2), SEEK_SET, 0, NULL);
        if (error == 0)
            error = system_call(sys_read, descriptor, (long)data, (long)bytes, 0, &done);
        close_file(descriptor);
    }
    if (error != 0)
        printf("%d\n", error);
    else
        printf("0 %ld %u\n", done, hash(data, (size_t)done));
    free(data);
    return -1;
}

static int do_create(void)
{
    long descriptor;
    int error = open_file(1, O_WRONLY | O_CREAT | O_TRUNC, &descriptor);

    if (error == 0)
        close_file(descriptor);
    return error;
}

static int do_stat(void)
{
    struct stat st;
    int error = system_call(sys_lstat, path(1), (long)&st, 0, 0, NULL);

    if (error != 0)
        return error;
    printf("0 %o %u %d %u\n", (unsigned)st.st_mode, (unsigned)st.st_nlink, (int)st.st_size,
           (unsigned)st.st_uid);
    return -1;
}

static int do_readlink(void)
{
    char target[PATH_MAX];
    long length;
    int error = system_call(sys_readlink, path(1), (long)target, sizeof target, 0, &length);

    if (error != 0)
        return error;
    printf("0 %.*s\n", (int)length, target);
    return -1;
}

/* list path: names, in the order of the directory. */
static int do_list(void)
{
    static uint8_t chunk[4 * DIRECTORY_BLOCK];
    long descriptor, bytes, base;
    int error = open_file(1, O_RDONLY, &descriptor), rounds = 0;

    if (error != 0)
        return error;
    printf("0");
    while ((error = system_call(sys_getdirentries, descriptor, (long)chunk, sizeof chunk, (long)&base,
                                &bytes)) == 0 &&
           bytes > 0 && rounds++ < 10000)
        for (long at = 0; at < bytes;) {
            const struct dirent *entry = (const struct dirent *)(chunk + at);

            if (entry->d_reclen == 0 || entry->d_reclen % 4 != 0 || at + entry->d_reclen > bytes) {
                printf(" <a record of %d bytes>", entry->d_reclen); /* the disk is damaged */
                break;
            }
            if (entry->d_ino != 0)
                printf(" %.*s", entry->d_namlen, entry->d_name);
            at += entry->d_reclen;
        }
    close_file(descriptor);
    printf(error != 0 ? " error %d\n" : "\n", error);
    return -1;
}

/* Without a name, or with one, a file stays open. */
static int do_hold(void)
{
    long descriptor;
    int error = held_count == HELD ? EMFILE : open_file(1, O_RDONLY, &descriptor);

    if (error == 0)
        held[held_count++] = (int)descriptor;
    return error;
}

static int do_drop(void)
{
    if (held_count == 0)
        return EBADF;
    close_file(held[--held_count]);
    return 0;
}

static int do_statfs(void)
{
    struct statfs st;
    int error = system_call(sys_statfs, (long)"/", (long)&st, 0, 0, NULL);

    if (error != 0)
        return error;
    printf("0 %d %d %d %d\n", st.f_bfree, st.f_bavail, st.f_files, st.f_ffree);
    return -1;
}

/* Everything is on the disk when it is done. */
static int do_sync(void)
{
    update();
    bflush(NODEV, true);
    disk_log_mark();
    return 0;
}

static int do_update(void)
{
    update();
    return 0;
}

static int do_halt(void)
{
    while (held_count > 0)
        do_drop();
    update_halt();
    disk_log_mark();
    return 0;
}

static int do_user(void)
{
    current->u_cred->cr_uid = (uid_t)number(1);
    return 0;
}

static int do_limit(void)
{
    current->u_rlimit[RLIMIT_FSIZE].rlim_cur = (int32_t)number(1);
    return 0;
}

static int do_fail(void)
{
    disk_fail_after = number(1);
    return 0;
}

static int do_poke(void)
{
    uint32_t value = (uint32_t)strtoul(words[2], NULL, 0);

    memcpy(disk_image + number(1), &value, sizeof value);
    return 0;
}

static int do_mount(void)
{
    mount_root();
    current->u_cdir = root_vnode;
    vnode_hold(root_vnode);
    return 0;
}

/* What a command's arguments are for a call. */
#define CALL(name, a, b) static int do_##name(void) { return system_call(sys_##name, a, b, 0, 0, NULL); }
CALL(mkdir, path(1), 0755)
CALL(rmdir, path(1), 0)
CALL(unlink, path(1), 0)
CALL(link, path(1), path(2))
CALL(symlink, path(1), path(2))
CALL(rename, path(1), path(2))
CALL(truncate, path(1), number(2))
CALL(chmod, path(1), number(2))
CALL(chdir, path(1), 0)
static int do_mknod(void)
{
    return system_call(sys_mknod, path(1), number(2), number(3), 0, NULL);
}
static int do_chown(void)
{
    return system_call(sys_chown, path(1), number(2), number(3), 0, NULL);
}

static const struct {
    const char *name;
    int (*run)(void); /* the error to be printed; -1: it has printed */
} commands[] = {
    { "mount", do_mount },       { "write", do_write },     { "read", do_read },
    { "create", do_create },     { "stat", do_stat },       { "readlink", do_readlink },
    { "list", do_list },         { "hold", do_hold },       { "drop", do_drop },
    { "statfs", do_statfs },     { "sync", do_sync },       { "update", do_update },
    { "halt", do_halt },         { "user", do_user },       { "limit", do_limit },
    { "fail", do_fail },         { "poke", do_poke },       { "mkdir", do_mkdir },
    { "rmdir", do_rmdir },       { "unlink", do_unlink },   { "link", do_link },
    { "symlink", do_symlink },   { "rename", do_rename },   { "truncate", do_truncate },
    { "chmod", do_chmod },       { "chdir", do_chdir },     { "mknod", do_mknod },
    { "chown", do_chown },
};

void command_run(char *line)
{
    int count = 0, error;

    for (int i = 0; i < WORDS; i++)
        words[i] = NULL;
    for (char *word = strtok(line, " \n"); word != NULL && count < WORDS; word = strtok(NULL, " \n"))
        words[count++] = word;
    if (count == 0)
        return;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(words[0], commands[i].name) == 0) {
            time_now.tv_sec++;
            error = commands[i].run();
            if (error >= 0)
                printf("%d\n", error);
            current->u_proc->p_sig = 0;
            return;
        }
    panic("unknown command %s", words[0]);
}

void commands_start(size_t buffer_bytes)
{
    struct proc *p;

    processes_start(8);
    files_start(64);
    p = proc_alloc();
    p->p_stat = SRUN;
    current->u_proc = p;
    current->u_cred = cred_get();
    current->u_cred->cr_ngroups = 1;
    current->u_lastfile = -1;
    current->u_cmask = 022;
    for (int i = 0; i < RLIM_NLIMITS; i++)
        current->u_rlimit[i].rlim_cur = current->u_rlimit[i].rlim_max = RLIM_INFINITY;
    vnodes_start(VNODES);
    name_cache_start();
    pipes_start();
    buffer_cache_start(buffer_bytes);
}
