#include "page-table.h"

#include "print.h"
#include "string.h"

struct space spaces[SPACES];
uint32_t current_space;
exception_handler *page_fault;
uint32_t table_refills;

extern const char utlb_vector[], utlb_return[], utlb_vector_end[];
extern char kernel_end[], user_end[];
extern const char user_image[], user_image_end[];
void space_begins(uint32_t entry_hi);

static uint32_t next_frame;
static unsigned next_wired;

uint32_t allocate_frame(void)
{
    uint32_t frame = next_frame;

    next_frame += PAGE_SIZE;
    memset((void *)kseg0(frame), 0, PAGE_SIZE);
    return frame;
}

static uint32_t *table_page(struct space *space, unsigned index)
{
    if (space->table[index] == 0)
        space->table[index] = (uint32_t *)kseg0(allocate_frame());
    return space->table[index];
}

uint32_t *pte_of(struct space *space, uint32_t address)
{
    uint32_t page = address >> PAGE_SHIFT;

    return &table_page(space, page / PTES_PER_PAGE)[page % PTES_PER_PAGE];
}

void map_fresh(struct space *space, uint32_t address, uint32_t bytes, uint32_t flags)
{
    uint32_t end = address + bytes;

    for (address &= HI_VPN; address < end; address += PAGE_SIZE)
        if (*pte_of(space, address) == 0)
            *pte_of(space, address) = allocate_frame() | flags;
}

void copy_to_space(struct space *space, uint32_t address, const void *from, uint32_t bytes)
{
    const char *source = from;

    while (bytes > 0) {
        uint32_t offset = address % PAGE_SIZE;
        uint32_t part = PAGE_SIZE - offset < bytes ? PAGE_SIZE - offset : bytes;
        uint32_t frame = *pte_of(space, address) & LO_PFN;
        memcpy((void *)kseg0(frame + offset), source, part);
        address += part;
        source += part;
        bytes -= part;
    }
}

void load_user(struct space *space)
{
    map_fresh(space, USER_ENTRY, (uint32_t)user_end - USER_ENTRY, LO_V | LO_D);
    map_fresh(space, USER_STACK - USER_STACK_BYTES, USER_STACK_BYTES, LO_V | LO_D);
    copy_to_space(space, USER_ENTRY, user_image, user_image_end - user_image);
}

void switch_space(struct space *space)
{
    current_space = space->id;
    write_c0(C0_CONTEXT, PTE_BASE + space->id * PTE_WINDOW);
    space_begins(space->id << HI_ASID_SHIFT);
}

/* A miss on a page of a page table: maps it. In the refill handler of kuseg, the user's instruction
 * is then tried again, which misses again and finds the table. */
static void refill_table(struct frame *frame)
{
    uint32_t window = (frame->badvaddr - PTE_BASE) / PTE_WINDOW;
    uint32_t index = frame->badvaddr % PTE_WINDOW / PAGE_SIZE;
    uint32_t asid = read_c0(C0_ENTRYHI) & HI_ASID;

    if (window >= SPACES)
        panic("refill_table: %08x at %08x\n", frame->badvaddr, frame->epc);
    uint32_t *page = table_page(&spaces[window], index);
    write_c0(C0_ENTRYHI, (frame->badvaddr & HI_VPN) | asid);
    write_c0(C0_ENTRYLO, physical(page) | LO_V | LO_D | LO_G);
    write_c0(C0_INDEX, next_wired << TLB_INDEX_SHIFT);
    tlbwi();
    next_wired = (next_wired + 1) % TLB_WIRED;
    table_refills++;
    if (frame->epc < UTLB_VECTOR + VECTOR_BYTES)
        frame->epc = UTLB_VECTOR + (utlb_return - utlb_vector);
}

static void tlb_exception(struct frame *frame)
{
    if (frame->badvaddr >= PTE_BASE)
        refill_table(frame);
    else if (page_fault != 0)
        page_fault(frame);
    else
        panic("page fault: %08x at %08x, code %u\n", frame->badvaddr, frame->epc,
              exception_code(frame));
}

void tlb_clear(void)
{
    uint32_t asid = read_c0(C0_ENTRYHI) & HI_ASID;

    write_c0(C0_ENTRYLO, 0);
    for (uint32_t i = 0; i < TLB_ENTRIES; i++) {
        write_c0(C0_ENTRYHI, KSEG0 + i * PAGE_SIZE); /* never matched, each another */
        write_c0(C0_INDEX, i << TLB_INDEX_SHIFT);
        tlbwi();
    }
    write_c0(C0_ENTRYHI, asid);
    next_wired = 0;
}

void page_table_init(void)
{
    next_frame = (physical(kernel_end) + PAGE_SIZE - 1) & LO_PFN;
    for (unsigned i = 0; i < SPACES; i++)
        spaces[i].id = i;
    tlb_clear();
    exception_handlers[EXC_MOD] = tlb_exception;
    exception_handlers[EXC_TLBL] = tlb_exception;
    exception_handlers[EXC_TLBS] = tlb_exception;
    install_utlb(utlb_vector, utlb_vector_end);
}
