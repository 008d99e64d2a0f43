/*
 * hostile: programs that do what no program should, each in a child of its own, and then calls with
 * arguments by chance. Whatever becomes of them, the system goes on: the last line says so.
 *
 *      hostile [-s seed] [-n children] [-c calls of each]
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <abi/call-numbers.h>

#define CHILDREN 40
#define CALLS 200
#define SECONDS 5 /* that a child may take: it may have gone to sleep */

static uint32_t seed = 1;

static uint32_t chance(void)
{
    seed = seed * 1664525 + 1013904223;
    return seed >> 8;
}

/* ---- one evil each ---- */

#define store(address) (*(volatile int *)(address) = 1)
#define load(address) ((void)*(volatile int *)(address))
#define jump(address) (((void (*)(void))(address))())

static int datum[2];

/* Executes an instruction from data: the image's check allows none in text that no R3000 has. */
static void word(uint32_t instruction)
{
    static uint32_t code[3];
    void (*volatile call)(void) = (void (*)(void))code; /* too far for a JAL */

    code[0] = instruction;
    code[1] = 0x03e00008; /* jr $31 */
    code[2] = 0;
    call();
}

static int deep(int n)
{
    volatile char room[4096];

    room[0] = n;
    return n == 0 ? 0 : deep(n - 1) + room[0];
}

static void null_load(void) { load(0); }
static void null_store(void) { store(0); }
static void wild_store(void) { store(0x30000000); }
static void text_store(void) { store(0x00400000); }
static void below_text(void) { load(0x003ff000); }
static void table_hole(void) { load(0x50000000); }
static void kernel_load(void) { load(0x80030000); }
static void kernel_store(void) { store(0x80000080); }
static void device_store(void) { store(0xbfe80000); }
static void window_load(void) { load(0xc0000000); }
static void u_area_store(void) { store(0xffffc000); }
static void misaligned_load(void) { __asm__ volatile("lw $8, 1(%0)" : : "r"(datum) : "$8"); }
static void misaligned_store(void) { __asm__ volatile("sh $8, 1(%0)" : : "r"(datum)); }
static void misaligned_jump(void) { jump(0x00400002); }
static void jump_kernel(void) { jump(0x80000080); }
static void jump_nowhere(void) { jump(0x20000000); }
static void jump_data(void) { void (*volatile to)(void) = (void (*)(void))datum; to(); }
static void overflow(void) { __asm__ volatile("lui $8, 0x7fff; add $8, $8, $8" : : : "$8"); }
static void breakpoint(void) { __asm__ volatile("break"); }
static void status_write(void) { word(0x40806000); }
static void tlb_write(void) { word(0x42000002); }
static void return_from(void) { word(0x42000010); }
static void reserved(void) { word(0xffffffff); }
static void floating(void) { word(0x46000000); }
static void coprocessor_2(void) { word(0x48000000); }
static void coprocessor_3_load(void) { word(0xcc000000); }
static void no_stack_left(void) { deep(100000); }
static void stack_in_kernel(void) { __asm__ volatile("lui $29, 0x8004; li $2, 93; syscall; sw $2, 0($29)"); }
static void stack_odd(void) { __asm__ volatile("addiu $29, $29, 1; sw $2, 0($29)"); }
static void handler(int signal) { (void)signal; }
static void signal_without_stack(void)
{
    signal(SIGUSR1, handler);
    __asm__ volatile("move $16, $29; li $2, 20; syscall; move $4, $2; li $5, 30; lui $29, 0x6000; "
                     "li $2, 37; syscall; move $29, $16"
                     : : : "$2", "$4", "$5", "$16");
}
static void return_from_nothing(void) { __asm__ volatile("li $4, 0x10000000; li $2, 103; syscall"); _exit(0); }
static void return_from_kernel(void) { __asm__ volatile("lui $4, 0x8003; li $2, 103; syscall"); _exit(0); }
static void handler_in_kernel(void) { signal(SIGUSR1, (void (*)(int))0x80030000); kill(getpid(), SIGUSR1); }
static void syscall_in_delay_slot(void)
{
    int me;

    __asm__ volatile(".set push; .set noreorder; li $2, 20; b 1f; syscall; li $2, 0; 1: move %0, $2; .set pop"
                     : "=r"(me) : : "$2", "$3", "$7");
    _exit(me == getpid() ? 0 : 1);
}
static void syscall_at_the_end(void) { jump(0x7fffeffc); }

static const struct evil {
    const char *name;
    void (*does)(void);
} evils[] = {
    { "null load", null_load }, { "null store", null_store }, { "wild store", wild_store },
    { "text store", text_store }, { "below text", below_text }, { "hole", table_hole },
    { "kernel load", kernel_load }, { "kernel store", kernel_store }, { "device store", device_store },
    { "page table load", window_load }, { "u-area store", u_area_store },
    { "misaligned load", misaligned_load }, { "misaligned store", misaligned_store },
    { "misaligned jump", misaligned_jump }, { "jump into kernel", jump_kernel },
    { "jump nowhere", jump_nowhere }, { "jump to data", jump_data }, { "overflow", overflow },
    { "breakpoint", breakpoint }, { "write of Status", status_write }, { "write of the TLB", tlb_write },
    { "RFE", return_from }, { "reserved instruction", reserved }, { "floating point", floating },
    { "coprocessor 2", coprocessor_2 }, { "coprocessor 3", coprocessor_3_load },
    { "endless recursion", no_stack_left }, { "stack in kernel", stack_in_kernel },
    { "odd stack", stack_odd }, { "handler without a stack", signal_without_stack },
    { "sigreturn of data", return_from_nothing }, { "sigreturn of the kernel", return_from_kernel },
    { "handler in kernel", handler_in_kernel }, { "call in a delay slot", syscall_in_delay_slot },
    { "call at the end of memory", syscall_at_the_end },
};

/* ---- calls by chance ---- */

static long call(long number, const long *a)
{
    register long v0 __asm__("$2") = number;
    register long a0 __asm__("$4") = a[0];
    register long a1 __asm__("$5") = a[1];
    register long a2 __asm__("$6") = a[2];
    register long a3 __asm__("$7") = a[3];

    __asm__ volatile("addiu $29, $29, -24; sw %5, 16($29); syscall; addiu $29, $29, 24"
                     : "+r"(v0), "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3)
                     : "r"(a[4])
                     : "$1", "$3", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$24", "$25", "memory");
    return v0;
}

static char buffer[16384];

static long argument(void)
{
    static const uint32_t corners[] = {
        0, 1, 2, 3, 4, 0xffffffff, 0x7fffffff, 0x80000000, 0x80030000, 0xffffc000, 0xc0000000, 0xbfe00000,
        0x00400000, 0x10000000, 0x7fffeffc, 0x7fffefff, 0x7ffff000, 0xfffff000, 64, 1024, 4095, 4096, 8192,
    };
    uint32_t r = chance();

    switch (r % 5) {
    case 0:
        return (long)(buffer + r / 5 % sizeof buffer);
    case 1:
        return r / 5 % 20;
    case 2:
        return chance() << 8 ^ chance();
    default:
        return corners[r / 5 % (sizeof corners / sizeof corners[0])];
    }
}

/* Calls that would end the test itself, or take too long. */
static int spared(long number)
{
    return number == SYS_exit || number == SYS_reboot || number == SYS_kill || number == SYS_fork ||
           number == SYS_vfork || number == SYS_umount || number == SYS_sync || number == SYS_mount || number == SYS_brk ||
           number == SYS_setrlimit || number == SYS_sigpause;
}

static void calls_by_chance(int count)
{
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_IGN); /* SIGSYS above all */
    strcpy(buffer, "/tmp/hostile");
    strcpy(buffer + 100, "/bin/sh");
    strcpy(buffer + 200, "..");
    strcpy(buffer + 300, "/dev/console");
    while (count-- > 0) {
        long number = chance() % 170, a[5];

        for (int i = 0; i < 5; i++)
            a[i] = argument();
        if (!spared(number))
            call(number, a);
    }
    _exit(0);
}

static pid_t watched;

/* It may have gone to sleep for ever, without ear for signals. */
static void out_of_patience(int signal)
{
    (void)signal;
    kill(watched, SIGKILL);
    kill(watched, SIGCONT);
}

static int status_of(pid_t child)
{
    int status;

    watched = child;
    alarm(SECONDS);
    while (waitpid(child, &status, 0) != child)
        continue;
    return status;
}

static void say(int status)
{
    if (WIFSIGNALED(status))
        printf("signal %d\n", WTERMSIG(status));
    else
        printf("exit %d\n", WEXITSTATUS(status));
}

int main(int argc, char **argv)
{
    int children = CHILDREN, calls = CALLS, option;

    while ((option = getopt(argc, argv, "s:n:c:")) != -1)
        switch (option) {
        case 's': seed = atoi(optarg); break;
        case 'n': children = atoi(optarg); break;
        case 'c': calls = atoi(optarg); break;
        default: errx(2, "usage: hostile [-s seed] [-n children] [-c calls]");
        }
    setbuf(stdout, NULL);
    signal(SIGALRM, out_of_patience);
    for (unsigned i = 0; i < sizeof evils / sizeof evils[0]; i++) {
        pid_t child;

        printf("%s: ", evils[i].name);
        if ((child = fork()) == 0) {
            evils[i].does();
            _exit(100);
        }
        say(status_of(child));
    }
    int by_signal = 0;
    for (int i = 0; i < children; i++) {
        pid_t child = fork();

        if (child == 0) {
            for (int fd = 0; fd < 64; fd++)
                close(fd);
            setpgid(0, 0);
            seed += i * 7919;
            setuid(i % 2 ? 10 : 0);
            calls_by_chance(calls);
        }
        int status = status_of(child);
        by_signal += WIFSIGNALED(status) != 0;
    }
    printf("%d of %d children have ended by a signal\n", by_signal, children);
    printf("the system goes on\n");
    return 0;
}
