/* Address errors leave EntryHi and Context alone, and come before misses of the TLB. */
#include "check.h"
#include "encode.h"
#include "execute.h"
#include "hazards.h"
#include "tests.h"
#include "trap.h"

#define ENTRY_HI 0x12345a40 /* a page and an ASID */
#define CONTEXT 0x97600000
#define UNMAPPED 0x00600000

static const struct {
    const char *name;
    unsigned opcode;
    uint32_t address, code;
} errors[] = {
    { "lw of kuseg", OP_LW, UNMAPPED + 2, EXC_ADEL },
    { "lh of kuseg", OP_LH, UNMAPPED + 1, EXC_ADEL },
    { "sw to kuseg", OP_SW, UNMAPPED + 3, EXC_ADES },
    { "sh to kseg2", OP_SH, KSEG2 + 1, EXC_ADES },
    { "lw of kseg2", OP_LW, KSEG2 + 0x1003, EXC_ADEL },
    { "lw of kseg1", OP_LW, KSEG1 + 1, EXC_ADEL },
};

static void check_untouched(const char *name, uint32_t code, uint32_t badvaddr, uint32_t context)
{
    check(name, 0, trap.code, code);
    check(name, 1, trap.badvaddr, badvaddr);
    check(name, 2, trap.entry_hi, ENTRY_HI);
    check(name, 3, trap.context, context);
}

void test_address_errors(void)
{
    trap_catch(EXC_ADEL);
    trap_catch(EXC_ADES);
    check_group("address errors");
    write_c0(C0_ENTRYHI, ENTRY_HI);
    write_c0(C0_CONTEXT, CONTEXT);
    uint32_t context = read_c0(C0_CONTEXT);
    check("context", 0, context & CONTEXT_BASE, CONTEXT);
    for (unsigned i = 0; i < count_of(errors); i++) {
        trap_clear();
        execute(ALONE, immediate_form(errors[i].opcode, R_A0, R_V0, 0), errors[i].address, 0);
        check_untouched(errors[i].name, errors[i].code, errors[i].address, context);
    }
    trap_clear();
    jump_through(UNMAPPED + 1);
    check_untouched("fetch", EXC_ADEL, UNMAPPED + 1, context);
    write_c0(C0_ENTRYHI, 0);
}
