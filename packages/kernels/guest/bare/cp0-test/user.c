/*
 * User mode: a page of code at 0x00400000. What it must not do raises an exception; what it may do ends
 * at a system call in the page's last word.
 */
#include "cache.h"
#include "check.h"
#include "encode.h"
#include "execute.h"
#include "string.h"
#include "tests.h"
#include "trap.h"

#define USER_PAGE 0x00400000
#define USER_EXIT (USER_PAGE + PAGE_SIZE - 4)
#define USER_STACK (USER_PAGE + 0x800)
#define PRELUDE_WORDS 2 /* loads ra */

static uint32_t page[PAGE_SIZE / 4] __attribute__((aligned(PAGE_SIZE)));

static void map_page(void)
{
    for (unsigned i = 0; i < TLB_ENTRIES; i++) { /* none matches: kseg0 is not mapped */
        write_c0(C0_INDEX, i << TLB_INDEX_SHIFT);
        write_c0(C0_ENTRYHI, KSEG0 + i * PAGE_SIZE);
        write_c0(C0_ENTRYLO, 0);
        tlbwi();
    }
    write_c0(C0_INDEX, 0);
    write_c0(C0_ENTRYHI, USER_PAGE);
    write_c0(C0_ENTRYLO, physical(page) | LO_D | LO_V | LO_G);
    tlbwi();
}

/* Records, and leaves user mode with its v0. */
static void user_trap(struct frame *frame)
{
    uint32_t v0 = frame->registers[REG_V0];

    trap_record(frame);
    leave_user(v0);
}

/* Runs code in user mode with a0; returns v0. */
static uint32_t run_in_user(struct code code, uint32_t a0, uint32_t status)
{
    const uint32_t prelude[PRELUDE_WORDS] = {
        immediate_form(OP_LUI, 0, R_RA, USER_EXIT >> 16),
        immediate_form(OP_ORI, R_RA, R_RA, USER_EXIT & 0xffff),
    };

    memcpy(page, prelude, sizeof prelude);
    memcpy(page + PRELUDE_WORDS, code.words, sizeof code.words);
    page[PAGE_SIZE / 4 - 1] = register_form(F_SYSCALL, 0, 0, 0);
    flush_instruction_cache((uintptr_t)page, PAGE_SIZE);
    trap_clear();
    uint32_t v0 = enter_user(USER_PAGE, USER_STACK, a0, status | ST_KUP);
    write_c0(C0_STATUS, 0);
    return v0;
}

static uint32_t execute_in_user(enum place place, uint32_t instruction, uint32_t a0, uint32_t status)
{
    return run_in_user(code_at(place, instruction), a0, status);
}

static void check_forbidden(const char *what, uint32_t detail, enum place place, uint32_t instruction,
                            uint32_t a0, uint32_t code)
{
    execute_in_user(place, instruction, a0, 0);
    check(what, detail, trap.code, code);
    check(what, detail, trap.epc - USER_PAGE, code_epc(place) + PRELUDE_WORDS * 4);
    check(what, detail, trap.cause & CAUSE_BD, code_bd(place));
    check("came from user mode", detail, trap.status & (ST_KUC | ST_KUP), ST_KUP);
}

static void check_allowed(const char *what, uint32_t detail, enum place place, uint32_t instruction,
                          uint32_t a0, uint32_t status)
{
    execute_in_user(place, instruction, a0, status);
    check(what, detail, trap.code, EXC_SYS);
    check(what, detail, trap.epc, USER_EXIT);
}

static const struct {
    const char *name;
    unsigned opcode;
    uint32_t code;
    unsigned offset; /* added to the address: one that the instruction may have */
} references[] = {
    { "lb", OP_LB, EXC_ADEL, 3 },   { "lbu", OP_LBU, EXC_ADEL, 1 }, { "lh", OP_LH, EXC_ADEL, 2 },
    { "lhu", OP_LHU, EXC_ADEL, 0 }, { "lw", OP_LW, EXC_ADEL, 0 },   { "sb", OP_SB, EXC_ADES, 3 },
    { "sh", OP_SH, EXC_ADES, 2 },   { "sw", OP_SW, EXC_ADES, 0 },   { "lwl", OP_LWL, EXC_ADEL, 2 },
    { "lwr", OP_LWR, EXC_ADEL, 1 }, { "swl", OP_SWL, EXC_ADES, 2 }, { "swr", OP_SWR, EXC_ADES, 1 },
};
enum { UNALIGNED = 4 }; /* the last: GXemul 0.7.0 tells the word's address, and another code for stores */

static void test_segments(int all)
{
    const unsigned count = count_of(references) - (all ? 0 : UNALIGNED);
    static const uint32_t addresses[] = {
        KSEG0, KSEG0 + 0x00030000, KSEG1 - 4, KSEG1, 0xbfc00000, KSEG2 - 4, KSEG2, 0xfffffffc,
    };

    check_group("user mode: the kernel's segments");
    for (unsigned i = 0; i < count; i++)
        for (unsigned at = 0; at < count_of(addresses); at++) {
            enum place place = (i + at) % PLACES;
            uint32_t address = addresses[at] + references[i].offset;
            uint32_t instruction = immediate_form(references[i].opcode, R_A0, R_A1, 0);
            check_forbidden(references[i].name, at, place, instruction, address, references[i].code);
            check("badvaddr", at, trap.badvaddr, address);
        }
    for (unsigned i = 0; i < count_of(references); i++) {
        uint32_t instruction = immediate_form(references[i].opcode, R_A0, R_A1, 0);
        check_allowed(references[i].name, i, ALONE, instruction, USER_STACK + references[i].offset, 0);
    }
    for (unsigned at = 0; at < count_of(addresses); at++) {
        run_in_user((struct code){ { register_form(F_JR, R_A0, 0, 0), NOP } }, addresses[at], 0);
        check("fetch", at, trap.code, EXC_ADEL);
        check("fetch", at, trap.epc, addresses[at]);
        check("fetch", at, trap.badvaddr, addresses[at]);
        check("fetch", at, trap.cause & CAUSE_BD, 0);
    }
}

/* A branch in the page's last word: the miss is that of its delay slot, on the page behind. */
static void test_slot_on_next_page(void)
{
    page[PAGE_SIZE / 4 - 1] = immediate_form(OP_BEQ, R_ZERO, R_ZERO, -2);
    flush_instruction_cache((uintptr_t)page, PAGE_SIZE);
    trap_clear();
    enter_user(USER_EXIT, USER_STACK, 0, ST_KUP);
    write_c0(C0_STATUS, 0);
    check("slot on the next page", 0, trap.code, EXC_TLBL);
    check("slot on the next page", 1, trap.epc, USER_EXIT);
    check("slot on the next page", 2, trap.badvaddr, USER_PAGE + PAGE_SIZE);
    check("slot on the next page", 3, trap.cause & CAUSE_BD, CAUSE_BD);
    check("slot on the next page", 4, trap.entry_hi & HI_VPN, USER_PAGE + PAGE_SIZE);
}

static void withdraw_and_leave(struct frame *frame)
{
    write_c0(C0_CAUSE, 0);
    user_trap(frame);
}

/*
 * An interrupt that waits is taken before the first instruction in user mode, if that enables it; by
 * GXemul 0.7.0 later.
 */
static void test_waiting_interrupt(int all)
{
    exception_handlers[EXC_INT] = withdraw_and_leave;
    for (int enabled = 0; enabled <= (all != 0); enabled++) {
        write_c0(C0_CAUSE, CAUSE_SW0);
        execute_in_user(ALONE, NOP, 0, CAUSE_SW0 | (enabled ? ST_IEP : 0));
        write_c0(C0_CAUSE, 0);
        check("interrupt", enabled, trap.code, enabled ? EXC_INT : EXC_SYS);
        check("interrupt", enabled, trap.epc, enabled ? USER_PAGE : USER_EXIT);
        check("interrupt", enabled, trap.status & (ST_KUP | ST_IEP), enabled ? ST_KUP | ST_IEP : ST_KUP);
    }
    exception_handlers[EXC_INT] = 0;
}

static void test_kinds(int all)
{
    check_group("user mode: exceptions");
    for (enum place place = ALONE; place < PLACES; place++) {
        check_forbidden("syscall", place, place, F_SYSCALL, 0, EXC_SYS);
        check_forbidden("break", place, place, F_BREAK, 0, EXC_BP);
        check_forbidden("overflow", place, place, register_form(F_ADD, R_A0, R_A0, R_V0), 0x40000000, EXC_OV);
        check_forbidden("misaligned", place, place, immediate_form(OP_LW, R_A0, R_V0, 1), USER_PAGE, EXC_ADEL);
        if (all) /* GXemul 0.7.0 stops */
            check_forbidden("reserved", place, place, (uint32_t)OP_SPECIAL << 26 | 1, 0, EXC_RI);
        check_forbidden("miss", place, place, immediate_form(OP_SW, R_A0, R_V0, 0), USER_PAGE - 4, EXC_TLBS);
    }
    test_slot_on_next_page();
    test_waiting_interrupt(all);
}

static void test_cp0_forbidden(void)
{
    static const struct {
        const char *name;
        uint32_t instruction;
    } kernel_only[] = {
        { "mfc0", (uint32_t)OP_COP0 << 26 | C_MF << 21 | R_V0 << 16 | 12 << 11 },
        { "mtc0", (uint32_t)OP_COP0 << 26 | C_MT << 21 | R_ZERO << 16 | 0 << 11 },
        { "bc0f", (uint32_t)OP_COP0 << 26 | C_BRANCH << 21 },
        { "tlbr", (uint32_t)OP_COP0 << 26 | C_OPERATION << 21 | T_TLBR },
        { "tlbp", (uint32_t)OP_COP0 << 26 | C_OPERATION << 21 | T_TLBP },
        { "tlbwi", (uint32_t)OP_COP0 << 26 | C_OPERATION << 21 | T_TLBWI },
        { "rfe", (uint32_t)OP_COP0 << 26 | C_OPERATION << 21 | T_RFE },
        { "lwc0", (uint32_t)OP_LWC0 << 26 },
        { "swc0", (uint32_t)OP_SWC0 << 26 },
    };

    for (unsigned i = 0; i < count_of(kernel_only); i++)
        for (enum place place = ALONE; place < PLACES; place++) {
            check_forbidden(kernel_only[i].name, place, place, kernel_only[i].instruction, 0, EXC_CPU);
            check("ce", i, trap.cause & CAUSE_CE, 0);
        }
}

/* GXemul 0.7.0 lets user mode use coprocessor 0 without CU0, too. */
static void test_cp0(int all)
{
    check_group("user mode: coprocessor 0");
    if (all)
        test_cp0_forbidden();
    /* With CU0, Status says itself that this is user mode, and that the kernel entered it. */
    const uint32_t read_status = coprocessor_form(0, C_MF, R_V0, 12);
    uint32_t status = execute_in_user(ALONE, read_status, 0, ST_CU0);
    check("with cu0", 0, trap.code, EXC_SYS);
    check("status", 0, status & (ST_CU0 | 0x3f), ST_CU0 | ST_KUC);
    check_allowed("mtc0 with cu0", 0, ALONE, coprocessor_form(0, C_MT, R_ZERO, 0), 0, ST_CU0);
    check_allowed("tlbp with cu0", 0, ALONE, cp0_operation(T_TLBP), 0, ST_CU0);
}

void test_user(int all)
{
    for (unsigned code = EXC_MOD; code <= EXC_OV; code++)
        exception_handlers[code] = user_trap;
    map_page();
    test_segments(all);
    test_kinds(all);
    test_cp0(all);
    for (unsigned code = EXC_MOD; code <= EXC_OV; code++)
        exception_handlers[code] = 0;
}
