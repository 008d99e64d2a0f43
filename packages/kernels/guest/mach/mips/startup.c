/*
 * The machine's start, on the stack of start.S (Mach 3.0's mips_init): vectors in place, memory found,
 * arguments read; then the machine-independent start takes over. Devices are started by machine_init,
 * when there is memory for what they need.
 */
#include <asc.h>
#include <board.h>
#include <cp0.h>
#include <kern/printf.h>
#include <kern/startup.h>
#include <mach/vm_param.h>
#include <mips/machine.h>
#include <prom.h>

#define CACHE_BYTES 65536
#define BITMAP_WORDS 1024 /* of the PROM's map of usable pages: up to 128 MB */
#define SYSTEM_ID_5000_200 0x8202 /* upper half: a MIPS processor, the 5000/200 */

extern char kernel_end[];
extern const char utlb_code[], utlb_code_end[], general_code[], general_code_end[];

void icache_clean(void *at, size_t bytes);
void dz_start(void);
void mips_startup(int argc, char *const *argv, uint32_t magic, const void *vector);

vm_offset_t avail_start, avail_end;
int boot_argc;
char *boot_argv[BOOT_ARGUMENTS_MAX + 1];

static void install(uintptr_t vector, const char *code, const char *end)
{
    if (end - code > VECTOR_BYTES)
        panic("vector %x: %d bytes", (unsigned)vector, (int)(end - code));
    bcopy(code, (void *)vector, end - code);
    icache_clean((void *)vector, VECTOR_BYTES);
}

/* The end of memory, by the PROM's map: a word with the size of a page, then a bit for each page. */
static vm_offset_t memory_end(void)
{
    static uint32_t map[BITMAP_WORDS + 2];
    uint32_t page = physical(kernel_end) >> PAGE_SHIFT;
    int bytes = prom_memory_bitmap(map);
    const uint8_t *bits = (const uint8_t *)&map[1];
    uint32_t most = sizeof map - 2 * sizeof map[0];
    uint32_t pages = bytes <= 0 ? 0 : ((uint32_t)bytes < most ? (uint32_t)bytes : most) * 8;

    for (; page < pages && (bits[page / 8] >> page % 8 & 1) != 0; page++)
        ;
    return ptoa(page);
}

/* The value of hz= ; 0 if the argument is another one. */
static int rate_of(const char *argument)
{
    int rate = 0;

    if (strncmp(argument, "hz=", 3) != 0)
        return 0;
    for (argument += 3; *argument >= '0' && *argument <= '9'; argument++)
        rate = rate * 10 + *argument - '0';
    return rate;
}

/* argv: the firmware's command ("boot"), the kernel's file ("5/rz3/vmunix"), then arguments, which all
 * are task 1's, too; init= and what follows it are its alone. */
static void arguments_take(int argc, char *const *argv)
{
    boolean_t ours = TRUE;

    for (int i = 0; i < argc && boot_argc < BOOT_ARGUMENTS_MAX; i++) {
        int rate = ours ? rate_of(argv[i]) : 0;

        if (rate != 0 && !clock_rate(rate))
            printf("%s: the clock has powers of two from 2 to 8192\n", argv[i]);
        if (strncmp(argv[i], "init=", 5) == 0)
            ours = FALSE;
        boot_argv[boot_argc++] = argv[i];
    }
}

/* What asks through the CSR may interrupt; memory is corrected, and what happened before is over. */
static void board_start(void)
{
    uint32_t csr = board32(BOARD_CSR) & CSR_WRITABLE & ~(CSR_IOINT << CSR_IOINTEN_SHIFT);

    board32(BOARD_CSR) = csr | CSR_CORRECT | (1u << SLOT_SCSI | 1u << SLOT_DZ) << CSR_IOINTEN_SHIFT;
}

void machine_init(void)
{
    board_start();
    inittodr();
    dz_start();
    asc_start();
}

void mips_startup(int argc, char *const *argv, uint32_t magic, const void *vector)
{
    prom_init(magic, vector);
    install(UTLB_VECTOR, utlb_code, utlb_code_end);
    install(GENERAL_VECTOR, general_code, general_code_end);
    icache_clean((void *)KSEG0, CACHE_BYTES);
    printf("Mach-style kernel, DECstation 5000/200\n");
    if (prom_system_id() >> 16 != SYSTEM_ID_5000_200)
        panic("system %x is no 5000/200", (unsigned)prom_system_id());
    avail_start = round_page(physical(kernel_end));
    avail_end = memory_end();
    arguments_take(argc, argv);
    setup_main();
}
