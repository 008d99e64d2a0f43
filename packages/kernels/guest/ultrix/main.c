/*
 * The machine's start, on the kernel stack of process 0 (start.S): memory found, vectors in place,
 * devices found, the clock going. Then the personality takes over.
 */
#include <board.h>
#include <prom.h>
#include <unix/exec.h>
#include <unix/tty.h>

#include "arguments.h"
#include "clock.h"
#include "dev/dev.h"
#include "param.h"
#include "space.h"
#include "swap.h"
#include "tlb.h"
#include "vm-check.h"
#include "window.h"

#define CACHE_BYTES 65536
#define BITMAP_WORDS 1024 /* of the PROM's map of usable pages: up to 128 MB */
#define SYSTEM_ID_5000_200 0x8202 /* upper half: a MIPS processor, the 5000/200 */

extern char kernel_end[];
extern const char utlb_code[], utlb_code_end[], general_code[], general_code_end[];

dev_t root_device;
const struct program_format *const program_formats[] = { &elf32_mips, NULL };

static void install(uintptr_t vector, const char *code, const char *end)
{
    if (end - code > VECTOR_BYTES)
        panic("vector %x: %d bytes", (unsigned)vector, (int)(end - code));
    bcopy(code, (void *)vector, end - code);
    icache_clean((void *)vector, VECTOR_BYTES);
}

/* The end of memory, by the PROM's map: a word with the size of a page, then a bit for each page. */
static uint32_t memory_end(void)
{
    static uint32_t map[BITMAP_WORDS + 2];
    uint32_t first = physical(kernel_end) >> PAGE_SHIFT, page;
    int bytes = prom_memory_bitmap(map);
    const uint8_t *bits = (const uint8_t *)&map[1];
    uint32_t pages = bytes <= 0 ? 0 : min((uint32_t)bytes, sizeof map - 2 * sizeof map[0]) * 8;

    for (page = first; page < pages && (bits[page / 8] >> page % 8 & 1) != 0; page++)
        ;
    return page << PAGE_SHIFT;
}

/* What asks through the CSR may interrupt; memory is corrected, and what happened before is over. */
static void board_start(void)
{
    uint32_t csr = board32(BOARD_CSR) & CSR_WRITABLE & ~(CSR_IOINT << CSR_IOINTEN_SHIFT);

    board32(BOARD_CSR) = csr | CSR_CORRECT | (1u << SLOT_SCSI | 1u << SLOT_DZ) << CSR_IOINTEN_SHIFT;
}

int main(int argc, char *const *argv, uint32_t magic, const void *vector)
{
    static struct boot_arguments arguments;
    struct timeval now;
    uint32_t first, end;

    prom_init(magic, vector);
    install(UTLB_VECTOR, utlb_code, utlb_code_end);
    install(GENERAL_VECTOR, general_code, general_code_end);
    icache_clean((void *)KSEG0, CACHE_BYTES);
    kprintf("Ultrix-style kernel, DECstation 5000/200\n");
    if (prom_system_id() >> 16 != SYSTEM_ID_5000_200)
        panic("system %x is no 5000/200", (unsigned)prom_system_id());

    first = (physical(kernel_end) + PAGE_SIZE - 1) & HI_VPN;
    end = memory_end();
    memory_start(first, end);
    page_base = KSEG0 + first;
    page_limit = KSEG0 + end;
    kprintf("memory %d KB, for programs and buffers %d KB\n", (int)(end >> 10),
            (int)(frames_free * (PAGE_SIZE >> 10)));
    spaces_start();
    window_start();

    arguments_parse(&arguments, argc, argv);
    swap_start(arguments.swap_megabytes);
    vm_checking = arguments.check_memory;
    root_device = makedev(BLOCK_RZ, arguments.root_target);
    board_start();
    calendar_read(&now);
    time_now = now;
    if (!clock_start(arguments.hz)) {
        kprintf("hz=%d: the clock has powers of two from 2 to 8192\n", arguments.hz);
        clock_start(hz);
    }

    dz_start();
    asc_start();

    static struct unix_options options;
    options.buffer_bytes = (size_t)arguments.buffer_megabytes << 20;
    options.processes = PROCESSES;
    options.files = FILES;
    options.vnodes = VNODES;
    options.init_path = arguments.init_path;
    options.init_arguments = arguments.init_arguments;
    unix_start(&options);
}
