/* What misses, invalid entries and stores to clean pages report, and at which vector. */
#include "check.h"
#include "encode.h"
#include "execute.h"
#include "exception.h"
#include "tlb.h"
#include "trap.h"

#define SPACE 5
#define PTE_BASES 3

volatile uint32_t utlb_count;

static uint32_t page_frame[PAGE_SIZE / 4] __attribute__((aligned(PAGE_SIZE)));
static const uint32_t pte_base[PTE_BASES] = { 0xc0000000, 0xffe00000, 0x00000000 };

/* Loads and stores of all sizes, of v0 at a0. */
static const struct {
    unsigned opcode;
    int stores;
} accesses[] = {
    { OP_LW, 0 },  { OP_LH, 0 },  { OP_LHU, 0 }, { OP_LB, 0 },  { OP_LBU, 0 }, { OP_LWL, 0 },
    { OP_LWR, 0 }, { OP_SW, 1 },  { OP_SH, 1 },  { OP_SB, 1 },  { OP_SWL, 1 }, { OP_SWR, 1 },
};
#define ACCESSES (sizeof accesses / sizeof accesses[0])

/* The exception recorded last: its address in all registers that hold it, and its vector. */
static void check_reported(const char *what, uint32_t detail, uint32_t address, uint32_t base,
                           uint32_t at_utlb)
{
    check(what, detail, trap.badvaddr, address);
    check(what, detail, trap.entry_hi, (address & HI_VPN) | asid(SPACE));
    check(what, detail, trap.context, base | (address >> PAGE_SHIFT & 0x7ffff) << 2);
    check(what, detail, utlb_count, at_utlb);
}

static void access(unsigned i, enum place place, uint32_t address)
{
    trap_clear();
    utlb_count = 0;
    write_c0(C0_ENTRYHI, asid(SPACE));
    execute(place, immediate_form(accesses[i].opcode, R_A0, R_V0, 0), address, 0);
}

static void check_access(const char *what, uint32_t address, uint32_t base, uint32_t at_utlb)
{
    for (unsigned i = 0; i < ACCESSES; i++)
        for (enum place place = ALONE; place < PLACES; place++) {
            uint32_t detail = i << 4 | place;
            access(i, place, address);
            check_trap(what, detail, place, accesses[i].stores ? EXC_TLBS : EXC_TLBL);
            check_reported(what, detail, address, base, at_utlb);
        }
}

static void check_clean(const char *what, uint32_t address, uint32_t base)
{
    for (unsigned i = 0; i < ACCESSES; i++)
        for (enum place place = ALONE; place < PLACES; place++) {
            uint32_t detail = i << 4 | place;
            uint32_t before = page_frame[1];
            access(i, place, address);
            if (accesses[i].stores) {
                check_trap(what, detail, place, EXC_MOD);
                check_reported(what, detail, address, base, 0);
            } else {
                check(what, detail, trap.count, 0);
            }
            check("unchanged", detail, ((volatile uint32_t *)page_frame)[1], before);
        }
}

static void check_fetch(const char *what, uint32_t address, uint32_t base, uint32_t at_utlb)
{
    trap_clear();
    utlb_count = 0;
    write_c0(C0_ENTRYHI, asid(SPACE));
    jump_through(address);
    check(what, 0, trap.count, 1);
    check(what, 1, trap.code, EXC_TLBL);
    check(what, 2, trap.epc, address);
    check(what, 3, trap.cause & CAUSE_BD, 0);
    check_reported(what, 4, address, base, at_utlb);
}

void test_exceptions(void)
{
    trap_catch(EXC_MOD);
    trap_catch(EXC_TLBL);
    trap_catch(EXC_TLBS);
    install_utlb(utlb_probe, utlb_probe_end);
    for (unsigned b = 0; b < PTE_BASES; b++) {
        uint32_t base = pte_base[b], frame = physical(page_frame);

        write_c0(C0_CONTEXT, base);
        tlb_empty();
        check_group("misses");
        check_access("kuseg", USER_PAGE + 4, base, 1);
        check_access("top of kuseg", 0x7ffffffc, base, 1);
        check_access("bottom of kuseg", PAGE_SIZE, base, 1); /* GXemul warns of less */
        check_access("kseg2", KERNEL_PAGE + 4, base, 0);
        check_access("top of kseg2", 0xfffffffc, base, 0);
        check_fetch("fetch, kuseg", USER_PAGE + 8, base, 1);
        check_fetch("fetch, kseg2", KERNEL_PAGE + 8, base, 0);

        check_group("another space's entries");
        tlb_write(0, USER_PAGE + asid(SPACE + 1), frame | LO_V | LO_D);
        tlb_write(1, KERNEL_PAGE + asid(SPACE + 1), frame | LO_V | LO_D);
        check_access("kuseg", USER_PAGE + 4, base, 1);
        check_access("kseg2", KERNEL_PAGE + 4, base, 0);
        check_fetch("fetch, kuseg", USER_PAGE + 8, base, 1);

        check_group("invalid entries");
        tlb_write(0, USER_PAGE + asid(SPACE), frame | LO_D);
        tlb_write(1, KERNEL_PAGE, frame | LO_G);
        check_access("kuseg", USER_PAGE + 4, base, 0);
        check_access("kseg2", KERNEL_PAGE + 4, base, 0);
        check_fetch("fetch, kuseg", USER_PAGE + 8, base, 0);
        check_fetch("fetch, kseg2", KERNEL_PAGE + 8, base, 0);

        check_group("clean pages");
        tlb_write(0, USER_PAGE + asid(SPACE), frame | LO_V);
        tlb_write(1, KERNEL_PAGE, frame | LO_V | LO_G);
        check_clean("kuseg", USER_PAGE + 4, base);
        check_clean("kseg2", KERNEL_PAGE + 4, base);
    }
    write_c0(C0_ENTRYHI, 0);
    tlb_empty();
    install_vectors();
    exception_handlers[EXC_MOD] = exception_handlers[EXC_TLBL] = exception_handlers[EXC_TLBS] = 0;
}
