/* Groups, sessions, orphans, numbers. */
#include <abi/wait.h>
#include <unix/tty.h>

#include "host.h"

static struct proc *of(pid_t pid) { return proc_find(pid); }

static void sessions(void)
{
    CHECK_IS(CALL(getpid, 0), 1);
    CHECK_IS(second_value, 0);
    CHECK_IS(CALL(getpgrp, 0), 0);
    CHECK_IS(CALL(setsid, 0), 1);
    CHECK_IS(CALL(setsid, 0), -EPERM);
    CHECK_IS(CALL(getpgrp, 0), 1);
    CHECK(of(1)->p_pgrp->pg_session->s_leader == of(1));

    pid_t child = spawn(sleep_forever);
    CHECK_IS(CALL(getpgrp, child), 1);
    CHECK_IS(CALL(setpgrp, child, child), 0);
    CHECK_IS(CALL(getpgrp, child), child);
    CHECK_IS(of(child)->p_pgrp->pg_session->s_count, 2);
    CHECK_IS(CALL(getpgrp, 999), -ESRCH);
}

static void lead_session(void)
{
    CHECK_IS(CALL(setsid, 0), CALL(getpid, 0));
    CHECK_IS(CALL(setpgrp, 0, 0), -EPERM); /* leads a session */
    sleep_forever();
}

static void exec_and_sleep(void)
{
    const char *const none[] = {NULL};

    CALL(execve, (long)"/sleeper", (long)none, 0);
}

static void has_child(void)
{
    spawn(sleep_forever);
    sleep_forever();
}

static void who_may_setpgrp(void)
{
    program_add("/sleeper", sleep_forever);
    pid_t a = spawn(sleep_forever), b = spawn(sleep_forever), leader = spawn(lead_session),
          other = spawn(exec_and_sleep), parent = spawn(has_child);
    others_run();
    CHECK_IS(CALL(setpgrp, a, -1), -EINVAL);
    CHECK_IS(CALL(setpgrp, 999, 999), -ESRCH);
    CHECK_IS(CALL(setpgrp, a, 999), -EPERM); /* no such group */
    CHECK_IS(CALL(setpgrp, b, a), -EPERM);   /* not yet */
    CHECK_IS(CALL(setpgrp, a, 0), 0);
    CHECK_IS(CALL(setpgrp, b, a), 0);
    CHECK_IS(CALL(getpgrp, b), a);
    CHECK_IS(CALL(setpgrp, b, leader), -EPERM); /* another session's */
    CHECK_IS(CALL(setpgrp, leader, leader), -EPERM);
    CHECK_IS(CALL(setpgrp, other, other), -EACCES);
    CHECK_IS(CALL(setpgrp, parent + 1, parent + 1), 0); /* a grandchild */
    CHECK_IS(CALL(setpgrp, b, 0), 0);
    CHECK_IS(CALL(setpgrp, b, a), 0);
    CHECK_IS(CALL(kill, b, SIGKILL), 0);
    others_run();
    CHECK_IS(CALL(setpgrp, b, b), -ESRCH); /* dead */
}

static int hung_up, continued;
static void on_hup(int signal, int code, void *frame) { hung_up++; }
static void on_cont(int signal, int code, void *frame) { continued++; }

static void job(void)
{
    handle(SIGHUP, on_hup, 0, 0);
    handle(SIGCONT, on_cont, 0, 0);
    sleep_forever();
}

static pid_t job_pid;

static void shell(void)
{
    CALL(setsid, 0);
    job_pid = spawn(job);
    CHECK_IS(CALL(setpgrp, job_pid, job_pid), 0);
    sleep_forever();
}

static void orphans(void)
{
    pid_t pid = spawn(shell);
    int status;

    CALL(setsid, 0);
    others_run();
    struct proc *p = of(job_pid);
    CHECK_IS(p->p_pgrp->pg_jobc, 1);
    CHECK_IS(of(pid)->p_pgrp->pg_jobc, 0);
    CALL(kill, pid, SIGTSTP); /* the shell's own group is orphaned */
    others_run();
    CHECK_IS(of(pid)->p_stat, SSLEEP);
    CALL(kill, job_pid, SIGTSTP);
    CHECK_IS(p->p_stat, SSTOP);
    CALL(kill, pid, SIGKILL);
    CHECK_IS(wait_for(pid, &status), pid);
    CHECK_IS(WTERMSIG(status), SIGKILL);
    others_run();
    CHECK_IS(p->p_pptr->p_pid, 1);
    CHECK_IS(p->p_pgrp->pg_jobc, 0);
    CHECK_IS(hung_up, 1);
    CHECK_IS(continued, 1);
    CHECK_IS(p->p_stat, SSLEEP);
    CALL(kill, job_pid, SIGTTIN);
    CHECK_IS(p->p_stat, SSLEEP);
    CALL(kill, job_pid, SIGSTOP); /* this stops everyone */
    CHECK_IS(p->p_stat, SSTOP);
    CALL(kill, job_pid, SIGKILL);
    CHECK_IS(wait_for(-1, &status), job_pid);
}

/* A process 1 that has no session of its own may become a member's parent elsewhere. */
static void reparented(void)
{
    pid_t pid = spawn(has_child);
    others_run();
    struct proc *p = of(pid + 1);
    CHECK_IS(CALL(setpgrp, pid + 1, 0), 0);
    CHECK_IS(p->p_pgrp->pg_jobc, 1);
    CALL(kill, pid, SIGKILL);
    CHECK_IS(wait_for(pid, NULL), pid);
    CHECK_IS(p->p_pgrp->pg_jobc, 1);
    CALL(kill, p->p_pid, SIGKILL);
    CHECK_IS(wait_for(-1, NULL), pid + 1);
}

static struct tty terminal;

static void terminal_shell(void)
{
    struct proc *p = current->u_proc;

    CALL(setsid, 0);
    terminal.t_session = p->p_pgrp->pg_session;
    terminal.t_session->s_tty = &terminal;
    p->p_flag |= P_CONTROLT;
    job_pid = spawn(job);
    CALL(setpgrp, job_pid, job_pid);
    terminal.t_pgrp = of(job_pid)->p_pgrp;
    sleep_forever();
}

static void hang_up(void)
{
    pid_t pid = spawn(terminal_shell);

    others_run();
    CHECK((of(job_pid)->p_flag & P_CONTROLT) != 0);
    CALL(kill, pid, SIGKILL);
    wait_for(pid, NULL);
    others_run();
    CHECK_IS(hung_up, 1);
    CHECK(terminal.t_session == NULL && terminal.t_pgrp == NULL);
    CHECK(of(job_pid)->p_pgrp->pg_session->s_leader == NULL);
    CALL(kill, job_pid, SIGKILL);
    wait_for(job_pid, NULL);
}

static void stops_itself(void)
{
    CALL(kill, 0, SIGTTIN); /* nobody could continue it */
    CALL(kill, 0, SIGSTOP);
    leave(6);
}

static void shell_of_stopper(void)
{
    CALL(setsid, 0);
    stops_itself();
}

static void orphans_stop(void)
{
    pid_t pid;
    int status;

    CALL(setsid, 0);
    pid = spawn(shell);
    others_run();
    ignore(SIGUSR2);
    CHECK_IS(CALL(kill, -job_pid, SIGUSR2), 0);
    CHECK_IS(CALL(kill, 0, 0), -ESRCH); /* process 1 is left out */
    CALL(kill, pid, SIGKILL);
    wait_for(pid, NULL);
    CHECK_IS(wait_for(job_pid, NULL), job_pid); /* by SIGUSR2 */
    pid = spawn(shell_of_stopper);
    others_run();
    CHECK_IS(of(pid)->p_stat, SSTOP);
    CALL(kill, pid, SIGCONT);
    CHECK_IS(wait_for(pid, &status), pid);
    CHECK_IS(WEXITSTATUS(status), 6);
}

/* Of a foreground group nothing remains when its last member goes. */
static void foreground_goes(void)
{
    pid_t pid = spawn(terminal_shell);

    others_run();
    CALL(kill, job_pid, SIGKILL);
    others_run();
    CHECK(terminal.t_pgrp != NULL); /* a zombie counts */
    CALL(kill, pid, SIGKILL);
    wait_for(pid, NULL);
    wait_for(job_pid, NULL);
    CHECK(terminal.t_pgrp == NULL && terminal.t_session == NULL);
}

static void nothing(void) {}

static void numbers(void)
{
    pid_t leader = spawn(has_child);
    pid_t last = 0;
    bool wrapped = false;

    others_run();
    CALL(setpgrp, leader, leader);
    CALL(setpgrp, leader + 1, leader);
    CALL(kill, leader, SIGKILL);
    wait_for(leader, NULL);
    CHECK(pgrp_find(leader) != NULL);
    check_invariants();
    for (int i = 0; i < 31000; i++) {
        pid_t pid = spawn(nothing);
        CHECK(pid > 1 && pid < 30000 && pid != leader && pid != leader + 1);
        if (pid < last) {
            CHECK(!wrapped && pid == 100);
            wrapped = true;
        } else
            CHECK(last == 0 || pid == last + 1);
        last = pid;
        CHECK_IS(wait_for(pid, NULL), pid);
    }
    CHECK(wrapped);
}

static void numbers_taken(void)
{
    pid_t pid, low;

    while ((pid = spawn(nothing)) < 150)
        wait_for(pid, NULL);
    low = spawn(sleep_forever);
    wait_for(pid, NULL);
    while ((pid = spawn(nothing)) > low)
        wait_for(pid, NULL);
    for (int i = 0; i < 100; i++) {
        CHECK(pid != low);
        wait_for(pid, NULL);
        pid = spawn(nothing);
    }
}

const struct test group_tests[] = {
    {"sessions and groups", sessions},
    {"who may change whose group", who_may_setpgrp},
    {"orphaned groups", orphans},
    {"orphans stop by SIGSTOP only", orphans_stop},
    {"orphans that process 1 keeps", reparented},
    {"a session's leader goes", hang_up},
    {"a foreground group goes", foreground_goes},
    {"process numbers wrap", numbers},
    {"process numbers in use are passed over", numbers_taken},
    {NULL, NULL},
};
