/*
 * Programs that do what no program should, each in a child: it ends by the signal that tells what
 * it was, or handles it, and others go on.
 */
#include "suite.h"

#include <setjmp.h>

static volatile int datum[4];

static void load(uintptr_t address)
{
    (void)*(volatile int *)WILD(address);
}

static void store(uintptr_t address)
{
    *(volatile int *)WILD(address) = 1;
}

static void jump(uintptr_t address)
{
    void (*to)(void) = (void (*)(void))WILD(address);

    to();
}

static void null_load(void) { load(0); }
static void null_store(void) { store(0); }
static void near_null(void) { load(0xffc); }
static void wild_load(void) { load(0x30000000); }
static void wild_store(void) { store(0x30000000); }
static void null_jump(void) { jump(0); }
static void wild_jump(void) { jump(0x20000000); }
static void own_signal(void) { kill(getpid(), SIGSEGV); }
static void aborts(void) { abort(); }

static void divide_by_zero(void)
{
    datum[0] = 5 / datum[1];
}

#ifdef __mips__
/* Executes an instruction from data: the compiler writes none that no R3000 has. */
static void word(uint32_t instruction)
{
    static uint32_t code[3];
    void (*volatile call)(void) = (void (*)(void))code;

    code[0] = instruction;
    code[1] = 0x03e00008; /* jr $31 */
    code[2] = 0;
    call();
}

static void text_store(void) { store(0x00400000); }
static void below_text(void) { load(0x003ff000); }
static void behind_text(void) { load(0x013ff000); }
static void above_stack(void) { load(0x7ffff000); }
static void far_below_stack(void) { store(0x7f801000); }
static void last_of_user(void) { load(0x7ffffffc); }
static void kernel_load(void) { load(0x80030000); }
static void kernel_store(void) { store(0x80000080); }
static void uncached_store(void) { store(0xa0000080); }
static void device_store(void) { store(0xbfe80000); }
static void prom_load(void) { load(0xbfc00000); }
static void table_load(void) { load(0xc0000000); }
static void u_area_store(void) { store(0xffffc000); }
static void last_word(void) { load(0xfffffffc); }
static void odd_load(void) { __asm__ volatile("lw $8, 1(%0)" : : "r"(datum) : "$8"); }
static void odd_half(void) { __asm__ volatile("lh $8, 1(%0)" : : "r"(datum) : "$8"); }
static void odd_store(void) { __asm__ volatile("sw $8, 2(%0)" : : "r"(datum)); }
static void odd_jump(void) { jump(0x00400002); }
static void kernel_jump(void) { jump(0x80000080); }
static void device_jump(void) { jump(0xbfe80000); }
static void data_jump(void) { jump((uintptr_t)datum); }
static void overflow(void) { __asm__ volatile("lui $8, 0x7fff; add $8, $8, $8" : : : "$8"); }
static void breakpoint(void) { __asm__ volatile("break"); }
static void status_read(void) { word(0x40086000); }
static void status_write(void) { word(0x40886000); }
static void index_write(void) { word(0x42000002); }
static void random_write(void) { word(0x42000006); }
static void rfe(void) { word(0x42000010); }
static void reserved(void) { word(0xffffffff); }
static void later(void) { word(0x70000002); }       /* MIPS32's */
static void later_trap(void) { word(0x00000034); }  /* MIPS II's teq */
static void floating(void) { word(0x46000000); }
static void coprocessor_2(void) { word(0x48000000); }
static void coprocessor_3(void) { word(0xcc000000); }
static void stack_in_kernel(void) { __asm__ volatile("lui $29, 0x8004; sw $2, 0($29)"); }
static void stack_odd(void) { __asm__ volatile("addiu $29, $29, 1; sw $2, 0($29)"); }
static void fault_in_slot(void)
{
    __asm__ volatile(".set push; .set noreorder; b 1f; lw $8, 0($0); nop; 1: .set pop" : : : "$8");
}

/* A call with the stack anywhere: what is done there is done later. */
static void call_without_stack(void)
{
    __asm__ volatile("move $16, $29; lui $29, 0x8004; li $2, 20; syscall; move $29, $16" : : :
                     "$2", "$3", "$7", "$16");
    _exit(9);
}

static void call_in_slot(void)
{
    int me;

    __asm__ volatile(".set push; .set noreorder; li $2, 20; b 1f; syscall; li $2, 0;"
                     "1: move %0, $2; .set pop"
                     : "=r"(me)
                     :
                     : "$2", "$3", "$7");
    _exit(me == getpid() ? 9 : 1);
}

/* break's and syscall's codes are nobody's business. */
static void call_with_code(void)
{
    int me;

    __asm__ volatile("li $2, 20; syscall 0x3ffff; move %0, $2" : "=r"(me) : : "$2", "$3", "$7");
    _exit(me == getpid() ? 9 : 1);
}
#endif

static const struct {
    void (*does)(void);
    int signal; /* or minus the status */
} evils[] = {
    { null_load, SIGSEGV },
    { null_store, SIGSEGV },
    { near_null, SIGSEGV },
    { wild_load, SIGSEGV },
    { wild_store, SIGSEGV },
    { null_jump, SIGSEGV },
    { wild_jump, SIGSEGV },
    { own_signal, SIGSEGV },
    { aborts, SIGABRT },
#ifdef __mips__
    { divide_by_zero, SIGTRAP },
    { text_store, SIGBUS },
    { below_text, SIGSEGV },
    { behind_text, SIGSEGV },
    { above_stack, SIGSEGV },
    { far_below_stack, SIGSEGV },
    { last_of_user, SIGSEGV },
    { kernel_load, SIGBUS },
    { kernel_store, SIGBUS },
    { uncached_store, SIGBUS },
    { device_store, SIGBUS },
    { prom_load, SIGBUS },
    { table_load, SIGBUS },
    { u_area_store, SIGBUS },
    { last_word, SIGBUS },
    { odd_load, SIGBUS },
    { odd_half, SIGBUS },
    { odd_store, SIGBUS },
    { odd_jump, SIGBUS },
    { kernel_jump, SIGBUS },
    { device_jump, SIGBUS },
    { data_jump, SIGILL },
    { overflow, SIGFPE },
    { breakpoint, SIGTRAP },
    { status_read, SIGILL },
    { status_write, SIGILL },
    { index_write, SIGILL },
    { random_write, SIGILL },
    { rfe, SIGILL },
    { reserved, SIGILL },
    { later, SIGILL },
    { later_trap, SIGILL },
    { floating, SIGILL },
    { coprocessor_2, SIGILL },
    { coprocessor_3, SIGILL },
    { stack_in_kernel, SIGBUS },
    { stack_odd, SIGBUS },
    { fault_in_slot, SIGSEGV },
    { call_without_stack, -9 },
    { call_in_slot, -9 },
    { call_with_code, -9 },
#else
    { divide_by_zero, SIGFPE },
#endif
};
#define EVILS (int)(sizeof(evils) / sizeof(evils[0]))

static pid_t start_evil(int i)
{
    pid_t child = fork_child();

    if (child == 0) {
        datum[0] = (int)0xffffffff; /* no instruction */
        evils[i].does();
        _exit(100);
    }
    return child;
}

static void expect_evil(int i, pid_t child)
{
    int status = status_of(child);
    int is = WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
    char text[60];

    if (is == evils[i].signal)
        return;
    snprintf(text, sizeof(text), "evil %d: %d, must be %d", i, is, evils[i].signal);
    fail(__FILE__, __LINE__, text);
}

static void one_after_the_other(void)
{
    for (int i = 0; i < EVILS; i++)
        expect_evil(i, start_evil(i));
}

/* All of them at once, beside someone who computes. */
static void all_at_once(void)
{
    pid_t children[EVILS], bystander = fork_child();

    if (bystander == 0) {
        char memory[50000];

        for (int turn = 0; turn < 10; turn++) {
            fill(memory, sizeof(memory), turn);
            CHECK(is_filled(memory, sizeof(memory), turn));
        }
        _exit(0);
    }
    for (int i = 0; i < EVILS; i++)
        children[i] = start_evil(i);
    for (int i = 0; i < EVILS; i++)
        expect_evil(i, children[i]);
    expect_exit(bystander, 0);
}

/* Ignored or blocked, they kill all the same. */
static int shielded_by;

static void shielded(void)
{
    if (shielded_by == 0)
        catch_signal(SIGSEGV, SIG_IGN, 0);
    else
        block_signal(SIGSEGV);
    null_load();
}

static void no_shield(void)
{
    for (shielded_by = 0; shielded_by < 2; shielded_by++)
        run_killed(shielded, SIGSEGV);
}

static sigjmp_buf place;
static volatile sig_atomic_t last;

static void escape(int signal)
{
    last = signal;
    siglongjmp(place, 1);
}

/* Handled, a hundred times, the program is as good as before. */
static void faults_handled(void)
{
    volatile int turn;

    catch_signal(SIGSEGV, escape, 0);
    catch_signal(SIGBUS, escape, 0);
    catch_signal(SIGILL, escape, 0);
    catch_signal(SIGFPE, escape, 0);
    catch_signal(SIGTRAP, escape, 0);
    for (turn = 0; turn < 100; turn++) {
        int i = turn % EVILS;

        if (evils[i].signal <= 0 || evils[i].does == own_signal || evils[i].does == aborts)
            continue;
#ifdef __mips__
        if (evils[i].does == stack_in_kernel || evils[i].does == stack_odd)
            continue; /* no stack for a handler */
#endif
        last = 0;
        if (sigsetjmp(place, 1) == 0) {
            datum[0] = (int)0xffffffff;
            evils[i].does();
            fail(__FILE__, __LINE__, "it goes on");
        }
        SAME(last, evils[i].signal);
    }
}

/* A handler that comes back to what cannot be done again and again. */
static volatile int turns;

static void comes_back(int signal)
{
    (void)signal;
    if (++turns == 50)
        _exit(6);
}

static void faults_for_ever(void)
{
    pid_t child = fork_child();

    if (child == 0) {
        catch_signal(SIGSEGV, comes_back, 0);
        null_load();
        _exit(1);
    }
    expect_exit(child, 6);
}

/* A fault in the handler of the fault. */
static void faults_again(int signal)
{
    (void)signal;
    null_store();
}

static void fault_in_handler_inside(void)
{
    catch_signal(SIGSEGV, faults_again, 0);
    null_load();
}

static void fault_in_handler(void)
{
    run_killed(fault_in_handler_inside, SIGSEGV);
}

const struct test bad_references[] = {
    TEST(one_after_the_other, 0),
    TEST(all_at_once, 0),
    TEST(no_shield, 0),
    TEST(faults_handled, 0),
    TEST(faults_for_ever, 0),
    TEST(fault_in_handler, 0),
    END,
};
