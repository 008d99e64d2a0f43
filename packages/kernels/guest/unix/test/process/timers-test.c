/* Interval timers, the time of day, limits of processor time. */
#include <abi/wait.h>

#include "host.h"

static int rings, last_signal;
static void ring(int signal, int code, void *frame)
{
    rings++;
    last_signal = signal;
}

static long set(int which, int seconds, int microseconds, int interval)
{
    struct itimerval timer = {{0, interval}, {seconds, microseconds}};

    return CALL(setitimer, which, (long)&timer, 0);
}

static void real(void)
{
    struct itimerval left;

    handle(SIGALRM, ring, 0, SV_INTERRUPT);
    CHECK_IS(set(ITIMER_REAL, 2, 500000, 0), 0);
    pass(100, true);
    CHECK_IS(CALL(getitimer, ITIMER_REAL, (long)&left), 0);
    CHECK_IS(left.it_value.tv_sec, 1);
    CHECK_IS(left.it_value.tv_usec, 500000);
    CHECK_IS(KSLEEP(&left, PWAIT | PCATCH, 1000), -EINTR);
    CHECK_IS(rings, 1);
    CHECK_IS(last_signal, SIGALRM);
    CHECK_IS(KSLEEP(&left, PWAIT | PCATCH, 1000), -EWOULDBLOCK); /* once */
    CALL(getitimer, ITIMER_REAL, (long)&left);
    CHECK(!timeval_is_set(&left.it_value));
    /* Off before it rings. */
    set(ITIMER_REAL, 1, 0, 0);
    set(ITIMER_REAL, 0, 0, 0);
    pass(200, true);
    CHECK_IS(rings, 1);
}

static void intervals(void)
{
    handle(SIGALRM, ring, 0, 0);
    CHECK_IS(set(ITIMER_REAL, 0, 100000, 250000), 0);
    pass(9, true);
    CHECK_IS(rings, 0);
    pass(1, true);
    CHECK_IS(rings, 1);
    pass(100, true);
    CHECK_IS(rings, 5);
    /* Signals that are blocked are one, but the rhythm stays. */
    CALL(sigblock, sigmask(SIGALRM));
    pass(110, true);
    CALL(sigsetmask, 0);
    CHECK_IS(rings, 6);
    pass(15, true);
    CHECK_IS(rings, 7);
    /* Shorter than a tick becomes a tick. */
    set(ITIMER_REAL, 0, 1, 1);
    rings = 0;
    pass(10, true);
    CHECK_IS(rings, 10);
}

static void counted(void)
{
    struct itimerval left;

    handle(SIGVTALRM, ring, 0, 0);
    handle(SIGPROF, ring, 0, 0);
    set(ITIMER_VIRTUAL, 0, 100000, 0);
    pass(50, false);
    CHECK_IS(rings, 0);
    pass(5, true);
    CALL(getitimer, ITIMER_VIRTUAL, (long)&left);
    CHECK_IS(left.it_value.tv_usec, 50000);
    pass(5, true);
    CHECK_IS(rings, 1);
    CHECK_IS(last_signal, SIGVTALRM);
    set(ITIMER_PROF, 0, 100000, 35000); /* no multiple of a tick: as often in the mean */
    pass(5, false);
    pass(5, true);
    CHECK_IS(rings, 2);
    CHECK_IS(last_signal, SIGPROF);
    rings = 0;
    pass(3500, true);
    CHECK_IS(rings, 1000);
}

static void refused(void)
{
    struct itimerval timer = {{0, 0}, {0, 1000000}};

    CHECK_IS(CALL(setitimer, 3, (long)&timer, 0), -EINVAL);
    CHECK_IS(CALL(setitimer, -1, (long)&timer, 0), -EINVAL);
    CHECK_IS(CALL(getitimer, 3, (long)&timer), -EINVAL);
    CHECK_IS(CALL(setitimer, 0, (long)&timer, 0), -EINVAL);
    timer.it_value.tv_usec = -1;
    CHECK_IS(CALL(setitimer, 0, (long)&timer, 0), -EINVAL);
    timer.it_value = (struct timeval){-1, 0};
    CHECK_IS(CALL(setitimer, 0, (long)&timer, 0), -EINVAL);
    timer.it_value = (struct timeval){100000001, 0};
    CHECK_IS(CALL(setitimer, 0, (long)&timer, 0), -EINVAL);
    CHECK_IS(CALL(setitimer, 0, BAD_ADDRESS, 0), -EFAULT);
    CHECK_IS(CALL(setitimer, 0, 0, BAD_ADDRESS), -EFAULT);
    CHECK_IS(CALL(getitimer, 0, BAD_ADDRESS), -EFAULT);
    CHECK_IS(set(ITIMER_PROF, 5, 0, 0), 0);
    CHECK_IS(CALL(setitimer, ITIMER_PROF, 0, (long)&timer), 0); /* only asks */
    CHECK_IS(timer.it_value.tv_sec, 5);
    CALL(getitimer, ITIMER_PROF, (long)&timer);
    CHECK_IS(timer.it_value.tv_sec, 5);
    set(ITIMER_PROF, 0, 0, 0);
    /* The longest, more ticks than there are. */
    CHECK_IS(set(ITIMER_REAL, 100000000, 0, 0), 0);
    pass(10, true);
    CALL(getitimer, 0, (long)&timer);
    CHECK_IS(timer.it_value.tv_sec, 99999999);
}

static void time_of_day(void)
{
    struct timeval now, new = {800000000, 5};
    struct timezone zone = {-60, 1}, read;
    struct itimerval timer;

    CHECK_IS(CALL(gettimeofday, (long)&now, (long)&read), 0);
    CHECK_IS(now.tv_sec, 700000000);
    CHECK_IS(read.tz_minuteswest, 0);
    handle(SIGALRM, ring, 0, 0);
    set(ITIMER_REAL, 1, 0, 250000);
    CHECK_IS(CALL(settimeofday, (long)&new, (long)&zone), 0);
    CALL(gettimeofday, (long)&now, (long)&read);
    CHECK_IS(now.tv_sec, 800000000);
    CHECK_IS(read.tz_minuteswest, -60);
    CALL(getitimer, ITIMER_REAL, (long)&timer);
    CHECK(timer.it_value.tv_sec == 0 && timer.it_value.tv_usec > 990000);
    pass(100, true);
    CHECK_IS(rings, 1);
    pass(50, true);
    CHECK_IS(rings, 3);
    new.tv_usec = 1000000;
    CHECK_IS(CALL(settimeofday, (long)&new, 0), -EINVAL);
    CHECK_IS(CALL(settimeofday, BAD_ADDRESS, 0), -EFAULT);
    CHECK_IS(CALL(gettimeofday, BAD_ADDRESS, 0), -EFAULT);
    CHECK_IS(CALL(gettimeofday, 0, 0), 0);
    CALL(setuid, 7);
    CHECK_IS(CALL(settimeofday, (long)&now, 0), -EPERM);
}

static void uses_much(void)
{
    struct rlimit limit = {2, 20};

    handle(SIGXCPU, ring, 0, 0);
    CHECK_IS(CALL(setrlimit, RLIMIT_CPU, (long)&limit), 0);
    pass(199, true);
    CHECK_IS(rings, 0);
    pass(1, true);
    CHECK_IS(rings, 1);
    pass(499, false);
    CHECK_IS(rings, 1);
    pass(1, true);
    CHECK_IS(rings, 2);
    pass(2000, true);
    leave(0);
}

static void processor_time(void)
{
    struct rusage usage;
    int32_t status;

    CALL(wait4, spawn(uses_much), (long)&status, 0, (long)&usage);
    CHECK_IS(WTERMSIG(status), SIGKILL);
    timeval_add(&usage.ru_utime, &usage.ru_stime);
    CHECK_IS(usage.ru_utime.tv_sec, 20);
    CHECK_IS(usage.ru_utime.tv_usec, 0);
}

static void sizes(void)
{
    struct proc *p = current->u_proc;

    p->p_textsize = 8192;
    p->p_datasize = 4096;
    p->p_stacksize = 20480;
    pass(10, true);
    CHECK_IS(current->u_ru.ru_ixrss, 80);
    CHECK_IS(current->u_ru.ru_idrss, 40);
    CHECK_IS(current->u_ru.ru_isrss, 200);
    CHECK_IS(current->u_ru.ru_maxrss, 32);
}

const struct test timer_tests[] = {
    {"the real timer", real},
    {"intervals", intervals},
    {"virtual and profiling timers", counted},
    {"what timers refuse", refused},
    {"the time of day", time_of_day},
    {"limit of processor time", processor_time},
    {"memory charged by ticks", sizes},
    {NULL, NULL},
};
