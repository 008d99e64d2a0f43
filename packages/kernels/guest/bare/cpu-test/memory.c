/* Loads and stores of every size, at every alignment, and the traps of those that are misaligned. */
#include "check.h"
#include "stubs.h"
#include "trap.h"

#define BYTES 16
#define OLD 0x11223344
#define VALUE 0xdeadbeef

extern stub mem_lb, mem_lbu, mem_lh, mem_lhu, mem_lw, mem_lwl, mem_lwr;
extern stub mem_sb, mem_sh, mem_sw, mem_swl, mem_swr;
extern stub delayed_lh, delayed_lhu, delayed_lw, delayed_sh, delayed_sw;
extern stub mem_unaligned_load, mem_unaligned_store;

static const uint32_t displacements[] = { 0, 32767, -32768 };
#define DISPLACEMENTS (sizeof displacements / sizeof displacements[0])

static uint8_t buffer[BYTES] __attribute__((aligned(16)));

/* Bytes with and without the sign. */
static void fill(void)
{
    for (unsigned i = 0; i < BYTES; i++)
        buffer[i] = (i & 1 ? 0x81 : 0x10) + 5 * i;
}

/* `count` bytes from `at`, the first one the lowest. */
static uint32_t bytes_at(unsigned at, unsigned count)
{
    uint32_t value = 0;

    while (count-- > 0)
        value = value << 8 | buffer[at + count];
    return value;
}

static uint32_t extend(uint32_t value, unsigned sign_bit)
{
    return value >> sign_bit & 1 ? value | ~0u << sign_bit : value;
}

static uint32_t model_lb(unsigned at) { return extend(bytes_at(at, 1), 7); }
static uint32_t model_lbu(unsigned at) { return bytes_at(at, 1); }
static uint32_t model_lh(unsigned at) { return extend(bytes_at(at, 2), 15); }
static uint32_t model_lhu(unsigned at) { return bytes_at(at, 2); }
static uint32_t model_lw(unsigned at) { return bytes_at(at, 4); }

/* The bytes from the word's first to `at` become the register's highest. */
static uint32_t model_lwl(unsigned at)
{
    unsigned count = at % 4 + 1;
    uint32_t value = OLD;

    for (unsigned i = 0; i < count; i++) {
        unsigned shift = 8 * (4 - count + i);
        value = (value & ~(0xffu << shift)) | (uint32_t)buffer[at - at % 4 + i] << shift;
    }
    return value;
}

/* The bytes from `at` to the word's last become the register's lowest. */
static uint32_t model_lwr(unsigned at)
{
    uint32_t value = OLD;

    for (unsigned i = 0; i < 4 - at % 4; i++)
        value = (value & ~(0xffu << 8 * i)) | (uint32_t)buffer[at + i] << 8 * i;
    return value;
}

static const struct {
    const char *name;
    stub *stub, *delayed;
    uint32_t (*model)(unsigned at);
    unsigned aligned;
} loads[] = {
    { "lb", mem_lb, 0, model_lb, 1 },
    { "lbu", mem_lbu, 0, model_lbu, 1 },
    { "lh", mem_lh, delayed_lh, model_lh, 2 },
    { "lhu", mem_lhu, delayed_lhu, model_lhu, 2 },
    { "lw", mem_lw, delayed_lw, model_lw, 4 },
    { "lwl", mem_lwl, 0, model_lwl, 1 },
    { "lwr", mem_lwr, 0, model_lwr, 1 },
};

/* Which bytes a store writes: from `first` on, `count`, beginning with the value's byte `from`. */
static const struct store {
    const char *name;
    stub *stub, *delayed;
    unsigned aligned;
} stores[] = {
    { "sb", mem_sb, 0, 1 },
    { "sh", mem_sh, delayed_sh, 2 },
    { "sw", mem_sw, delayed_sw, 4 },
    { "swl", mem_swl, 0, 1 },
    { "swr", mem_swr, 0, 1 },
};
enum { SWL = 3, SWR = 4 };
#define LOADS (sizeof loads / sizeof loads[0])
#define STORES (sizeof stores / sizeof stores[0])

void test_loads(void)
{
    fill();
    for (unsigned op = 0; op < LOADS; op++) {
        check_group(loads[op].name);
        for (unsigned at = 0; at < 8; at += loads[op].aligned)
            for (unsigned d = 0; d < DISPLACEMENTS; d++) {
                uint32_t address = (uint32_t)&buffer[at] - displacements[d];
                check("", at, nth(loads[op].stub, d, STUB_BYTES)(address, OLD), loads[op].model(at));
            }
    }
    check_group("unaligned words");
    for (unsigned at = 0; at < 8; at++)
        check("load", at, mem_unaligned_load((uint32_t)&buffer[at], 0), model_lw(at));
}

/* Byte `i` of the buffer after a store at `at`: untouched, or a byte of VALUE. */
static uint32_t stored(unsigned op, unsigned at, unsigned i)
{
    unsigned first = at, count = stores[op].aligned, from = 0;

    if (op == SWL) {
        first = at - at % 4;
        count = at % 4 + 1;
        from = 4 - count;
    } else if (op == SWR) {
        count = 4 - at % 4;
    }
    return i >= first && i < first + count ? VALUE >> 8 * (from + i - first) & 0xff : buffer[i];
}

void test_stores(void)
{
    for (unsigned op = 0; op < STORES; op++) {
        check_group(stores[op].name);
        for (unsigned at = 0; at < 8; at += stores[op].aligned)
            for (unsigned d = 0; d < DISPLACEMENTS; d++) {
                uint8_t expected[BYTES];
                fill();
                for (unsigned i = 0; i < BYTES; i++)
                    expected[i] = stored(op, at, i);
                nth(stores[op].stub, d, STUB_BYTES)((uint32_t)&buffer[at] - displacements[d], VALUE);
                for (unsigned i = 0; i < BYTES; i++)
                    check("byte", at << 8 | i, ((volatile uint8_t *)buffer)[i], expected[i]);
            }
    }
    check_group("unaligned words");
    for (unsigned at = 0; at < 8; at++) {
        fill();
        mem_unaligned_store((uint32_t)&buffer[at], VALUE);
        for (unsigned i = 0; i < 4; i++)
            check("store", at, ((volatile uint8_t *)buffer)[at + i], VALUE >> 8 * i & 0xff);
        check("behind", at, ((volatile uint8_t *)buffer)[at + 4], (at & 1 ? 0x81 : 0x10) + 5 * (at + 4));
    }
}

static void check_misaligned(const char *name, stub *op, uint32_t code, uint32_t epc, uint32_t bd,
                             unsigned at, int loads)
{
    trap_clear();
    uint32_t result = op((uint32_t)&buffer[at], OLD);
    check(name, at, trap.count, 1);
    check("code", at, trap.code, code);
    check("badvaddr", at, trap.badvaddr - (uint32_t)buffer, at);
    check("epc", at, trap.epc - (uint32_t)op, epc);
    check("bd", at, trap.cause & CAUSE_BD, bd);
    if (loads && !bd)
        check("untouched", at, result, OLD);
    for (unsigned i = 0; i < BYTES; i++)
        check("memory", i, ((volatile uint8_t *)buffer)[i], (i & 1 ? 0x81 : 0x10) + 5 * i);
}

void test_alignment(void)
{
    trap_catch(EXC_ADEL);
    trap_catch(EXC_ADES);
    fill();
    check_group("misaligned loads");
    for (unsigned op = 0; op < LOADS; op++)
        for (unsigned at = 0; at < 8; at++)
            if (at % loads[op].aligned != 0) {
                check_misaligned(loads[op].name, loads[op].stub, EXC_ADEL, STUB_INSTRUCTION, 0, at, 1);
                check_misaligned(loads[op].name, loads[op].delayed, EXC_ADEL, 0, CAUSE_BD, at, 1);
            }
    check_group("misaligned stores");
    for (unsigned op = 0; op < STORES; op++)
        for (unsigned at = 0; at < 8; at++)
            if (at % stores[op].aligned != 0) {
                check_misaligned(stores[op].name, stores[op].stub, EXC_ADES, STUB_INSTRUCTION, 0, at, 0);
                check_misaligned(stores[op].name, stores[op].delayed, EXC_ADES, 0, CAUSE_BD, at, 0);
            }
}
