/* wait4, exit, fork, vfork. */
#include <abi/acct.h>
#include <abi/wait.h>

#include "host.h"

static void leave_7(void) { leave(7); }
static void leave_256(void) { leave(0x1ff); }

static void statuses(void)
{
    int status;

    CHECK_IS(wait_for(-1, &status), -ECHILD);
    pid_t a = spawn(leave_7), b = spawn(leave_256);
    CHECK_IS(second_value, 0);
    CHECK_IS(wait_for(999, &status), -ECHILD);
    CHECK_IS(CALL(wait4, b, 0, WNOHANG, 0), 0);
    CHECK_IS(CALL(wait4, b, 0, 0100, 0), -EINVAL);
    CHECK_IS(wait_for(b, &status), b);
    CHECK_IS(status, 0xff00);
    CHECK_IS(proc_find(a)->p_stat, SZOMB);
    CHECK_IS(CALL(kill, a, SIGTERM), 0); /* nothing comes of it */
    CHECK_IS(wait_for(-1, &status), a);
    CHECK_IS(WEXITSTATUS(status), 7);
    CHECK(proc_find(a) == NULL);
    CHECK_IS(wait_for(-1, &status), -ECHILD);
    CHECK_IS(processes_alive, 2);
    CHECK_IS(files_forked - files_exited, 1); /* process 1's */
}

static void by_group(void)
{
    pid_t a = spawn(leave_7), b = spawn(leave_7), c = spawn(leave_7);

    CALL(setpgrp, a, a);
    CALL(setpgrp, b, a);
    CHECK_IS(wait_for(0, NULL), c);
    CHECK_IS(wait_for(0, NULL), -ECHILD);
    CHECK_IS(wait_for(-c, NULL), -ECHILD);
    CHECK(wait_for(-a, NULL) > 0);
    CHECK(wait_for(-a, NULL) > 0);
    CHECK_IS(wait_for(-a, NULL), -ECHILD);
}

static void bad_addresses(void)
{
    pid_t pid = spawn(leave_7);
    struct rusage usage;

    others_run();
    CHECK_IS(CALL(wait4, -1, BAD_ADDRESS, 0, 0), -EFAULT);
    CHECK_IS(CALL(wait4, -1, 0, 0, BAD_ADDRESS), -EFAULT);
    CHECK_IS(CALL(wait4, -1, 0, 0, (long)&usage), pid); /* still there */
}

static void stops(void)
{
    pid_t pid = spawn(sleep_forever), other = spawn(sleep_forever);
    int32_t status = 0;

    CALL(setpgrp, pid, pid);
    others_run();
    CALL(kill, pid, SIGSTOP);
    CHECK_IS(CALL(wait4, -1, (long)&status, WNOHANG, 0), 0);
    CHECK_IS(CALL(wait4, -1, (long)&status, WNOHANG | WUNTRACED, 0), pid);
    CHECK(WIFSTOPPED(status) && !WIFEXITED(status) && !WIFSIGNALED(status));
    CHECK_IS(WSTOPSIG(status), SIGSTOP);
    CHECK_IS(CALL(wait4, -1, (long)&status, WNOHANG | WUNTRACED, 0), 0); /* once */
    CALL(kill, pid, SIGCONT);
    CALL(kill, pid, SIGTSTP);
    CHECK_IS(CALL(wait4, -1, (long)&status, WUNTRACED, 0), pid); /* this one, too */
    CHECK_IS(WSTOPSIG(status), SIGTSTP);
    CALL(kill, pid, SIGKILL);
    CHECK_IS(CALL(wait4, pid, (long)&status, WUNTRACED, 0), pid);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    CALL(kill, other, SIGTERM);
    CHECK_IS(wait_for(-1, NULL), other);
}

static int children;
static void on_child(int signal, int code, void *frame) { children++; }

static void sigchld(void)
{
    pid_t pid;

    handle(SIGCHLD, on_child, 0, 0);
    CHECK_IS(wait_for(spawn(leave_7), NULL) > 0, 1); /* restarted */
    CHECK_IS(children, 1);
    pid = spawn(sleep_forever);
    CALL(setpgrp, pid, pid);
    others_run();
    CALL(kill, pid, SIGSTOP);
    CHECK_IS(children, 2);
    CALL(kill, pid, SIGCONT);
    handle(SIGCHLD, on_child, 0, SV_NOCLDSTOP);
    CALL(kill, pid, SIGSTOP);
    CHECK_IS(children, 2);
    CALL(kill, pid, SIGKILL);
    others_run();
    CHECK_IS(children, 3);
    handle(SIGCHLD, on_child, 0, SV_INTERRUPT);
    CHECK_IS(current->u_proc->p_flag & P_NOCLDSTOP, 0);
    wait_for(pid, NULL);
    spawn(leave_7);
    CHECK_IS(wait_for(-1, NULL), -EINTR);
    CHECK_IS(children, 4);
}

static void has_children(void)
{
    spawn(leave_7);
    spawn(sleep_forever);
    others_run();
    leave(1);
}

static void to_process_1(void)
{
    pid_t pid = spawn(has_children);
    int status;

    CHECK_IS(wait_for(pid, &status), pid);
    CHECK_IS(WEXITSTATUS(status), 1);
    CHECK_IS(wait_for(pid + 1, &status), pid + 1);
    CHECK_IS(WEXITSTATUS(status), 7);
    CHECK_IS(CALL(wait4, -1, 0, WNOHANG, 0), 0);
    CALL(kill, pid + 2, SIGTERM);
    CHECK_IS(wait_for(-1, NULL), pid + 2);
}

static void works(void)
{
    pass(30, true);
    pass(20, false);
    current->u_ru.ru_inblock = 5;
    current->u_ru.ru_maxrss = 77;
}

static void works_with_child(void)
{
    wait_for(spawn(works), NULL);
    pass(150, true);
    current->u_ru.ru_inblock = 2;
}

static void usage_adds_up(void)
{
    struct rusage usage, children_usage;

    CHECK_IS(CALL(wait4, spawn(works_with_child), 0, 0, (long)&usage) > 0, 1);
    CHECK_IS(usage.ru_utime.tv_sec, 1);
    CHECK_IS(usage.ru_utime.tv_usec, 800000);
    CHECK_IS(usage.ru_stime.tv_usec, 200000);
    CHECK_IS(usage.ru_inblock, 7);
    CHECK_IS(usage.ru_maxrss, 77);
    wait_for(spawn(works), NULL);
    CHECK_IS(CALL(getrusage, RUSAGE_CHILDREN, (long)&children_usage), 0);
    CHECK_IS(children_usage.ru_utime.tv_sec, 2);
    CHECK_IS(children_usage.ru_utime.tv_usec, 100000);
    CHECK_IS(children_usage.ru_inblock, 12);
    pass(5, true);
    CHECK_IS(CALL(getrusage, RUSAGE_SELF, (long)&usage), 0);
    CHECK_IS(usage.ru_utime.tv_usec, 50000);
    CHECK_IS(CALL(getrusage, 1, (long)&usage), -EINVAL);
    CHECK_IS(CALL(getrusage, RUSAGE_SELF, BAD_ADDRESS), -EFAULT);
}

static int step;

static void lent_exits(void)
{
    CHECK((current->u_proc->p_flag & P_VFORKED) != 0);
    CHECK((current->u_proc->p_pptr->p_flag & P_LENT) != 0);
    CALL(kill, CALL(getpid, 0), SIGTSTP); /* cannot stop */
    step = 1;
    leave(3);
}

static void new_program(void)
{
    CHECK_IS(step, 2);
    step = 3;
}

static void lent_execs(void)
{
    const char *const none[] = {NULL};

    step = 2;
    CALL(execve, (long)"/new", (long)none, 0);
    CHECK(false);
}

static void lending(void)
{
    int status;

    program_add("/new", new_program);
    pid_t pid = vspawn(lent_exits);
    CHECK_IS(step, 1); /* the parent has waited */
    CHECK_IS(current->u_proc->p_flag & P_LENT, 0);
    CHECK_IS(wait_for(pid, &status), pid);
    CHECK_IS(WEXITSTATUS(status), 3);
    pid = vspawn(lent_execs);
    CHECK_IS(wait_for(pid, &status), pid);
    CHECK_IS(status, 0);
    CHECK_IS(step, 3);
}

static void inherits(void)
{
    struct proc *p = current->u_proc;

    CHECK_IS(p->p_sig, 0);
    CHECK_IS(p->p_sigmask, sigmask(SIGUSR1));
    CHECK((p->p_sigignore & sigmask(SIGUSR2)) != 0);
    CHECK((p->p_sigcatch & sigmask(SIGHUP)) != 0);
    CHECK(!timeval_is_set(&p->p_realtimer.it_value));
    CHECK(!timeval_is_set(&current->u_timer[0].it_value));
    CHECK_IS(p->p_nice, 5);
    CHECK_IS(current->u_ru.ru_oublock, 0);
    CHECK_IS(current->u_acflag, AFORK);
    CHECK_IS(current->u_cred->cr_ref, 3); /* with processes 0 and 1 */
    leave(9);
}

static void what_children_have(void)
{
    struct itimerval timer = {{0, 0}, {1000, 0}};
    int status;

    handle(SIGHUP, on_child, 0, 0);
    ignore(SIGUSR2);
    CALL(sigblock, sigmask(SIGUSR1));
    CALL(kill, 1, SIGUSR1);
    CALL(setpriority, PRIO_PROCESS, 0, 5);
    CALL(setitimer, ITIMER_REAL, (long)&timer, 0);
    CALL(setitimer, ITIMER_VIRTUAL, (long)&timer, 0);
    current->u_ru.ru_oublock = 12;
    wait_for(spawn(inherits), &status);
    CHECK_IS(WEXITSTATUS(status), 9);
    CHECK_IS(current->u_cred->cr_ref, 2);
}

static void process_1_leaves(void) { leave(0); }

const struct test wait_tests[] = {
    {"statuses", statuses},
    {"waiting for a group", by_group},
    {"addresses that are not there", bad_addresses},
    {"stops are told once", stops},
    {"SIGCHLD", sigchld},
    {"children go to process 1", to_process_1},
    {"usage adds up", usage_adds_up},
    {"memory lent by vfork", lending},
    {"what children have of their parents", what_children_have},
    {"panic: process 1 leaves", process_1_leaves},
    {NULL, NULL},
};
