/*
 * Ticks: time, callouts, statistics, and the running process's use of the processor, in the order of
 * 4.3BSD's hardclock and gatherstats. The DS1287 interrupts as long as nobody has read its register C.
 */
#include "clock.h"

#include <board.h>
#include <cp0.h>
#include <unix/kernel.h>

#include "statistics.h"
#include "switch.h"

#define MICROSECONDS 1000000
#define RATE_MAX 8192 /* register A: code 3; half of it for each further code, down to 15: 2 a second */
#define RATE_CODE_FASTEST 3
#define RATE_CODE_SLOWEST 15
#define CPU_MAX 255

int hz = 256; /* as Ultrix on this machine */
int tick;
volatile struct timeval time_now;
static int tick_rest; /* microseconds of a second that its ticks leave */
static int ticks_of_second;

bool clock_start(int rate)
{
    int code = RATE_CODE_FASTEST;

    for (int r = RATE_MAX; r != rate; r /= 2)
        if (++code > RATE_CODE_SLOWEST)
            return false;
    hz = rate;
    tick = MICROSECONDS / rate;
    tick_rest = MICROSECONDS - tick * rate;
    board8(RTC_B) = RTC_B_BINARY | RTC_B_24H;
    board8(RTC_A) = RTC_A_32KHZ | code;
    board8(RTC_B) = RTC_B_BINARY | RTC_B_24H | RTC_B_PIE;
    (void)board8(RTC_C);
    return true;
}

static void time_advance(void)
{
    int us = time_now.tv_usec + tick;

    if (++ticks_of_second >= hz) {
        ticks_of_second = 0;
        us += tick_rest;
    }
    if (us >= MICROSECONDS) {
        us -= MICROSECONDS;
        time_now.tv_sec++;
    }
    time_now.tv_usec = us;
}

/* Who used the tick. */
static void account(struct proc *p, bool user)
{
    enum cpu_state state;

    if (idling) {
        state = CPU_IDLE;
    } else if (user) {
        p->p_thread.t_user_ticks++;
        state = p->p_nice > NZERO ? CPU_NICE : CPU_USER;
    } else {
        p->p_thread.t_system_ticks++;
        state = CPU_SYSTEM;
    }
    cpu_ticks[state]++;
}

static void account_drives(void)
{
    for (unsigned drive = 0; drive < DRIVES; drive++)
        if (drives_busy & 1u << drive)
            drive_statistics[drive].d_ticks++;
}

/* Recent use, by which priorities sink; the priority of who runs is renewed every four ticks. */
static void charge(struct proc *p)
{
    p->p_thread.t_cpu_ticks++;
    if (p->p_cpu < CPU_MAX)
        p->p_cpu++;
    if ((p->p_cpu & 3) == 0) {
        priority_compute(p);
        if (p->p_pri >= PUSER)
            p->p_pri = p->p_usrpri;
    }
}

void clock_interrupt(uint32_t status, uint32_t pc)
{
    struct proc *p = current->u_proc;
    bool user = (status & ST_KUP) != 0;

    (void)pc;
    if ((board8(RTC_C) & RTC_C_PF) == 0) {
        events.spurious++;
        return;
    }
    if (callouts_tick())
        softclock_request();
    time_advance();
    account(p, user);
    account_drives();
    if (!idling) {
        charge(p);
        process_tick(p, user);
    }
}

void time_exact(struct timeval *at)
{
    static struct timeval last; /* handed out: no time is said twice */
    spl_t level = splclock();

    /* The board has no counter between ticks. */
    *at = *(const struct timeval *)&time_now;
    if (at->tv_sec == last.tv_sec && at->tv_usec <= last.tv_usec) {
        at->tv_usec = last.tv_usec + 1;
        if (at->tv_usec >= MICROSECONDS) {
            at->tv_usec -= MICROSECONDS;
            at->tv_sec++;
        }
    }
    last = *at;
    splx(level);
}

void time_set(const struct timeval *at)
{
    spl_t level = splclock();

    time_now = *at;
    splx(level);
    calendar_write(at);
}
