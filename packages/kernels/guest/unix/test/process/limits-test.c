/* Limits, priorities, credentials, the machine's name, the end of data, accounting. */
#include <abi/acct.h>
#include <abi/wait.h>

#include "host.h"

static int made;

static void many(void)
{
    long pid;

    CALL(setuid, 50);
    while ((pid = spawn(sleep_forever)) > 0)
        made++;
    CHECK_IS(pid, -EAGAIN);
    sleep_forever();
}

static void of_a_user(void)
{
    pid_t pid = spawn(many);

    others_run();
    CHECK_IS(made, CHILD_MAX - 1); /* itself is one */
    CHECK_IS(proc_count_user(50, 0), CHILD_MAX);
    CHECK(spawn(sleep_forever) > 0); /* another's */
    CALL(kill, pid + 1, SIGKILL);
    CHECK_IS(wait_for(pid + 1, NULL), -ECHILD);
    others_run();
    CHECK_IS(proc_count_user(50, 0), CHILD_MAX); /* a zombie counts */
    CALL(kill, -1, SIGKILL);
    while (wait_for(-1, NULL) > 0)
        continue;
    CHECK_IS(proc_count_user(50, 0), 0);
    CHECK_IS(proc_count_user(0, 0), 2);
}

static void last_one(void)
{
    CALL(setuid, 50);
    CHECK_IS(spawn(sleep_forever), -EAGAIN);
}

static void of_the_table(void)
{
    long pid;
    int count = 2;

    while (count < process_count - 2) {
        CHECK(spawn(sleep_forever) > 0);
        count++;
    }
    wait_for(spawn(last_one), NULL); /* the last entry is the superuser's */
    CHECK(spawn(sleep_forever) > 0);
    CHECK(spawn(sleep_forever) > 0);
    pid = spawn(sleep_forever);
    CHECK_IS(pid, -EAGAIN);
    CHECK_IS(processes_alive, process_count);
    CHECK_IS(proc_count_user(0, 0), process_count);
}

static void resource_limits(void)
{
    struct rlimit limit = {100, 200}, read;

    CHECK_IS(CALL(getrlimit, RLIMIT_STACK, (long)&read), 0);
    CHECK_IS(read.rlim_cur, 1 << 20);
    CHECK_IS(CALL(getrlimit, RLIMIT_CPU, (long)&read), 0);
    CHECK_IS(read.rlim_max, RLIM_INFINITY);
    CHECK_IS(CALL(getrlimit, RLIM_NLIMITS, (long)&read), -EINVAL);
    CHECK_IS(CALL(getrlimit, -1, (long)&read), -EINVAL);
    CHECK_IS(CALL(getrlimit, 0, BAD_ADDRESS), -EFAULT);
    CHECK_IS(CALL(setrlimit, RLIMIT_FSIZE, (long)&limit), 0);
    limit.rlim_max = 300; /* the superuser raises it again */
    CHECK_IS(CALL(setrlimit, RLIMIT_FSIZE, (long)&limit), 0);
    limit = (struct rlimit){RLIM_INFINITY, RLIM_INFINITY};
    CHECK_IS(CALL(setrlimit, RLIMIT_DATA, (long)&limit), 0);
    CALL(getrlimit, RLIMIT_DATA, (long)&read);
    CHECK_IS(read.rlim_max, 32 << 20);
    CALL(setuid, 3);
    limit = (struct rlimit){100, 301};
    CHECK_IS(CALL(setrlimit, RLIMIT_FSIZE, (long)&limit), -EPERM);
    limit = (struct rlimit){301, 300};
    CHECK_IS(CALL(setrlimit, RLIMIT_FSIZE, (long)&limit), -EPERM);
    limit = (struct rlimit){300, 300};
    CHECK_IS(CALL(setrlimit, RLIMIT_FSIZE, (long)&limit), 0);
    limit = (struct rlimit){50, 40};
    CHECK_IS(CALL(setrlimit, RLIMIT_FSIZE, (long)&limit), 0);
    CALL(getrlimit, RLIMIT_FSIZE, (long)&read);
    CHECK_IS(read.rlim_cur, 40);
    limit = (struct rlimit){-1, 40};
    CHECK_IS(CALL(setrlimit, RLIMIT_FSIZE, (long)&limit), -EINVAL);
    CHECK_IS(CALL(setrlimit, RLIMIT_FSIZE, BAD_ADDRESS), -EFAULT);
    CHECK_IS(CALL(setrlimit, RLIM_NLIMITS, (long)&limit), -EINVAL);
}

static void user_9(void)
{
    CALL(setuid, 9);
    sleep_forever();
}

static void priorities(void)
{
    pid_t a = spawn(user_9), b = spawn(user_9);

    others_run();
    CALL(setpgrp, b, b);
    CHECK_IS(CALL(getpriority, PRIO_PROCESS, 0), 0);
    CHECK_IS(CALL(setpriority, PRIO_PROCESS, a, 100), 0);
    CHECK_IS(CALL(getpriority, PRIO_PROCESS, a), PRIO_MAX);
    CHECK_IS(CALL(setpriority, PRIO_PGRP, b, 7), 0);
    CHECK_IS(CALL(getpriority, PRIO_USER, 9), 7); /* the least nice */
    CHECK_IS(CALL(setpriority, PRIO_USER, 9, -100), 0);
    CHECK_IS(CALL(getpriority, PRIO_PGRP, b), PRIO_MIN);
    CHECK_IS(CALL(getpriority, PRIO_PROCESS, 999), -ESRCH);
    CHECK_IS(CALL(getpriority, PRIO_USER, 77), -ESRCH);
    CHECK_IS(CALL(setpriority, PRIO_PGRP, 999, 0), -ESRCH);
    CHECK_IS(CALL(getpriority, 3, 0), -EINVAL);
    CHECK_IS(CALL(setpriority, -1, 0, 0), -EINVAL);
    CALL(setuid, 9);
    CHECK_IS(CALL(setpriority, PRIO_PROCESS, a, 5), 0);
    CHECK_IS(CALL(setpriority, PRIO_PROCESS, a, 4), -EACCES);
    CHECK_IS(CALL(setpriority, PRIO_PROCESS, a, 5), 0);
    CHECK_IS(CALL(setpriority, PRIO_PROCESS, 0, 3), 0); /* 0: oneself */
    CALL(setpriority, PRIO_USER, 0, 19);
    CHECK_IS(CALL(getpriority, PRIO_PROCESS, a), 19);
}

static void others_process(void)
{
    CALL(setuid, 10);
    CHECK_IS(CALL(setpriority, PRIO_PROCESS, 1, 5), -EPERM);
}

static void priority_of_others(void)
{
    int status;

    wait_for(spawn(others_process), &status);
    CHECK_IS(status, 0);
}

static void ids(long real, long effective)
{
    CHECK_IS(CALL(getuid, 0), real);
    CHECK_IS(second_value, effective);
    CHECK_IS(current->u_proc->p_ruid, real);
    CHECK_IS(current->u_proc->p_uid, effective);
}

static void not_superuser(void)
{
    CALL(setreuid, 10, 20); /* saved: 20 */
    ids(10, 20);
    CHECK_IS(CALL(setuid, 30), -EPERM);
    CHECK_IS(CALL(setreuid, 30, -1), -EPERM);
    CHECK_IS(CALL(setreuid, -1, 30), -EPERM);
    CHECK_IS(CALL(setreuid, 20, 10), 0); /* exchanged */
    ids(20, 10);
    CHECK_IS(CALL(setreuid, -1, -1), 0);
    ids(20, 10);
    CHECK_IS(CALL(setuid, 20), 0);
    ids(20, 20);
    CHECK_IS(CALL(setuid, 10), 0); /* the saved one */
    ids(20, 10);
    CHECK_IS(CALL(setuid, 0), -EPERM);
    CHECK_IS(CALL(setreuid, -1, 0), -EPERM);
    CHECK_IS(proc_count_user(20, 0), 1);
}

static void set_for_good(void)
{
    CHECK_IS(CALL(setuid, 40), 0);
    ids(40, 40);
    CHECK_IS(CALL(setuid, 0), -EPERM);
    CHECK_IS(CALL(setreuid, -1, 0), -EPERM);
    CHECK_IS(proc_count_user(40, 0), 1);
    CHECK_IS(proc_count_user(20, 0), 0);
}

static void users(void)
{
    int status;
    struct ucred *mine = current->u_cred;

    wait_for(spawn(not_superuser), &status);
    CHECK_IS(status, 0);
    wait_for(spawn(set_for_good), &status);
    CHECK_IS(status, 0);
    CHECK(current->u_cred == mine && mine->cr_uid == 0);
    ids(0, 0);
    CHECK_IS(proc_count_user(40, 0), 0);
}

static void groups(void)
{
    gid_t some[NGROUPS_MAX + 1] = {7, 8, 9}, read[NGROUPS_MAX];

    CHECK_IS(CALL(getgroups, 0, 0), 1);
    CHECK_IS(CALL(setgroups, 3, (long)some), 0);
    CHECK_IS(CALL(getgroups, NGROUPS_MAX, (long)read), 3);
    CHECK(read[0] == 7 && read[1] == 8 && read[2] == 9);
    CHECK_IS(CALL(getgroups, 2, (long)read), -EINVAL);
    CHECK_IS(CALL(getgroups, 3, BAD_ADDRESS), -EFAULT);
    CHECK_IS(CALL(getgid, 0), 0);
    CHECK_IS(second_value, 7);
    CHECK(group_member(9, current->u_cred) && !group_member(10, current->u_cred));
    CHECK_IS(CALL(setgroups, 0, (long)some), -EINVAL);
    CHECK_IS(CALL(setgroups, NGROUPS_MAX + 1, (long)some), -EINVAL);
    CHECK_IS(CALL(setgroups, 1, BAD_ADDRESS), -EFAULT);
    CHECK_IS(CALL(setregid, 5, 6), 0);
    CHECK_IS(CALL(getgid, 0), 5);
    CHECK_IS(second_value, 6);
    CALL(setuid, 3);
    CHECK_IS(CALL(setgroups, 3, (long)some), -EPERM);
    CHECK_IS(CALL(setregid, 8, -1), -EPERM);
    CHECK_IS(CALL(setregid, -1, 8), -EPERM);
    CHECK_IS(CALL(setregid, 6, 5), 0);
}

static void host(void)
{
    char name[HOSTNAME_MAX + 1] = {0};

    CHECK_IS(CALL(sethostname, (long)"guest", 5), 0);
    CHECK_IS(CALL(gethostname, (long)name, sizeof name), 0);
    CHECK(strcmp(name, "guest") == 0);
    name[2] = '!';
    CHECK_IS(CALL(gethostname, (long)name, 2), 0);
    CHECK(strcmp(name, "gu!st") == 0);
    CHECK_IS(CALL(sethostname, (long)name, HOSTNAME_MAX), -EINVAL);
    CHECK_IS(CALL(sethostname, BAD_ADDRESS, 5), -EFAULT);
    CHECK(strcmp(host_name, "guest") == 0);
    CALL(setuid, 3);
    CHECK_IS(CALL(sethostname, (long)"other", 5), -EPERM);
    CHECK_IS(CALL(reboot, 0), -EPERM);
    CHECK_IS(CALL(acct, 0), -EPERM);
    CHECK_IS(CALL(getpagesize, 0), 4096);
}

static void end_of_data(void)
{
    uaddr_t data = current->u_data, end = current->u_break;
    struct rlimit limit = {1 << 20, 1 << 20};

    CHECK_IS(data, 0x10000000);
    CHECK_IS(end, 0x10002100);
    CHECK_IS(CALL(brk, end + 5000), 0);
    CHECK_IS(current->u_break, end + 5000);
    CHECK_IS(current->u_proc->p_datasize, 0x4000);
    CHECK_IS(CALL(brk, data - 1), -EINVAL);
    CHECK_IS(CALL(brk, data + (17 << 20)), -ENOMEM); /* there is none */
    CALL(setrlimit, RLIMIT_DATA, (long)&limit);
    CHECK_IS(CALL(brk, data + (1 << 20)), 0);
    CHECK_IS(CALL(brk, data + (1 << 20) + 1), -ENOMEM);
    CHECK_IS(current->u_break, data + (1 << 20));
    CHECK_IS(CALL(brk, data), 0);
}

static int output; /* blocks */

static void accounted(void)
{
    pass(6400, true);
    pass(100, false);
    current->u_ru.ru_inblock = 3;
    current->u_ru.ru_oublock = output;
    CALL(setuid, 12);
    trap(SIGSEGV, 0);
}

/* A comp_t's number. */
static long expand(comp_t number)
{
    long value = number & 0x1fff;

    for (int exponent = number >> 13; exponent > 0; exponent--)
        value *= 8;
    return value;
}

static void records(void)
{
    struct test_file *file = file_add("/acct", NULL, 0, 0600, NULL);
    const struct acct *record = (const struct acct *)written;

    CHECK_IS(CALL(acct, (long)"/nothing"), -ENOENT);
    CHECK_IS(CALL(acct, (long)"/acct"), 0);
    CHECK_IS(file->vnode.v_writers, 1);
    int32_t start = time_now.tv_sec;
    wait_for(spawn(accounted), NULL);
    CHECK_IS(written_bytes, sizeof *record);
    CHECK(strcmp(record->ac_comm, "init") == 0);
    CHECK_IS(record->ac_flag, AFORK | ASU | AXSIG | ACORE);
    CHECK_IS(record->ac_uid, 12);
    CHECK_IS(record->ac_btime, start);
    CHECK_IS(expand(record->ac_utime), 64 * AHZ);
    CHECK_IS(expand(record->ac_stime), 1 * AHZ);
    CHECK_IS(expand(record->ac_etime), 65 * AHZ);
    CHECK_IS(record->ac_mem, 4 + 12 + 4);
    CHECK_IS(expand(record->ac_io), 3);
    CHECK_IS(record->ac_tty, (dev_t)-1);
    /* Nearly full: none until there is room again. */
    file->vnode.v_mount->m_data = (void *)20;
    wait_for(spawn(accounted), NULL);
    file->vnode.v_mount->m_data = (void *)40;
    wait_for(spawn(accounted), NULL);
    CHECK_IS(written_bytes, sizeof *record);
    file->vnode.v_mount->m_data = (void *)41;
    output = 0x1fff * 64 + 29; /* 3 * 8 + 8 more are the next that can be */
    wait_for(spawn(accounted), NULL);
    CHECK_IS(written_bytes, 2 * sizeof *record);
    CHECK_IS(expand(record[1].ac_io), 0x2000 * 64);
    CHECK_IS(CALL(acct, (long)"/acct"), 0); /* again */
    CHECK_IS(file->vnode.v_writers, 1);
    CHECK_IS(CALL(acct, 0), 0);
    CHECK_IS(file->vnode.v_writers, 0);
    wait_for(spawn(accounted), NULL);
    CHECK_IS(written_bytes, 2 * sizeof *record);
}

static void halts(void)
{
    CALL(reboot, 8);
    leave(1);
}

const struct test limit_tests[] = {
    {"processes of a user", of_a_user},
    {"a full table of processes", of_the_table},
    {"resource limits", resource_limits},
    {"priorities", priorities},
    {"priorities of others", priority_of_others},
    {"users", users},
    {"groups of a process", groups},
    {"the machine's name", host},
    {"the end of data", end_of_data},
    {"accounting", records},
    {"halt: reboot", halts},
    {NULL, NULL},
};
