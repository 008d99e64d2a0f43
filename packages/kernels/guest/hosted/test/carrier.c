/*
 * What could be wrong with processes of the host as the personality's: addresses, memory, registers
 * across signals that come while a program runs, faults, sharing. A line for each group.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHECK(condition) check(condition, #condition, __LINE__)
#define BAD ((void *)0x30000000) /* nothing is there */
#define TEXT ((void *)0x00400000)
#define PAGE 4096
#define MANY (100 << 10) /* bytes: several packets, several blocks */

static int failures;

static void check(int holds, const char *what, int line)
{
    if (holds)
        return;
    failures++;
    printf("  line %d: not so: %s (errno %d)\n", line, what, errno);
}

/* ---- addresses ---- */

static void bad_addresses(int file)
{
    static void *const nowhere[] = { BAD, NULL, (void *)0x80000000, (void *)-1,
                                     (void *)0xffffffff80000000 };
    struct stat status;
    int ends[2];

    for (unsigned i = 0; i < sizeof nowhere / sizeof nowhere[0]; i++) {
        CHECK(write(file, nowhere[i], 1) == -1 && errno == EFAULT);
        CHECK(lseek(file, 0, SEEK_SET) == 0);
        CHECK(read(file, nowhere[i], 10) == -1 && errno == EFAULT);
        CHECK(lseek(file, 0, SEEK_SET) == 0);
        CHECK(open(nowhere[i], O_RDONLY) == -1 && errno == EFAULT);
        CHECK(stat("/", nowhere[i]) == -1 && errno == EFAULT);
        CHECK(stat(nowhere[i], &status) == -1 && errno == EFAULT);
    }
    CHECK(read(file, TEXT, 10) == -1 && errno == EFAULT);
    CHECK(lseek(file, 0, SEEK_SET) == 0);
    CHECK(pipe(ends) == 0);
    CHECK(write(ends[1], "abc", 3) == 3 && read(ends[0], BAD, 3) == -1 && errno == EFAULT);
    close(ends[0]);
    close(ends[1]);
}

/* Up to the end of what there is, and a byte more. */
static void borders(int file)
{
    char *border = (char *)(((uintptr_t)sbrk(0) + 2 * PAGE - 1) & -PAGE);
    int directory;

    CHECK(brk(border) == 0);
    CHECK(write(file, border - 100, 100) == 100);
    CHECK(write(file, border - 100, 101) == -1 && errno == EFAULT);
    memcpy(border - 6, "/etc//", 6);
    CHECK(open(border - 6, O_RDONLY) == -1 && errno == EFAULT);
    strcpy(border - 5, "/etc");
    CHECK((directory = open(border - 5, O_RDONLY)) >= 0);
    close(directory);
}

static void addresses(void)
{
    static char bytes[MANY], back[MANY];
    int file = open("addresses", O_RDWR | O_CREAT | O_TRUNC, 0644);

    for (int i = 0; i < MANY; i++)
        bytes[i] = i * 7 + i / 251;
    CHECK(write(file, bytes, MANY) == MANY && lseek(file, 0, SEEK_SET) == 0);
    CHECK(read(file, back, MANY) == MANY && memcmp(bytes, back, MANY) == 0);
    bad_addresses(file);
    borders(file);
    close(file);
    unlink("addresses");
}

/* ---- memory ---- */

static void memory(void)
{
    char *before = sbrk(0), *page = (char *)(((uintptr_t)before + PAGE - 1) & -PAGE);

    CHECK(brk(page + 10 * PAGE) == 0);
    for (int i = 0; i < 10 * PAGE; i++)
        if (page[i] != 0) {
            CHECK(page[i] == 0);
            break;
        }
    memset(page, 1, 10 * PAGE);
    CHECK(brk(page + PAGE) == 0 && page[0] == 1);
    CHECK(brk(page + 3 * PAGE) == 0 && page[2 * PAGE] == 0);
    CHECK(brk((void *)0x7ffe0000) == -1 && errno == ENOMEM);
    CHECK(sbrk(1 << 30) == (void *)-1 && errno == ENOMEM);
    CHECK(brk(page) == 0);
    brk(before);
}

/* ---- signals that come at any moment ---- */

static volatile int caught, codes;
static jmp_buf back;

static void count(int signal)
{
    (void)signal;
    caught++;
}

static void jump(int signal)
{
    longjmp(back, signal);
}

/* All registers, and a result that is wrong if one of them is touched. */
static uint64_t busy(uint64_t turns)
{
    uint64_t result;

    __asm__ volatile("mov $1, %%rbx; mov $2, %%rcx; mov $3, %%rdx; mov $4, %%rsi; mov $5, %%rdi\n"
                     "mov $6, %%r8; mov $7, %%r9; mov $8, %%r10; mov $9, %%r11; mov $10, %%r12\n"
                     "mov $11, %%r13; mov $12, %%r14; mov $13, %%r15\n"
                     "1: stc; mov $0, %%eax; adc %%rbx, %%rax; add %%rcx, %%rax; add %%rdx, %%rax\n"
                     "add %%rsi, %%rax; add %%rdi, %%rax; add %%r8, %%rax; add %%r9, %%rax\n"
                     "add %%r10, %%rax; add %%r11, %%rax; add %%r12, %%rax; add %%r13, %%rax\n"
                     "add %%r14, %%rax; add %%r15, %%rax; cmp $92, %%rax; jne 2f\n"
                     "decq %1; jnz 1b; 2:"
                     : "=&a"(result), "+m"(turns)
                     :
                     : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
                       "r14", "r15", "cc", "memory");
    return result;
}

static void running(void)
{
    struct itimerval often = { { 0, 10000 }, { 0, 10000 } }, off = { { 0, 0 }, { 0, 0 } };
    struct rusage usage;

    caught = 0;
    signal(SIGALRM, count);
    CHECK(setitimer(ITIMER_REAL, &often, NULL) == 0);
    while (caught < 10)
        CHECK(busy(100000) == 92);
    CHECK(setitimer(ITIMER_REAL, &off, NULL) == 0);
    caught = 0;
    signal(SIGVTALRM, count);
    CHECK(setitimer(ITIMER_VIRTUAL, &often, NULL) == 0);
    while (caught < 5)
        CHECK(busy(100000) == 92);
    CHECK(setitimer(ITIMER_VIRTUAL, &off, NULL) == 0);
    signal(SIGPROF, jump);
    if (setjmp(back) == 0) {
        CHECK(setitimer(ITIMER_PROF, &often, NULL) == 0);
        for (;;)
            busy(1000);
    }
    CHECK(setitimer(ITIMER_PROF, &off, NULL) == 0);
    CHECK(getrusage(RUSAGE_SELF, &usage) == 0 &&
          (usage.ru_utime.tv_sec > 0 || usage.ru_utime.tv_usec > 40000));
}

/* Calls, and signals in between and within them. */
static void calling(void)
{
    struct itimerval often = { { 0, 10000 }, { 0, 10000 } }, off = { { 0, 0 }, { 0, 0 } };
    struct timeval brief = { 0, 30000 };
    int ends[2];

    caught = 0;
    signal(SIGALRM, count);
    CHECK(pipe(ends) == 0 && setitimer(ITIMER_REAL, &often, NULL) == 0);
    for (int i = 0; i < 2000 || caught < 5; i++) {
        int sent = i, got = -1;

        CHECK(write(ends[1], &sent, sizeof sent) == sizeof sent);
        CHECK(read(ends[0], &got, sizeof got) == sizeof got && got == i);
    }
    while (select(0, NULL, NULL, NULL, &brief) == -1 && errno == EINTR && caught < 20)
        continue;
    CHECK(caught >= 20);
    CHECK(setitimer(ITIMER_REAL, &off, NULL) == 0);
    close(ends[0]);
    close(ends[1]);
}

/* ---- faults ---- */

static void on_fault(int signal, int code, void *frame)
{
    (void)frame;
    codes = code;
    longjmp(back, signal);
}

static void catch_faults(int flags)
{
    struct sigvec vector = { .sv_handler = on_fault, .sv_flags = flags };

    sigvec(SIGSEGV, &vector, NULL);
    sigvec(SIGILL, &vector, NULL);
    sigvec(SIGFPE, &vector, NULL);
    sigvec(SIGTRAP, &vector, NULL);
}

static int deeper(int depth)
{
    volatile char room[1000];

    room[depth % 1000] = 1;
    return depth < 0 ? 0 : deeper(depth + 1) + room[depth % 1000];
}

static int fault(int which)
{
    volatile int one = 1, zero = 0;
    int signal = setjmp(back);

    if (signal != 0)
        return signal;
    switch (which) {
    case SIGSEGV:
        *(volatile int *)BAD = 1;
        break;
    case SIGILL:
        __builtin_trap();
    case SIGFPE:
        zero = one / zero;
        break;
    case SIGTRAP:
        __asm__ volatile("int3");
        break;
    default:
        *(volatile int *)TEXT = 1;
    }
    return 0;
}

static int status_of(void (*function)(void))
{
    int status = -1;
    pid_t child = fork();

    if (child == 0) {
        function();
        _exit(0);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    return status;
}

static void overflow(void)
{
    deeper(0);
}

static void overflow_caught(void)
{
    static char other[PAGE];
    struct sigstack stack = { other + sizeof other, 0 };

    CHECK(sigstack(&stack, NULL) == 0);
    catch_faults(SV_ONSTACK);
    if (setjmp(back) == 0)
        deeper(0);
    else
        _exit(5);
}

static void blocked_fault(void)
{
    sigblock(sigmask(SIGSEGV));
    fault(SIGSEGV);
}

static void faults(void)
{
    catch_faults(0);
    for (int i = 0; i < 3; i++) {
        CHECK(fault(SIGSEGV) == SIGSEGV);
        CHECK(fault(SIGILL) == SIGILL);
        CHECK(fault(SIGFPE) == SIGFPE);
        CHECK(fault(SIGTRAP) == SIGTRAP);
        CHECK(fault(0) == SIGSEGV);
    }
    CHECK(WTERMSIG(status_of(overflow)) == SIGILL); /* no room for the handler's frame */
    CHECK(WEXITSTATUS(status_of(overflow_caught)) == 5);
    CHECK(WTERMSIG(status_of(blocked_fault)) == SIGSEGV);
    signal(SIGSEGV, SIG_DFL);
    CHECK(WTERMSIG(status_of(overflow)) == SIGSEGV);
    signal(SIGILL, SIG_DFL);
    signal(SIGFPE, SIG_DFL);
    signal(SIGTRAP, SIG_DFL);
}

/* ---- other processes ---- */

static void sharing(void)
{
    static volatile int shared;
    int status;
    pid_t child = vfork();

    if (child == 0) {
        shared = 1;
        _exit(3);
    }
    CHECK(shared == 1 && waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 3);
    while (shared <= 20) {
        if ((child = vfork()) == 0) {
            shared++;
            execl("/bin/true", "true", NULL);
            _exit(1);
        }
        CHECK(waitpid(child, &status, 0) == child && status == 0);
    }
    if ((child = vfork()) == 0) { /* a child's child in the same memory */
        if (vfork() == 0) {
            shared = 50;
            _exit(0);
        }
        shared++;
        _exit(0);
    }
    CHECK(shared == 51 && waitpid(child, NULL, 0) == child);
    if ((child = fork()) == 0) {
        shared = 70;
        _exit(0);
    }
    CHECK(waitpid(child, NULL, 0) == child && shared == 51);
}

/* Those that run, and make no calls. */
static void controlled(void)
{
    int status;
    pid_t child = fork();

    if (child == 0)
        for (;;)
            busy(1000);
    CHECK(kill(child, SIGSTOP) == 0 && waitpid(child, &status, WUNTRACED) == child);
    CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
    CHECK(kill(child, SIGCONT) == 0 && waitpid(child, &status, WNOHANG) == 0);
    CHECK(kill(child, SIGTERM) == 0 && waitpid(child, &status, 0) == child);
    CHECK(WTERMSIG(status) == SIGTERM);
    child = fork();
    if (child == 0) {
        sigblock(~0);
        for (;;)
            busy(1000);
    }
    usleep(20000);
    CHECK(kill(child, SIGKILL) == 0 && waitpid(child, &status, 0) == child);
    CHECK(WTERMSIG(status) == SIGKILL);
}

#define LONG 15000

static void programs(void)
{
    static char variable[LONG] = "A=";
    char *const arguments[] = { "sh", "-c", "[ ${#A} = 14997 ] && [ $# = 0 ] && exit 9", NULL };
    char *const environment[] = { variable, "PATH=/bin", NULL };
    char *const none[] = { NULL };
    int status;
    pid_t child;

    memset(variable + 2, 'x', LONG - 3);
    if ((child = fork()) == 0) {
        execve("/bin/sh", arguments, environment);
        _exit(1);
    }
    CHECK(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 9);
    if ((child = fork()) == 0) {
        execve("/bin/true", none, none);
        _exit(1);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(execve("/etc/passwd", none, none) == -1 && errno == EACCES);
    CHECK(open("/bin/carrier", O_WRONLY) == -1 && errno == ETXTBSY);
}

static const struct {
    const char *name;
    void (*run)(void);
} groups[] = {
    { "addresses", addresses }, { "memory", memory },   { "running", running },
    { "calling", calling },     { "faults", faults },   { "sharing", sharing },
    { "controlled", controlled }, { "programs", programs },
};

int main(void)
{
    int failed = 0;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (chdir("/tmp") < 0)
        return 2;
    for (unsigned i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        failures = 0;
        groups[i].run();
        printf("%-10s %s\n", groups[i].name, failures == 0 ? "ok" : "FAILED");
        failed |= failures;
    }
    printf("carrier: %s\n", failed == 0 ? "all ok" : "FAILED");
    return failed != 0;
}
