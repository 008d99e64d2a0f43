/* Memory: more of it, its first use, the TLB; and the clock, which interrupts all of that. */
#include <stdint.h>
#include <sys/time.h>
#include <unistd.h>

#include "operation.h"

#define PAGE 4096
/* Far more pages than the TLB has entries. */
#define MANY_PAGES 256
#define HALF_TICK 1953 /* microseconds, at 256 Hz */
/* A loop of so many turns takes longer than a tick at 256 Hz, and less than two: three cycles each. */
#define TURNS 40000

/* Returns soon after a tick: the time is that of the last one, a microsecond later for each who asks. */
static void await_tick(void)
{
    struct timeval at, before;

    gettimeofday(&at, NULL);
    do {
        before = at;
        gettimeofday(&at, NULL);
    } while (at.tv_sec == before.tv_sec && at.tv_usec - before.tv_usec < HALF_TICK);
}

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

    OPERATION(CLOCK_INTERRUPT, "clock-interrupt", "clock interrupt", await_tick(), spin(), );
}
