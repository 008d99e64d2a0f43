/*
 * Each call that takes an address, with addresses that are none: of nothing, of the kernel,
 * unaligned, at the ends of regions, so near the end of all that they wrap. EFAULT, and nothing has
 * happened.
 */
#include "suite.h"

#include <sys/uio.h>

#define HERE (-1000) /* stands for the address that is tried */
#define PATH (-1001) /* for a path that is there */
#define OUT (-1002)  /* for a buffer */
#define SOME_FILE (-1003) /* for a descriptor of a file, with something in it */
#define SOME_PIPE (-1004) /* for the end of a pipe that can be read */

#define OURS_ONLY 1
#define NULL_IS_ALLOWED 2

static const struct {
    const char *name;
    long number;
    long arguments[5];
    int flags;
} calls[] = {
#define CALL(name, ...) { #name, SYS_##name, __VA_ARGS__, 0 }
#define CALL_FLAGS(name, flags, ...) { #name, SYS_##name, __VA_ARGS__, flags }
#define A(...) { __VA_ARGS__ }
    CALL(read, A(SOME_FILE, HERE, 100)),
    CALL(read, A(SOME_PIPE, HERE, 100)),
    CALL(write, A(SOME_FILE, HERE, 100)),
    CALL(open, A(HERE, 0, 0)),
    CALL(open, A(HERE, O_RDWR | O_CREAT, 0644)),
    CALL(creat, A(HERE, 0644)),
    CALL(link, A(HERE, PATH)),
    CALL(link, A(PATH, HERE)),
    CALL(unlink, A(HERE)),
    CALL(chdir, A(HERE)),
    CALL(mknod, A(HERE, S_IFIFO | 0644, 0)),
    CALL(chmod, A(HERE, 0644)),
    CALL(chown, A(HERE, -1, -1)),
    CALL(access, A(HERE, 0)),
    CALL(stat, A(HERE, OUT)),
    CALL(stat, A(PATH, HERE)),
    CALL(lstat, A(HERE, OUT)),
    CALL(lstat, A(PATH, HERE)),
    CALL(fstat, A(SOME_FILE, HERE)),
    CALL(symlink, A(HERE, PATH)),
    CALL(readlink, A(HERE, OUT, 100)),
    CALL(execve, A(HERE, 0, 0)),
    CALL(chroot, A(HERE)),
    CALL_FLAGS(getgroups, OURS_ONLY, A(16, HERE)),
    CALL(setgroups, A(1, HERE)),
    CALL(getitimer, A(ITIMER_REAL, HERE)),
    CALL_FLAGS(setitimer, NULL_IS_ALLOWED, A(ITIMER_VIRTUAL, HERE, 0)),
    CALL_FLAGS(setitimer, OURS_ONLY | NULL_IS_ALLOWED, A(ITIMER_VIRTUAL, 0, HERE)),
    CALL_FLAGS(select, NULL_IS_ALLOWED, A(8, HERE, 0, 0, 0)),
    CALL_FLAGS(select, NULL_IS_ALLOWED, A(8, 0, HERE, 0, 0)),
    CALL_FLAGS(select, NULL_IS_ALLOWED, A(0, 0, 0, 0, HERE)),
    CALL_FLAGS(gettimeofday, NULL_IS_ALLOWED, A(HERE, 0)),
    CALL_FLAGS(gettimeofday, NULL_IS_ALLOWED, A(0, HERE)),
    CALL(getrusage, A(RUSAGE_SELF, HERE)),
    CALL(getrlimit, A(RLIMIT_CPU, HERE)),
    CALL(setrlimit, A(RLIMIT_CORE, HERE)),
    CALL(readv, A(SOME_FILE, HERE, 1)),
    CALL(writev, A(SOME_FILE, HERE, 2)),
    CALL(rename, A(HERE, PATH)),
    CALL(rename, A(PATH, HERE)),
    CALL(truncate, A(HERE, 0)),
    CALL(mkdir, A(HERE, 0755)),
    CALL(rmdir, A(HERE)),
    CALL(utimes, A(HERE, 0)),
    CALL_FLAGS(utimes, NULL_IS_ALLOWED, A(PATH, HERE)),
#ifndef __GLIBC__
    CALL(mount, A(HERE, PATH, 0)),
    CALL(umount, A(HERE)),
    CALL_FLAGS(acct, NULL_IS_ALLOWED, A(HERE)),
    CALL(ioctl, A(SOME_FILE, 0x4004667f, HERE)),
    CALL_FLAGS(sigvec, NULL_IS_ALLOWED, A(SIGUSR1, HERE, 0)),
    CALL_FLAGS(sigvec, NULL_IS_ALLOWED, A(SIGUSR1, 0, HERE)),
    CALL_FLAGS(sigstack, NULL_IS_ALLOWED, A(HERE, 0)),
    CALL_FLAGS(sigstack, NULL_IS_ALLOWED, A(0, HERE)),
    CALL(gethostname, A(HERE, 10)),
    CALL(sethostname, A(HERE, 5)),
    CALL_FLAGS(settimeofday, NULL_IS_ALLOWED, A(0, HERE)),
    CALL_FLAGS(settimeofday, NULL_IS_ALLOWED, A(HERE, 0)),
    CALL(statfs, A(HERE, OUT)),
    CALL(statfs, A(PATH, HERE)),
    CALL(fstatfs, A(SOME_FILE, HERE)),
#endif
};

static const uintptr_t bad[] = {
    0,
    8,
    0x1001,
#ifdef __mips__
    0x003ff000, /* below the text */
    0x30000000, /* between data and stack */
    0x30000003,
    0x7ffff000, /* above the stack */
    0x7ffffffc, /* at the end of what is a program's; then into the kernel */
    0x7fffffff,
    0x80000000, /* the kernel's vectors */
    0x80030000, /* its text */
    0x80030001,
    0xa0000000,
    0xbfc00000, /* the PROM */
    0xbfe80000, /* a device */
    0xc0000000, /* the page table */
    0xffffc000, /* the u-area */
    0xfffffff0, /* wraps */
    0xfffffffe,
#else
    0x8000000000000000u,
    0xffff800000000000u,
    0xfffffffffffff000u,
    0xfffffffffffffff0u,
#endif
};

static char buffer[2048];

static long argument(long given, uintptr_t address, int file, int reader)
{
    switch (given) {
    case HERE:
        return (long)address;
    case PATH:
        return (long)"f";
    case OUT:
        return (long)buffer;
    case SOME_FILE:
        return file;
    case SOME_PIPE:
        return reader;
    }
    return given;
}

static void try(size_t call, uintptr_t address, int file, int reader)
{
    long a[5];
    char text[120];
    long result;

    for (int i = 0; i < 5; i++)
        a[i] = argument(calls[call].arguments[i], address, file, reader);
    SAME(lseek(file, 0, SEEK_SET), 0);
    errno = 0;
    result = raw(calls[call].number, a[0], a[1], a[2], a[3], a[4]);
    if (result == -1 && errno == EFAULT)
        return;
    snprintf(text, sizeof(text), "%s with %#lx: %ld, %s", calls[call].name, (unsigned long)address,
             result, strerror(errno));
    fail(__FILE__, __LINE__, text);
}

static void addresses_of_nothing(void)
{
    int file, ends[2];

    make_file("f", "some text that is longer than any of the pieces that are read here, and more "
                   "than that: it has more than one hundred bytes");
    file = open("f", O_RDWR);
    make_pipe(ends);
    write_all(ends[1], "text", 4);
    for (size_t call = 0; call < sizeof(calls) / sizeof(calls[0]); call++) {
        if ((calls[call].flags & OURS_ONLY) && !IS_OURS)
            continue;
        if (geteuid() != 0 && (calls[call].number == SYS_chroot ||
                               calls[call].number == SYS_setgroups))
            continue;
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
            if (bad[i] != 0 || !(calls[call].flags & NULL_IS_ALLOWED))
                try(call, bad[i], file, ends[0]);
    }
    SAME(read(ends[0], buffer, 10), 4); /* what could not be delivered is there still */
    SAME(lseek(file, 0, SEEK_SET), 0);
    SAME(read(file, buffer, 9), 9);
    CHECK(memcmp(buffer, "some text", 9) == 0);
    SAME(status_at("f").st_nlink, 1);
    close_pipe(ends);
    close_ok(file);
}

static void addresses_of_vectors(void)
{
    struct iovec parts[2] = { { buffer, 4 }, { NULL, 4 } };
    int file = open_new("f"), ends[2];

    make_pipe(ends);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        parts[0].iov_base = WILD(bad[i]);
        parts[1].iov_base = buffer;
        FAILS(writev(ends[1], parts, 2), EFAULT);
        FAILS(writev(file, parts, 2), EFAULT);
    }
    SAME(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    FAILS(read(ends[0], buffer, 1), EWOULDBLOCK);
    SAME(size_of("f"), 0);
    close_pipe(ends);
    close_ok(file);
}

static void addresses_of_arguments(void)
{
    char *arguments[3] = { "x", NULL, NULL };

    for (size_t i = 1; i < sizeof(bad) / sizeof(bad[0]); i++) {
        arguments[1] = WILD(bad[i]);
        FAILS(execve(program_path, arguments, NULL), EFAULT);
        FAILS(execve(program_path, WILD(0), arguments), EFAULT);
        FAILS(execve(program_path, WILD(bad[i]), NULL), EFAULT);
    }
}

/* The end of data, a page's end. */
static char *end_of_data(void)
{
    char *end = sbrk(0);

    end += 4096 - (uintptr_t)end % 4096;
    SAME(brk(end), 0);
    return end;
}

static void at_the_end(void)
{
    char *end = end_of_data();
    int zero = open("/dev/zero", O_RDONLY), file = open_new("f"), ends[2];
    struct stat *status;

    make_pipe(ends);
    memset(end - 200, 'x', 200);
    SAME(read(zero, end - 100, 100), 100); /* up to the last byte */
    FAILS(read(zero, end, 1), EFAULT);
    FAILS(write(ends[1], end, 1), EFAULT);
    SAME(write(file, end - 100, 100), 100);
    strcpy(end - 2, "f");
    SAME(access(end - 2, F_OK), 0); /* the NUL is the last byte */
    end[-1] = 'x';
    FAILS(access(end - 2, F_OK), EFAULT); /* there is none */
    FAILS(access(end - 1, F_OK), EFAULT);
    FAILS(open(end - 1, O_RDWR | O_CREAT, 0644), EFAULT);
    status = (struct stat *)(end - sizeof(*status));
    SAME(stat("f", status), 0);
    SAME(status->st_size, 100);
    FAILS(stat("f", (struct stat *)((char *)status + 8)), EFAULT);
    close_pipe(ends);
    close_ok(file);
    close_ok(zero);
}

/* Buffers that begin well and end behind the end. */
static void across_the_end(void)
{
    char *end = end_of_data();
    int file = open_new("f"), zero = open("/dev/zero", O_RDONLY);

    memset(buffer, 'y', sizeof(buffer));
    write_all(file, buffer, sizeof(buffer));
    memset(end - 1000, 'x', 1000);
    SAME(lseek(file, 0, SEEK_SET), 0);
    FAILS(write(file, end - 1000, 2000), EFAULT);
    SAME(size_of("f"), sizeof(buffer));
    SAME(lseek(file, 0, SEEK_SET), 0);
    FAILS(read(file, end - 1000, 2000), EFAULT);
    SAME(lseek(file, sizeof(buffer), SEEK_SET), sizeof(buffer));
    FAILS(write(file, end - 1000, 2000), EFAULT); /* the file has not become longer */
    SAME(size_of("f"), sizeof(buffer));
    FAILS(read(zero, end - 10, 100000), EFAULT);
    close_ok(file);
    close_ok(zero);
}

/* Unaligned ones that are ours are all right. */
static void unaligned(void)
{
    static char room[600] __attribute__((aligned(8)));
    struct timeval limit = { 0, 1000 };
    int file = open_new("f");

    write_all(file, "0123456789", 10);
    for (int at = 1; at < 8; at++) {
        struct stat status;

        SAME(raw(SYS_stat, (long)"f", (long)(room + at), 0, 0, 0), 0);
        memcpy(&status, room + at, sizeof(status));
        SAME(status.st_size, 10);
        SAME(lseek(file, 0, SEEK_SET), 0);
        SAME(read(file, room + at, 9), 9);
        CHECK(memcmp(room + at, "012345678", 9) == 0);
        memcpy(room + at, &limit, sizeof(limit));
        SAME(raw(SYS_select, 0, 0, 0, 0, (long)(room + at)), 0);
    }
    close_ok(file);
}

const struct test bad_pointers[] = {
    TEST(addresses_of_nothing, 0),
    TEST(addresses_of_vectors, 0),
    TEST(addresses_of_arguments, 0),
    TEST(at_the_end, 0),
    TEST(across_the_end, OURS),
    TEST(unaligned, 0),
    END,
};
