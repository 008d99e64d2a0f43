/* Exceptions of instructions, alone and in delay slots, and of fetches. */
#include "check.h"
#include "encode.h"
#include "execute.h"
#include "tests.h"
#include "trap.h"

#define MOST_POSITIVE 0x7fffffff
#define UNUSED_CODE 0x3ff /* SYSCALL and BREAK carry a number that the processor ignores, bits 25:6 */

static uint32_t words[2];

#define AT(offset) ((uint32_t)words + (offset))

static const struct {
    const char *name;
    uint32_t instruction;
    uint32_t a0, a1;
    uint32_t code;
    int is_address; /* BadVAddr is a0 */
} kinds[] = {
    { "syscall", F_SYSCALL, 0, 0, EXC_SYS, 0 },
    { "syscall with a number", UNUSED_CODE << 6 | F_SYSCALL, 0, 0, EXC_SYS, 0 },
    { "break", F_BREAK, 0, 0, EXC_BP, 0 },
    { "break with a number", UNUSED_CODE << 16 | F_BREAK, 0, 0, EXC_BP, 0 },
    { "add", R_A0 << 21 | R_A1 << 16 | R_V0 << 11 | F_ADD, MOST_POSITIVE, 1, EXC_OV, 0 },
    { "sub", R_A0 << 21 | R_A1 << 16 | R_V0 << 11 | F_SUB, MOST_POSITIVE, -1, EXC_OV, 0 },
    { "addi", OP_ADDI << 26 | R_A0 << 21 | R_V0 << 16 | 0xffff, 0x80000000, 0, EXC_OV, 0 },
    { "lh", (uint32_t)OP_LH << 26 | R_A0 << 21 | R_V0 << 16, 1, 0, EXC_ADEL, 1 },
    { "lhu", (uint32_t)OP_LHU << 26 | R_A0 << 21 | R_V0 << 16, 3, 0, EXC_ADEL, 1 },
    { "lw", (uint32_t)OP_LW << 26 | R_A0 << 21 | R_V0 << 16, 2, 0, EXC_ADEL, 1 },
    { "sh", (uint32_t)OP_SH << 26 | R_A0 << 21 | R_A1 << 16, 1, 0, EXC_ADES, 1 },
    { "sw", (uint32_t)OP_SW << 26 | R_A0 << 21 | R_A1 << 16, 3, 0, EXC_ADES, 1 },
    { "lw of kuseg", (uint32_t)OP_LW << 26 | R_A0 << 21 | R_V0 << 16, 0x00400000, 0, EXC_TLBL, 2 },
    { "sb to kuseg", (uint32_t)OP_SB << 26 | R_A0 << 21 | R_A1 << 16, 0x7fffffff, 0, EXC_TLBS, 2 },
    { "lb of kseg2", (uint32_t)OP_LB << 26 | R_A0 << 21 | R_V0 << 16, 0xfffffffd, 0, EXC_TLBL, 2 },
    { "sw to kseg2", (uint32_t)OP_SW << 26 | R_A0 << 21 | R_A1 << 16, 0xc0000000, 0, EXC_TLBS, 2 },
};
/* is_address: */
enum { IN_WORDS = 1, IN_TLB = 2 };

#define CONTEXT_PAGE 0x001ffffc
#define CONTEXT_UNUSED 0x00000003

/* GXemul 0.7.0 sets Context's lowest bits, which do not exist. */
static void check_kind(unsigned kind, enum place place, int all)
{
    uint32_t a0 = kinds[kind].a0;

    if (kinds[kind].is_address == IN_WORDS)
        a0 = AT(a0);
    trap_clear();
    execute(place, kinds[kind].instruction, a0, kinds[kind].a1);
    check_trap(kinds[kind].name, place, place, kinds[kind].code);
    check(kinds[kind].name, place, trap.cause & CAUSE_CE, 0);
    if (kinds[kind].is_address)
        check("badvaddr", kind, trap.badvaddr - a0, 0);
    if (kinds[kind].is_address == IN_TLB) {
        check("entry hi", kind, trap.entry_hi & HI_VPN, a0 & HI_VPN);
        check("context", kind, trap.context & (CONTEXT_PAGE | (all ? CONTEXT_UNUSED : 0)),
              a0 >> (PAGE_SHIFT - 2) & CONTEXT_PAGE);
    }
    check("stored nothing", kind, words[0] | words[1], 0);
}

/* Jumps to where no code can be: the exception is that of the fetch, and no branch is at it. */
static void check_jump(const char *name, uint32_t target, uint32_t code)
{
    trap_clear();
    jump_through(target);
    check(name, 0, trap.count, 1);
    check(name, 1, trap.code, code);
    check(name, 2, trap.epc, target);
    check(name, 3, trap.badvaddr, target);
    check(name, 4, trap.cause & CAUSE_BD, 0);
}

void test_exceptions(int all)
{
    trap_catch(EXC_SYS);
    trap_catch(EXC_BP);
    trap_catch(EXC_OV);
    trap_catch(EXC_ADEL);
    trap_catch(EXC_ADES);
    trap_catch(EXC_TLBL);
    trap_catch(EXC_TLBS);
    check_group("exceptions");
    for (unsigned kind = 0; kind < count_of(kinds); kind++)
        for (enum place place = ALONE; place < PLACES; place++)
            check_kind(kind, place, all);
    check_group("fetches");
    check_jump("kuseg", 0x00400000, EXC_TLBL);
    check_jump("kseg2", 0xc0001000, EXC_TLBL);
    for (unsigned by = 1; all && by < 4; by++) /* GXemul 0.7.0 jumps to the word that it is in */
        check_jump("misaligned", 0x80031000 + by, EXC_ADEL);
}
