/*
 * Counts a second, totals every five, load averages: 4.3BSD's vmmeter, vmtotal and loadav. They cost
 * a pass through all processes, and are part of what the system does by itself.
 */
#include "statistics.h"

#include <unix/kernel.h>

#include "memory.h"

#define TOTALS_SECONDS 5
#define SLEEP_LONG 20 /* seconds asleep from which a process no longer counts as active */

struct events events, events_sum, events_rate;
struct totals totals;
uint32_t cpu_ticks[CPU_STATES];
uint32_t load_average[3];
struct drive_statistics drive_statistics[DRIVES];
volatile uint32_t drives_busy;

/* e^(-5/60), e^(-5/300), e^(-5/900), times LOAD_SCALE. */
static const uint32_t load_decay[3] = { 1884, 2014, 2037 };

static void count_processes(void)
{
    struct totals t = { 0 };

    for (const struct proc *p = proc_list; p != NULL; p = p->p_next) {
        if (p->p_flag & P_SYSTEM)
            continue;
        t.memory += (p->p_textsize + p->p_datasize + p->p_stacksize) >> PAGE_SHIFT;
        switch (p->p_stat) {
        case SSLEEP:
        case SSTOP:
            if (p->p_pri <= PZERO && p->p_stat == SSLEEP)
                t.disk++;
            else if (p->p_slptime < SLEEP_LONG)
                t.sleep++;
            break;
        case SRUN:
        case SIDL:
            t.run++;
            break;
        }
    }
    t.free = frames_free;
    totals = t;
}

static void average_load(void)
{
    uint32_t running = totals.run + totals.disk;

    for (int i = 0; i < 3; i++)
        load_average[i] = (load_decay[i] * load_average[i] +
                           running * LOAD_SCALE * (LOAD_SCALE - load_decay[i])) >>
                          LOAD_SHIFT;
}

/* Each field: what it was in the last second is added to the sum, and a fifth of it to the rate. */
static void count_events(void)
{
    uint32_t *now = (uint32_t *)&events;
    uint32_t *sum = (uint32_t *)&events_sum;
    uint32_t *rate = (uint32_t *)&events_rate;

    for (unsigned i = 0; i < sizeof events / sizeof *now; i++) {
        spl_t level = splhigh();
        uint32_t count = now[i];

        now[i] = 0;
        splx(level);
        sum[i] += count;
        rate[i] = (4 * rate[i] + count) / 5;
    }
}

void statistics_second(void)
{
    count_events();
    if (time_now.tv_sec % TOTALS_SECONDS == 0) {
        count_processes();
        average_load();
    }
}
