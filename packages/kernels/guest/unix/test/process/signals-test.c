/* Signals as programs see them. */
#include <abi/acct.h>
#include <abi/wait.h>

#include "host.h"

static int taken[64], takes, codes[64];
static uint32_t masks[64];

static void take(int signal, int code, void *frame)
{
    codes[takes] = code;
    masks[takes] = current->u_proc->p_sigmask;
    taken[takes++] = signal;
}

static int self(int signal) { return CALL(kill, CALL(getpid, 0), signal); }

static void handlers(void)
{
    struct sigvec old;

    handle(SIGUSR1, take, sigmask(SIGUSR2), 0);
    CHECK_IS(CALL(sigvec, SIGUSR1, 0, (long)&old), 0);
    CHECK(old.sv_handler == take && old.sv_mask == sigmask(SIGUSR2) && old.sv_flags == 0);
    CHECK_IS(self(SIGUSR1), 0);
    CHECK_IS(takes, 1);
    CHECK_IS(masks[0], sigmask(SIGUSR1) | sigmask(SIGUSR2));
    CHECK_IS(current->u_proc->p_sigmask, 0);
    self(SIGUSR1);
    CHECK_IS(takes, 2); /* it stays */
    CHECK_IS(current->u_ru.ru_nsignals, 2);
    handle(SIGUSR1, take, 0, SV_RESETHAND | SV_INTERRUPT | SV_ONSTACK);
    CALL(sigvec, SIGUSR1, 0, (long)&old);
    CHECK_IS(old.sv_flags, SV_RESETHAND | SV_INTERRUPT | SV_ONSTACK);
    self(SIGUSR1);
    CHECK_IS(takes, 3);
    CALL(sigvec, SIGUSR1, 0, (long)&old);
    CHECK(old.sv_handler == BY_DEFAULT);
    CHECK_IS(current->u_proc->p_sigcatch, 0);
    CHECK_IS(current->u_proc->p_sigignore & sigmask(SIGUSR1), 0);
    handle(SIGWINCH, take, 0, SV_RESETHAND);
    handle(SIGCONT, take, 0, SV_RESETHAND);
    self(SIGWINCH);
    self(SIGCONT);
    CHECK_IS(takes, 5);
    CHECK((current->u_proc->p_sigignore & sigmask(SIGWINCH)) != 0); /* as it is by default */
    CHECK_IS(current->u_proc->p_sigignore & sigmask(SIGCONT), 0);
}

static void refused(void)
{
    struct sigvec action = {take, 0, 0, NULL};

    CHECK_IS(CALL(sigvec, SIGKILL, (long)&action, 0), -EINVAL);
    CHECK_IS(CALL(sigvec, SIGSTOP, (long)&action, 0), -EINVAL);
    CHECK_IS(CALL(sigvec, 0, (long)&action, 0), -EINVAL);
    CHECK_IS(CALL(sigvec, NSIG, (long)&action, 0), -EINVAL);
    CHECK_IS(CALL(sigvec, SIGHUP, BAD_ADDRESS, 0), -EFAULT);
    CHECK_IS(CALL(sigvec, SIGHUP, 0, BAD_ADDRESS), -EFAULT);
    action.sv_handler = IGNORED;
    CHECK_IS(CALL(sigvec, SIGCONT, (long)&action, 0), -EINVAL);
    CHECK_IS(CALL(kill, 1, NSIG), -EINVAL);
    CHECK_IS(CALL(kill, 1, -1), -EINVAL);
    CHECK_IS(CALL(kill, 999, 0), -ESRCH);
    CHECK_IS(CALL(sigreturn, BAD_ADDRESS), -EFAULT);
}

static void masks_hold(void)
{
    handle(SIGUSR1, take, 0, 0);
    handle(SIGUSR2, take, 0, 0);
    handle(SIGHUP, take, ~(uint32_t)0, 0);
    CHECK_IS(CALL(sigblock, sigmask(SIGUSR1) | sigmask(SIGUSR2)), 0);
    CHECK_IS(CALL(sigblock, ~0), sigmask(SIGUSR1) | sigmask(SIGUSR2));
    CHECK_IS(current->u_proc->p_sigmask, ~(sigmask(SIGKILL) | sigmask(SIGSTOP)));
    self(SIGUSR2);
    self(SIGUSR1);
    self(SIGUSR1);
    self(SIGHUP);
    CHECK_IS(CALL(sigpending, 0), sigmask(SIGUSR1) | sigmask(SIGUSR2) | sigmask(SIGHUP));
    CHECK_IS(takes, 0);
    CHECK_IS(CALL(sigsetmask, sigmask(SIGUSR1) | sigmask(SIGUSR2)),
             ~(sigmask(SIGKILL) | sigmask(SIGSTOP)));
    CHECK_IS(takes, 1);
    CHECK_IS(masks[0], ~(sigmask(SIGKILL) | sigmask(SIGSTOP)));
    CALL(sigsetmask, 0);
    CHECK_IS(takes, 3); /* SIGUSR1 once */
    CHECK_IS(CALL(sigpending, 0), 0);
}

static void order(void)
{
    handle(SIGUSR1, take, 0, 0);
    handle(SIGUSR2, take, 0, 0);
    CALL(sigblock, sigmask(SIGUSR1) | sigmask(SIGUSR2));
    self(SIGUSR2);
    self(SIGUSR1);
    CALL(sigsetmask, 0);
    CHECK_IS(takes, 2);
    CHECK_IS(taken[0], SIGUSR2); /* pushed last: it begins, with the other's signal blocked */
    CHECK_IS(masks[0], sigmask(SIGUSR1) | sigmask(SIGUSR2));
    CHECK_IS(masks[1], sigmask(SIGUSR1));
}

static void ignored(void)
{
    ignore(SIGTERM);
    self(SIGTERM);
    self(SIGCHLD);
    self(SIGURG);
    self(SIGWINCH);
    self(SIGIO);
    self(SIGCONT);
    CHECK_IS(current->u_proc->p_sig, 0);
    /* What is pending is gone when it is ignored. */
    CALL(sigblock, sigmask(SIGUSR1));
    self(SIGUSR1);
    CHECK_IS(CALL(sigpending, 0), sigmask(SIGUSR1));
    ignore(SIGUSR1);
    CHECK_IS(CALL(sigpending, 0), 0);
}

static void sends_later(void)
{
    KSLEEP(&takes, PWAIT, 100);
    CALL(kill, 1, SIGUSR1);
}

static void pausing(void)
{
    handle(SIGUSR1, take, 0, 0);
    handle(SIGUSR2, take, 0, 0);
    CALL(sigblock, sigmask(SIGUSR1) | sigmask(SIGHUP));
    spawn(sends_later);
    CHECK_IS(CALL(sigpause, sigmask(SIGUSR2)), -EINTR);
    CHECK_IS(takes, 1);
    CHECK_IS(masks[0], sigmask(SIGUSR2) | sigmask(SIGUSR1));
    CHECK_IS(current->u_proc->p_sigmask, sigmask(SIGUSR1) | sigmask(SIGHUP));
    /* One that is pending ends it at once. */
    self(SIGUSR1);
    CHECK_IS(CALL(sigpause, 0), -EINTR);
    CHECK_IS(takes, 2);
    CHECK_IS(current->u_proc->p_sigmask, sigmask(SIGUSR1) | sigmask(SIGHUP));
}

static void restarts(void)
{
    struct timeval before = {time_now.tv_sec, 0};

    handle(SIGUSR1, take, 0, 0);
    spawn(sends_later);
    CHECK_IS(KSLEEP(&before, PWAIT | PCATCH, 300), -EWOULDBLOCK);
    CHECK_IS(takes, 1);
    CHECK_IS(time_now.tv_sec - before.tv_sec, 4); /* 1 and, again, 3 */
    handle(SIGUSR1, take, 0, SV_INTERRUPT);
    spawn(sends_later);
    CHECK_IS(KSLEEP(&before, PWAIT | PCATCH, 300), -EINTR);
    CHECK_IS(takes, 2);
    spawn(sends_later); /* a sleep that is not to be disturbed */
    CHECK_IS(KSLEEP(&before, PINOD, 300), -EWOULDBLOCK);
    CHECK_IS(takes, 3);
}

static void on_stack(int signal, int code, void *frame)
{
    struct sigstack stack;

    CHECK_IS(CALL(sigstack, 0, (long)&stack), 0);
    CHECK_IS(stack.ss_onstack, frame_stack != 0 || takes > 0);
    taken[takes++] = signal;
    if (signal == SIGUSR1)
        self(SIGUSR2);
}

static void signal_stack(void)
{
    char memory[64];
    struct sigstack stack = {memory + sizeof memory, 0}, old;

    CHECK_IS(CALL(sigstack, (long)&stack, (long)&old), 0);
    CHECK(old.ss_sp == NULL && old.ss_onstack == 0);
    handle(SIGUSR1, on_stack, 0, SV_ONSTACK);
    handle(SIGUSR2, on_stack, 0, SV_ONSTACK);
    self(SIGUSR1);
    CHECK_IS(takes, 2);
    CHECK_IS(frame_stack, 0); /* the second was there already */
    CALL(sigstack, 0, (long)&stack);
    CHECK(stack.ss_sp == memory + sizeof memory && stack.ss_onstack == 0);
    handle(SIGUSR2, take, 0, 0);
    self(SIGUSR2);
    CHECK_IS(frame_stack, 0);
    CHECK_IS(CALL(sigstack, BAD_ADDRESS, 0), -EFAULT);
    CHECK_IS(CALL(sigstack, 0, BAD_ADDRESS), -EFAULT);
}

static int how;

static void traps(void)
{
    switch (how) {
    case 0:
        break;
    case 1:
        CALL(sigblock, sigmask(SIGSEGV));
        break;
    case 2:
        ignore(SIGSEGV);
        break;
    case 3:
        handle(SIGSEGV, take, 0, 0);
        CALL(sigblock, sigmask(SIGSEGV));
        break;
    case 4:
        frames_fit = false;
        handle(SIGSEGV, take, 0, 0);
        ignore(SIGILL);
        break;
    }
    trap(SIGSEGV, 5);
    leave(0);
}

static void by_traps(void)
{
    int status;

    handle(SIGFPE, take, 0, 0);
    trap(SIGFPE, 42);
    CHECK_IS(taken[0], SIGFPE);
    CHECK_IS(codes[0], 42);
    self(SIGFPE);
    CHECK_IS(codes[1], 0);
    for (how = 0; how <= 4; how++) {
        wait_for(spawn(traps), &status);
        CHECK_IS(WTERMSIG(status), how == 4 ? SIGILL : SIGSEGV);
        CHECK_IS(takes, 2);
    }
}

static void catches_and_sleeps(void)
{
    handle(SIGUSR1, take, 0, 0);
    sleep_forever();
}

static void no_room_for_frames(void)
{
    int status;
    pid_t pid = spawn(catches_and_sleeps);

    others_run();
    frames_fit = false;
    CALL(kill, pid, SIGUSR1);
    wait_for(pid, &status);
    CHECK_IS(WTERMSIG(status), SIGILL);
}

static void becomes_user(void)
{
    CALL(setreuid, how & 0xff, how >> 8);
    sleep_forever();
}

static pid_t of_users(uid_t real, uid_t effective)
{
    pid_t pid;

    how = real | effective << 8;
    pid = spawn(becomes_user);
    others_run();
    return pid;
}

static pid_t targets[4];

static void tries(void)
{
    CALL(setreuid, 10, 20);
    CHECK_IS(CALL(kill, targets[0], 0), 0);      /* 10, 30 */
    CHECK_IS(CALL(kill, targets[1], 0), 0);      /* 30, 20 */
    CHECK_IS(CALL(kill, targets[2], 0), -EPERM); /* 30, 30 */
    CHECK_IS(CALL(kill, targets[2], SIGCONT), 0);
    CHECK_IS(CALL(kill, 1, SIGTERM), -EPERM);
    CHECK_IS(CALL(kill, -targets[2], 0), -EPERM);
    CHECK_IS(CALL(kill, -targets[0], 0), 0); /* one of them */
    CHECK_IS(CALL(kill, -999, 0), -ESRCH);
    CHECK_IS(CALL(kill, -1, SIGUSR1), 0);
}

static void permissions(void)
{
    targets[0] = of_users(10, 30);
    targets[1] = of_users(30, 20);
    targets[2] = of_users(30, 30);
    targets[3] = of_users(30, 30);
    CALL(setpgrp, targets[2], 0);
    CALL(setpgrp, targets[0], 0);
    CALL(setpgrp, targets[3], targets[0]);
    wait_for(spawn(tries), NULL);
    others_run();
    CHECK_IS(proc_find(targets[0])->p_stat, SZOMB); /* by the broadcast */
    CHECK_IS(proc_find(targets[1])->p_stat, SZOMB);
    CHECK_IS(proc_find(targets[2])->p_stat, SSLEEP);
    CHECK_IS(proc_find(targets[3])->p_stat, SSLEEP);
    CHECK_IS(CALL(kill, -1, SIGTERM), 0); /* not to process 1 itself */
    others_run();
    CHECK_IS(proc_find(targets[2])->p_stat, SZOMB);
    while (wait_for(-1, NULL) > 0)
        continue;
    CHECK_IS(CALL(kill, -1, SIGTERM), -ESRCH);
}

static void leaves_core(void)
{
    self(SIGQUIT);
}

static void wrong_call(void)
{
    call(7, (const long[8]){0});
    leave(0);
}

static void ends(void)
{
    int status;

    wait_for(spawn(leaves_core), &status);
    CHECK_IS(status, SIGQUIT);
    wait_for(spawn(wrong_call), &status);
    CHECK_IS(status, SIGSYS);
    for (int signal = 1; signal < NSIG; signal++)
        self(signal); /* process 1 survives them all */
    CHECK_IS(current->u_proc->p_sig, 0);
    CHECK_IS(call(7, (const long[8]){0}), -ENOSYS);
}

static void after_exec(void)
{
    struct proc *p = current->u_proc;

    CHECK_IS(p->p_sigcatch, 0);
    CHECK_IS(current->u_signal[SIGUSR1], 0);
    CHECK(current->u_signal[SIGUSR2] == (uaddr_t)SIG_IGN);
    CHECK((p->p_sigignore & sigmask(SIGUSR2)) != 0);
    CHECK((p->p_sigignore & sigmask(SIGCHLD)) != 0);
    CHECK_IS(p->p_sigmask, sigmask(SIGHUP));
    CHECK_IS(p->p_sig, sigmask(SIGHUP));
    CHECK_IS(current->u_sigstack, 0);
    CHECK_IS(current->u_sigintr | current->u_sigonstack | current->u_sigreset, 0);
    CHECK_IS(p->p_flag & P_NOCLDSTOP, 0);
    leave(4);
}

static void execs(void)
{
    struct sigstack stack = {&stack, 0};

    handle(SIGUSR1, take, 0, SV_INTERRUPT | SV_ONSTACK);
    handle(SIGCHLD, take, 0, SV_NOCLDSTOP);
    ignore(SIGUSR2);
    CALL(sigblock, sigmask(SIGHUP));
    self(SIGHUP);
    CALL(sigstack, (long)&stack, 0);
    CALL(execve, (long)"/after", 0, 0);
}

static void across_exec(void)
{
    int status;

    program_add("/after", after_exec);
    wait_for(spawn(execs), &status);
    CHECK_IS(WEXITSTATUS(status), 4);
}

static void stack_lost(void) { trap(SIGSEGV, 0); }

const struct test signal_tests[] = {
    {"handlers", handlers},
    {"what signal calls refuse", refused},
    {"blocked signals", masks_hold},
    {"order of handlers", order},
    {"ignored signals", ignored},
    {"sigpause", pausing},
    {"calls that are restarted", restarts},
    {"a stack for handlers", signal_stack},
    {"traps", by_traps},
    {"no room for a frame", no_room_for_frames},
    {"who may send signals to whom", permissions},
    {"ends by signals", ends},
    {"signals across exec", across_exec},
    {"panic: process 1 traps", stack_lost},
    {NULL, NULL},
};
