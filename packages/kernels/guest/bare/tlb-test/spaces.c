/*
 * Two user programs in spaces of their own, with linear page tables, through the refill handler: far
 * more pages than the TLB has entries, pages made on demand, pages that become dirty.
 */
#include "check.h"
#include "exception.h"
#include "layout.h"
#include "page-table.h"
#include "syscall.h"
#include "tlb.h"

static uint32_t reports[REPORTS];
static unsigned demanded, dirtied;

static void system_call(struct frame *frame)
{
    uint32_t *registers = frame->registers;

    if (registers[REG_V0] == SYS_EXIT)
        leave_user(registers[REG_A0]);
    reports[registers[REG_A0] % REPORTS] = registers[REG_A1];
    frame->epc += 4;
}

static void fault(struct frame *frame)
{
    struct space *space = &spaces[current_space];
    uint32_t address = frame->badvaddr;
    uint32_t *pte = pte_of(space, address);

    if (exception_code(frame) == EXC_MOD) {
        check("a clean page", address, address >= CLEAN && address < CLEAN + CLEAN_PAGES * PAGE, 1);
        *pte |= LO_D;
        dirtied++;
    } else {
        check("a new page", address, address >= DEMAND && address < DEMAND + DEMAND_PAGES * PAGE, 1);
        check("none yet", address, *pte, 0);
        *pte = allocate_frame() | LO_V | LO_D;
        demanded++;
    }
    /* The entry that the refill handler has loaded, or that was clean. */
    tlb_update((address & HI_VPN) | asid(space->id), *pte);
}

static void prepare(struct space *space)
{
    load_user(space);
    map_fresh(space, DENSE, DENSE_PAGES * PAGE, LO_V | LO_D);
    for (uint32_t n = 0; n < SPARSE_PAGES; n++)
        map_fresh(space, SPARSE + n * SPARSE_STRIDE, PAGE, LO_V | LO_D);
    map_fresh(space, CLEAN, CLEAN_PAGES * PAGE, LO_V);
}

static void run(struct space *space, uint32_t seed, int looks)
{
    uint32_t detail = seed << 4 | looks;

    demanded = dirtied = 0;
    switch_space(space);
    check("exit", detail, enter_user(USER_ENTRY, USER_STACK, ARGUMENT(seed, looks), ST_KUP), 0);
    check("wrong", detail, reports[REPORT_WRONG], 0);
    check("not zero", detail, reports[REPORT_NOT_ZERO], 0);
    check("sum", detail, reports[REPORT_SUM], reports[REPORT_SUM]);
    check("made", detail, demanded, looks ? 0 : DEMAND_PAGES);
    check("dirtied", detail, dirtied, looks ? 0 : DIRTIED_PAGES);
}

/* The kernel reads the program's memory at the program's addresses: it misses, too. */
static void look_from_kernel(struct space *space, uint32_t seed)
{
    switch_space(space);
    for (enum area area = 0; area < AREAS; area++)
        for (uint32_t n = 0; n < areas[area].pages; n += 7) {
            int written = area != AREA_CLEAN || n < DIRTIED_PAGES;
            check("from the kernel", area << 16 | n, *(volatile uint32_t *)word_address(area, n),
                  written ? word_value(area, n, seed) : 0);
        }
}

void test_spaces(void)
{
    struct space *a = &spaces[1], *b = &spaces[2];

    page_table_init();
    page_fault = fault;
    exception_handlers[EXC_SYS] = system_call;
    prepare(a);
    prepare(b);
    check_group("programs");
    run(a, 1, 0);
    run(b, 2, 0);
    run(a, 1, 1);
    run(b, 2, 1);
    look_from_kernel(a, 1);
    look_from_kernel(b, 2);
    /* Each sparse page needs one at least, each time that it is gone through. */
    check("refills of the table", 0, table_refills >= 4 * SPARSE_PAGES, 1);
}
