/* The load delay: what is in a register when. */
#include "check.h"
#include "stubs.h"
#include "hazards.h"
#include "tests.h"
#include "trap.h"

#define OLD 0x11223344
#define IN_CONTEXT 0x55400000
#define WORD0 0x84838281
#define WORD1 0x88878685

extern stub64 delay_lb, delay_lbu, delay_lh, delay_lhu, delay_lw, delay_lwl, delay_lwr, delay_mfc0;
extern stub64 delay_base, delay_store, delay_branch, delay_jump, delay_multiply, delay_across_branch;
extern stub64 delay_overwritten, delay_linked;
extern stub64 cancel_load, cancel_three, cancel_by_mfc0, cancel_mfc0, cancel_across_branch, cancel_other;
extern stub64 written_at_syscall, written_at_overflow, written_at_load, written_in_slot;
extern stub64 flight_lw_lwl, flight_lwr_lwl, flight_lwl_lwr, flight_lb_lwr, flight_lw_lwl_lwr;
extern stub64 flight_mfc0_lwl, flight_other, flight_late;

static const struct {
    const char *name;
    stub64 *stub;
    uint32_t v0, v1;
} visibility[] = {
    { "lb", delay_lb, 0xffffff81, OLD },
    { "lbu", delay_lbu, 0x00000081, OLD },
    { "lh", delay_lh, 0xffff8281, OLD },
    { "lhu", delay_lhu, 0x00008281, OLD },
    { "lw", delay_lw, WORD0, OLD },
    { "lwl", delay_lwl, 0x81223344, OLD },
    { "lwr", delay_lwr, WORD0, OLD },
    { "mfc0", delay_mfc0, IN_CONTEXT, OLD },
    { "address", delay_base, WORD0, WORD1 },
    { "store", delay_store, WORD0, OLD },
    { "branch", delay_branch, WORD0, 1 },
    { "jump", delay_jump, OLD, 1 },
    { "multiply", delay_multiply, WORD0, (uint32_t)OLD * OLD },
    { "across a branch", delay_across_branch, WORD0, OLD },
    { "overwritten", delay_overwritten, 5, 5 },
    { "overwritten by a link", delay_linked, OLD, 0 },
}, cancels[] = {
    { "a load", cancel_load, WORD1, OLD },
    { "two loads", cancel_three, WORD1, OLD },
    { "a load by mfc0", cancel_by_mfc0, IN_CONTEXT, OLD },
    { "mfc0 by a load", cancel_mfc0, WORD1, OLD },
    { "across a branch", cancel_across_branch, WORD1, OLD },
    { "another register", cancel_other, WORD0, WORD1 },
}, flights[] = {
    { "lw, lwl", flight_lw_lwl, 0x85838281, OLD },
    { "lwr, lwl", flight_lwr_lwl, 0x85848382, OLD },
    { "lwl, lwr", flight_lwl_lwr, 0x85848382, OLD },
    { "lb, lwr", flight_lb_lwr, 0xffff8887, OLD },
    { "lw, lwl, lwr", flight_lw_lwl_lwr, 0x85838288, OLD },
    { "mfc0, lwl", flight_mfc0_lwl, 0x85400000, OLD },
    { "another register", flight_other, 0x85223344, WORD0 },
    { "late", flight_late, 0x85838281, 0x85838281 },
};

static const struct {
    const char *name;
    stub64 *stub;
    uint32_t code;
} written[] = {
    { "syscall", written_at_syscall, EXC_SYS },
    { "overflow", written_at_overflow, EXC_OV },
    { "load", written_at_load, EXC_ADEL },
    { "load in a delay slot", written_in_slot, EXC_ADEL },
};

/* Two words of data, the address of the second, and one to be stored. */
static uint32_t words[4];

static uint64_t call(stub64 *stub)
{
    words[0] = WORD0;
    words[1] = WORD1;
    words[2] = (uint32_t)&words[1];
    words[3] = 0;
    return stub((uint32_t)words, OLD);
}

#define check_all(table)                                        \
    for (unsigned i = 0; i < count_of(table); i++) {            \
        uint64_t got = call(table[i].stub);                     \
        check(table[i].name, 0, (uint32_t)got, table[i].v0);    \
        check(table[i].name, 1, got >> 32, table[i].v1);        \
    }

void test_load_delay(void)
{
    write_c0(C0_CONTEXT, IN_CONTEXT); /* its page number is 0: there has been no miss since the start */
    check_group("load delay");
    check_all(visibility);
    check_group("loads cancelled");
    check_all(cancels);
    check_group("loads in flight");
    check_all(flights);
    check_group("loads and exceptions");
    for (unsigned i = 0; i < count_of(written); i++) {
        trap_catch(written[i].code);
        trap_clear();
        uint32_t v0 = call(written[i].stub);
        check(written[i].name, 0, trap.count, 1);
        check(written[i].name, 1, trap.code, written[i].code);
        check(written[i].name, 2, v0, WORD0);
    }
}
