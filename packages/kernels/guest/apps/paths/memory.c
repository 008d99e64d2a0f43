/* Memory: more of it, its first use, the TLB; and the clock, which interrupts all of that. */
#include <stdint.h>
#include <unistd.h>

#include "operation.h"

#define PAGE 4096
/* Far more pages than the TLB has entries. */
#define MANY_PAGES 256
/* A loop of so many turns takes longer than a tick at 256 Hz, and less than two. */
#define TURNS 60000

static void spin(void)
{
    for (unsigned left = TURNS; left > 0; left--)
        __asm__ volatile("");
}

static void touch(volatile char *pages, int count)
{
    for (int i = 0; i < count; i++)
        (void)pages[i * PAGE];
}

void measure_memory(void)
{
    OPERATION(BRK, "brk", "brk that grows by a page", , sbrk(PAGE), );

    /* Pages that are the program's, and have not been used. */
    uintptr_t end = ((uintptr_t)sbrk((TIMES + 2) * PAGE) + PAGE - 1) & -(uintptr_t)PAGE;
    volatile char *fresh = (volatile char *)end;
    OPERATION(FAULT_ZERO, "fault-zero", "page fault: zeros", , fresh[i * PAGE] = 1, );

    end = ((uintptr_t)sbrk((MANY_PAGES + 2) * PAGE) + PAGE - 1) & -(uintptr_t)PAGE;
    volatile char *pages = (volatile char *)end;
    for (int i = 0; i <= MANY_PAGES; i++)
        pages[i * PAGE] = 1;
    OPERATION(UTLB, "utlb", "UTLB refill", touch(pages + PAGE, MANY_PAGES), (void)pages[0], );

    OPERATION(CLOCK_INTERRUPT, "clock-interrupt", "clock interrupt", , spin(), );
}
