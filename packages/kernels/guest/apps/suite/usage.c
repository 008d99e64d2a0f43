/* Usage, priorities, limits as numbers, time, names: calls about a process and its system. */
#include "suite.h"

#ifndef __GLIBC__
#include <sys/acct.h>
#define HOST_NAME_MAX HOSTNAME_MAX
#endif

static void burn(int milliseconds)
{
    volatile unsigned x = 0;

    for (long end = now_ms() + milliseconds; now_ms() < end;)
        for (int i = 0; i < 100; i++)
            x = x + i;
}

static void usage_grows(void)
{
    struct rusage before, after;
    long used;

    SAME(getrusage(RUSAGE_SELF, &before), 0);
    burn(150);
    SAME(getrusage(RUSAGE_SELF, &after), 0);
    used = (after.ru_utime.tv_sec - before.ru_utime.tv_sec +
            after.ru_stime.tv_sec - before.ru_stime.tv_sec) * 1000 +
           (after.ru_utime.tv_usec - before.ru_utime.tv_usec +
            after.ru_stime.tv_usec - before.ru_stime.tv_usec) / 1000;
    CHECK(used >= 20 && used <= 1000);
    FAILS(getrusage(7, &before), EINVAL);
    FAILS(getrusage(-2, &before), EINVAL);
}

static void as_user(void)
{
    SAME(setpriority(PRIO_PROCESS, 0, 4), 0);
    FAILS(setpriority(PRIO_PROCESS, 0, 2), EACCES);
    FAILS(setpriority(PRIO_PROCESS, getppid(), 5), EPERM);
    SAME(getpriority(PRIO_PROCESS, 0), 4);
}

static void priorities(void)
{
    pid_t child = fork_sleeper();

    SAME(getpriority(PRIO_PROCESS, 0), 0);
    SAME(setpriority(PRIO_PROCESS, child, 7), 0);
    SAME(getpriority(PRIO_PROCESS, child), 7);
    SAME(getpriority(PRIO_PGRP, 0), 0); /* the least nice */
    SAME(setpriority(PRIO_PGRP, 0, 9), 0);
    SAME(getpriority(PRIO_PROCESS, child), 9);
    SAME(getpriority(PRIO_PROCESS, 0), 9);
    SAME(setpriority(PRIO_PROCESS, 0, 1000), 0); /* as far as it goes */
    SAME(getpriority(PRIO_PROCESS, 0), OR(20, 19));
    FAILS(getpriority(77, 0), EINVAL);
    FAILS(setpriority(-1, 0, 0), EINVAL);
    FAILS(getpriority(PRIO_PROCESS, 29999), ESRCH);
    FAILS(setpriority(PRIO_PGRP, 29999, 0), ESRCH);
    kill_sleeper(child);
}

static void priority_rights(void)
{
    SAME(setpriority(PRIO_PROCESS, 0, -5), 0);
    SAME(getpriority(PRIO_PROCESS, 0), -5);
    SAME(setpriority(PRIO_PROCESS, 0, 0), 0);
    run_as_user(as_user);
}

static void as_limited_user(void)
{
    struct rlimit limit = { 1000, 2000 };

    SAME(setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 2000 }), 0);
    SAME(setrlimit(RLIMIT_CORE, &limit), 0);
    SAME(getrlimit(RLIMIT_CORE, &limit), 0);
    CHECK(limit.rlim_cur == 1000 && limit.rlim_max == 2000);
    limit.rlim_max = 3000;
    FAILS(setrlimit(RLIMIT_CORE, &limit), EPERM);
    limit.rlim_max = 1500; /* down for good */
    SAME(setrlimit(RLIMIT_CORE, &limit), 0);
    limit.rlim_max = 2000;
    FAILS(setrlimit(RLIMIT_CORE, &limit), EPERM);
}

static void limit_rights(void)
{
    struct rlimit limit;

    SAME(setrlimit(RLIMIT_CORE, &(struct rlimit){ 5000, 5000 }), 0);
    run_as_user(as_limited_user);
    SAME(getrlimit(RLIMIT_CORE, &limit), 0);
    CHECK(limit.rlim_cur == 5000);
    FAILS(getrlimit(77, &limit), EINVAL);
    FAILS(getrlimit(unseen(-1), &limit), EINVAL);
    FAILS(setrlimit(77, &limit), EINVAL);
}

static void time_goes_on(void)
{
    struct timeval before, now;

    SAME(gettimeofday(&before, NULL), 0);
    CHECK(before.tv_usec >= 0 && before.tv_usec < 1000000);
    for (int i = 0; i < 2000; i++) {
        SAME(gettimeofday(&now, NULL), 0);
        CHECK(now.tv_usec >= 0 && now.tv_usec < 1000000);
        CHECK(!timercmp(&now, &before, <)); /* never back */
        before = now;
    }
    pause_ms(30);
    SAME(gettimeofday(&now, NULL), 0);
    CHECK(timercmp(&now, &before, >));
}

static void user_sets_time(void)
{
    struct timeval now;

    gettimeofday(&now, NULL);
    FAILS(settimeofday(&now, NULL), EPERM);
    FAILS(sethostname("x", 1), EPERM);
}

static void set_time(void)
{
    struct timeval before, now, wrong = { 5, 1000000 };

    SAME(gettimeofday(&before, NULL), 0);
    FAILS(settimeofday(&wrong, NULL), EINVAL);
    wrong = (struct timeval){ -5, 0 };
    FAILS(settimeofday(&wrong, NULL), EINVAL);
    now = before;
    now.tv_sec += 100000;
    SAME(settimeofday(&now, NULL), 0);
    SAME(gettimeofday(&now, NULL), 0);
    CHECK(now.tv_sec >= before.tv_sec + 100000 && now.tv_sec < before.tv_sec + 100060);
    now.tv_sec -= 100000;
    SAME(settimeofday(&now, NULL), 0);
    run_as_user(user_sets_time);
}

static void host_name(void)
{
    char before[HOST_NAME_MAX + 1], name[HOST_NAME_MAX + 1], longest[HOST_NAME_MAX];

    SAME(gethostname(before, sizeof(before)), 0);
    SAME(sethostname("a-name", 6), 0);
    memset(name, 'x', sizeof(name));
    SAME(gethostname(name, sizeof(name)), 0);
    SAME(strcmp(name, "a-name"), 0);
    memset(name, 'x', sizeof(name));
    SAME(gethostname(name, 3), 0);
    CHECK(memcmp(name, "a-nxx", 5) == 0);
    memset(longest, 'n', sizeof(longest));
    FAILS(sethostname(longest, sizeof(longest)), EINVAL);
    FAILS(sethostname(longest, unseen(-1)), EINVAL);
    SAME(sethostname(longest, sizeof(longest) - 1), 0);
    SAME(sethostname(before, strlen(before)), 0);
}

#ifndef __GLIBC__
static void accounting_as_user(void)
{
    FAILS(acct("f"), EPERM);
    FAILS(acct(NULL), EPERM);
    FAILS(raw(SYS_reboot, 8, 0, 0, 0, 0), EPERM);
}

static void accounting(void)
{
    struct acct record;
    int file;

    make_file("f", "");
    FAILS(acct("nothing"), ENOENT);
    FAILS(acct("."), EISDIR);
    FAILS(acct("/dev/null"), EACCES);
    run_as_user(accounting_as_user);
    SAME(acct("f"), 0);
    kill_sleeper(fork_sleeper());
    SAME(acct(NULL), 0);
    SAME(size_of("f"), sizeof(record));
    file = open("f", O_RDONLY);
    read_all(file, &record, sizeof(record));
    CHECK(record.ac_flag & AXSIG);
    CHECK(record.ac_flag & AFORK);
    SAME(record.ac_uid, 0);
    SAME(strncmp(record.ac_comm, "suite", sizeof(record.ac_comm)), 0);
    close_ok(file);
    kill_sleeper(fork_sleeper());
    SAME(size_of("f"), sizeof(record)); /* no more are written */
}
#else
static void accounting(void) {}
#endif

const struct test usage[] = {
    TEST(usage_grows, 0),
    TEST(priorities, 0),
    TEST(priority_rights, ROOT),
    TEST(limit_rights, ROOT),
    TEST(time_goes_on, 0),
    TEST(set_time, OURS | ROOT),
    TEST(host_name, OURS | ROOT),
    TEST(accounting, OURS | ROOT),
    END,
};
