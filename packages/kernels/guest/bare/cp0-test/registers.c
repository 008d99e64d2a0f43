/* Which bits of coprocessor 0's registers a write changes. */
#include "check.h"
#include "cp0.h"
#include "tests.h"

#define PRID_R3000 0x0220 /* implementation 2, revision 2.0 */
#define INDEX_BITS 0x00003f00
#define STATUS_UNUSED 0x0d8000c0 /* no bit of any R3000 */

static const uint32_t patterns[] = {
    0x00000000, 0xffffffff, 0x55555555, 0xaaaaaaaa, 0x0f0f0f0f, 0xf0f0f0f0, 0x12345678, 0x89abcdef,
};

/* A write changes `bits`, and the others keep `kept`; of both, those in `seen` are looked at. */
#define check_writable(name, register, bits, kept, seen)                                    \
    for (unsigned i = 0; i < count_of(patterns); i++) {                                     \
        write_c0(register, patterns[i]);                                                    \
        check(name, i, read_c0(register) & (seen),                                          \
              ((patterns[i] & (bits)) | ((kept) & ~(bits))) & (seen));                      \
    }
#define WHOLE 0xffffffff

/*
 * Status: no isolation of caches and no user mode here; interrupts may be enabled, as no line is. What
 * is not `tried` is written as 0.
 */
static void test_status(int all)
{
    const uint32_t written = ST_CU0 | ST_CU1 | ST_CU2 | ST_CU3 | ST_BEV | ST_KUO | ST_IEO | ST_KUP | ST_IEP;
    const uint32_t tried = all ? written | STATUS_UNUSED : written;

    for (unsigned i = 0; i < count_of(patterns); i++) {
        uint32_t value = patterns[i] & tried;
        write_c0(C0_STATUS, value);
        uint32_t got = read_c0(C0_STATUS);
        write_c0(C0_STATUS, 0);
        check("status", i, got & tried, value & written);
    }
    for (unsigned i = 0; i < count_of(patterns); i++) {
        uint32_t value = patterns[i] & ST_IM;
        write_c0(C0_STATUS, value);
        check("interrupt masks", i, read_c0(C0_STATUS) & (ST_IM | ST_IEC), value);
    }
    write_c0(C0_STATUS, ST_IEC);
    check("interrupts enabled", 0, read_c0(C0_STATUS) & (ST_IM | ST_IEC), ST_IEC);
    write_c0(C0_STATUS, 0);
}

static void test_cause(void)
{
    const uint32_t software = CAUSE_SW0 | CAUSE_SW1;

    write_c0(C0_CAUSE, 0);
    uint32_t before = read_c0(C0_CAUSE);
    check("no line", 0, before & CAUSE_IP, 0);
    check_writable("cause", C0_CAUSE, software, before, WHOLE);
    write_c0(C0_CAUSE, 0);
}

/* GXemul 0.7.0 keeps more bits of Index, Context and Status than there are; it writes BadVAddr and EPC. */
void test_registers(int all)
{
    check_group("registers");
    check("prid", 0, read_c0(C0_PRID), PRID_R3000);
    check_writable("index", C0_INDEX, INDEX_BITS, 0, all ? WHOLE : INDEX_BITS);
    check_writable("entry lo", C0_ENTRYLO, LO_PFN | LO_N | LO_D | LO_V | LO_G, 0, WHOLE);
    check_writable("entry hi", C0_ENTRYHI, HI_VPN | HI_ASID, 0, WHOLE);
    write_c0(C0_ENTRYHI, 0);
    uint32_t context = read_c0(C0_CONTEXT);
    check_writable("context", C0_CONTEXT, CONTEXT_BASE, context, all ? WHOLE : CONTEXT_BASE);
    if (all) {
        uint32_t badvaddr = read_c0(C0_BADVADDR), epc = read_c0(C0_EPC);
        check_writable("badvaddr", C0_BADVADDR, 0, badvaddr, WHOLE);
        check_writable("epc", C0_EPC, 0, epc, WHOLE);
    }
    test_status(all);
    test_cause();
}
