/* Timers, and calls that signals interrupt. */
#include <sys/resource.h>
#include <sys/time.h>

#include "suite.h"

static volatile sig_atomic_t count;

static void tick(int signal)
{
    (void)signal;
    count++;
}

static void catch(int signal, int flags)
{
    struct sigaction action = { .sa_handler = tick, .sa_flags = flags };

    EQUAL(sigaction(signal, &action, NULL), 0);
    count = 0;
}

static void set(int which, int first_ms, int next_ms)
{
    struct itimerval value = { { next_ms / 1000, next_ms % 1000 * 1000 },
                               { first_ms / 1000, first_ms % 1000 * 1000 } };

    EQUAL(setitimer(which, &value, NULL), 0);
}

static long now_ms(void)
{
    struct timeval now;

    EQUAL(gettimeofday(&now, NULL), 0);
    return now.tv_sec % 1000000 * 1000 + now.tv_usec / 1000;
}

static void interrupted(void)
{
    int ends[2];
    char byte;
    pid_t child = fork_sleeper();

    EQUAL(pipe(ends), 0);
    catch(SIGALRM, 0);
    set(ITIMER_REAL, 50, 0);
    FAILS(read(ends[0], &byte, 1), EINTR);
    set(ITIMER_REAL, 50, 0);
    FAILS(wait(NULL), EINTR);
    set(ITIMER_REAL, 50, 0);
    FAILS(pause(), EINTR);
    set(ITIMER_REAL, 50, 0);
    FAILS(select(0, NULL, NULL, NULL, NULL), EINTR);
    EQUAL(count, 4);
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
    kill(child, SIGKILL);
    status_of(child);
}

/* Part of a write has been done: that is what it says. */
static void interrupted_in_part(void)
{
    static char much[300000];
    int ends[2];
    ssize_t part;

    EQUAL(pipe(ends), 0);
    catch(SIGALRM, 0);
    set(ITIMER_REAL, 100, 0);
    part = write(ends[1], much, sizeof(much));
    CHECK(part > 0 && part < (int)sizeof(much));
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
}

static void restarted(void)
{
    int ends[2], status;
    char byte;
    pid_t child;

    EQUAL(pipe(ends), 0);
    catch(SIGALRM, SA_RESTART);
    child = fork_child();
    if (child == 0) {
        pause_ms(200);
        _exit(write(ends[1], "x", 1) != 1);
    }
    set(ITIMER_REAL, 50, 0);
    EQUAL(read(ends[0], &byte, 1), 1);
    EQUAL(count, 1);
    expect_success(child);
    child = fork_child();
    if (child == 0) {
        pause_ms(200);
        _exit(7);
    }
    set(ITIMER_REAL, 50, 0);
    EQUAL(waitpid(child, &status, 0), child);
    EQUAL(count, 2);
    set(ITIMER_REAL, 50, 0);
    FAILS(pause(), EINTR); /* never again */
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
}

/* What is ignored interrupts nothing; nor does being stopped and continued. */
static void not_interrupted(void)
{
    int ends[2], status;
    char byte;
    pid_t child;

    EQUAL(pipe(ends), 0);
    child = fork_child();
    if (child == 0) {
        close(ends[1]);
        signal(SIGUSR1, SIG_IGN);
        EQUAL(read(ends[0], &byte, 1), 1);
        _exit(0);
    }
    pause_ms(50);
    for (int i = 0; i < 3; i++) {
        EQUAL(kill(child, SIGUSR1), 0);
        EQUAL(kill(child, SIGSTOP), 0);
        EQUAL(waitpid(child, &status, WUNTRACED), child);
        EQUAL(kill(child, SIGCONT), 0);
        pause_ms(20);
    }
    EQUAL(write(ends[1], "x", 1), 1);
    expect_success(child);
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
}

static void real(void)
{
    long begin = now_ms(), took;
    struct itimerval left;

    catch(SIGALRM, 0);
    set(ITIMER_REAL, 100, 50);
    while (count < 5)
        pause();
    took = now_ms() - begin;
    CHECK(took >= 290 && took < 2000);
    EQUAL(getitimer(ITIMER_REAL, &left), 0);
    CHECK(left.it_interval.tv_sec == 0 && left.it_interval.tv_usec >= 45000);
    set(ITIMER_REAL, 0, 0);
    count = 0;
    pause_ms(120);
    EQUAL(count, 0);
    EQUAL(getitimer(ITIMER_REAL, &left), 0);
    CHECK(left.it_value.tv_sec == 0 && left.it_value.tv_usec == 0);
}

/* Time of the processor only: while it sleeps, they stand. */
static void processors(void)
{
    static const int kinds[][2] = { { ITIMER_VIRTUAL, SIGVTALRM }, { ITIMER_PROF, SIGPROF } };

    for (int i = 0; i < 2; i++) {
        struct rusage usage;
        long before;

        catch(kinds[i][1], 0);
        getrusage(RUSAGE_SELF, &usage);
        before = usage.ru_utime.tv_sec * 1000 + usage.ru_utime.tv_usec / 1000;
        set(kinds[i][0], 100, 0);
        pause_ms(300);
        EQUAL(count, 0);
        while (count == 0)
            continue;
        getrusage(RUSAGE_SELF, &usage);
        CHECK(usage.ru_utime.tv_sec * 1000 + usage.ru_utime.tv_usec / 1000 - before >= 50);
    }
}

static void wrong(void)
{
    struct itimerval value = { { 0, 0 }, { 0, 1000000 } };

    FAILS(setitimer(ITIMER_REAL, &value, NULL), EINVAL);
    value.it_value.tv_usec = -1;
    FAILS(setitimer(ITIMER_REAL, &value, NULL), EINVAL);
    FAILS(getitimer(77, &value), EINVAL);
    FAILS(setitimer(-1, &value, NULL), EINVAL);
}

static void not_inherited(void)
{
    pid_t child;

    set(ITIMER_REAL, 5000, 0);
    child = fork_child();
    if (child == 0) {
        struct itimerval value;

        getitimer(ITIMER_REAL, &value);
        _exit(value.it_value.tv_sec != 0);
    }
    expect_success(child);
    EQUAL(alarm(0), 5);
}

static void time_goes_on(void)
{
    struct timeval last, now;

    gettimeofday(&last, NULL);
    for (int i = 0; i < 2000; i++) {
        gettimeofday(&now, NULL);
        CHECK(now.tv_usec >= 0 && now.tv_usec < 1000000);
        CHECK(now.tv_sec > last.tv_sec ||
              (now.tv_sec == last.tv_sec && now.tv_usec >= last.tv_usec));
        last = now;
    }
}

const struct test timers[] = {
    TEST(interrupted, 0), TEST(interrupted_in_part, 0), TEST(restarted, 0),
    TEST(not_interrupted, 0), TEST(real, 0), TEST(processors, 0), TEST(wrong, 0),
    TEST(not_inherited, 0), TEST(time_goes_on, 0), END,
};
