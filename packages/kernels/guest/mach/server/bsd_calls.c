/*
 * The routines of bsd.defs: what the emulation library asks. Each finds the process by the port that
 * the message came to, enters the personality with that one's struct user, does the system call as
 * unix/proc.h says, and tells the library what to do before its program goes on.
 */
#include "server.h"

#include <abi/call-numbers.h>
#include <abi/stat.h>
#include <mach/bsd_server.h>
#include <mach/mig_errors.h>
#include <unix/calls.h>

bool call_begin(mach_port_t port, struct proc **p)
{
    mutex_lock(&master);
    *p = process_of_port(port);
    if (*p == NULL || (*p)->p_thread.t_server != NULL) {
        mutex_unlock(&master); /* it has gone, or says two things at once */
        return false;
    }
    current = (*p)->p_thread.t_user;
    clock_look();
    (*p)->p_thread.t_server = cthread_self();
    return true;
}

bool signals_wait(const struct proc *p)
{
    return p->p_thread.t_notice || (p->p_sig & ~p->p_sigmask) != 0;
}

/* Its end does not wait for the program to ask. */
static bool is_killed(const struct proc *p)
{
    return p->p_thread.t_dead || (p->p_sig & sigmask(SIGKILL)) != 0;
}

int call_end(struct proc *p)
{
    int status = signals_wait(p) ? BSD_SIGNALS : 0;

    if (is_killed(p))
        process_kill();

    p->p_pri = p->p_usrpri;
    p->p_thread.t_server = NULL;
    current = NULL;
    mutex_unlock(&master);
    return status;
}

int do_call(struct proc *p, int number, int *status)
{
    static const struct system_call unknown = {"unknown", 0, sys_none};
    bool known = (unsigned)number < system_call_count;
    const struct system_call *call = known ? &system_calls[number] : &unknown;
    int error;

    current->u_call = known ? number : 0;
    current->u_value[0] = current->u_value[1] = 0;
    error = call->call(p, current->u_arg, current->u_value);
    if (number == SYS_setrlimit && error == 0)
        space_stack_limit();
    if (error == ERESTART) {
        *status |= BSD_RESTART;
        error = 0;
    }
    return error == EJUSTRETURN ? 0 : error;
}

static void arguments_set(const int *arguments)
{
    for (int i = 0; i < BSD_ARGUMENTS; i++)
        current->u_arg[i] = arguments[i];
}

/* The end of each routine. */
static int done(struct proc *p, int error, int *value0, int *value1, int *status)
{
    if (value0 != NULL)
        *value0 = current->u_value[0];
    if (value1 != NULL)
        *value1 = current->u_value[1];
    copy_windows_end();
    *status |= call_end(p);
    return error != 0 && (*status & BSD_SIGNALS) != 0 ? error | BSD_ERROR_SIGNALS : error;
}

kern_return_t bsd_call(mach_port_t process, int number, bsd_arguments_t arguments, int *value0,
                       int *value1, int *status)
{
    struct proc *p;

    if (!call_begin(process, &p))
        return MIG_NO_REPLY;
    *status = 0;
    arguments_set(arguments);
    if (number == SYS_getpid)
        p->p_thread.t_parent_told = p->p_pptr->p_pid;
    return done(p, do_call(p, number, status), value0, value1, status);
}

kern_return_t bsd_path_call(mach_port_t process, int number, bsd_path_t path, bsd_arguments_t arguments,
                            int *value0, int *value1, int *status)
{
    struct proc *p;

    if (!call_begin(process, &p))
        return MIG_NO_REPLY;
    *status = 0;
    arguments_set(arguments);
    copy_window(path, BSD_PATH_BYTES);
    current->u_arg[0] = (long)path;
    return done(p, do_call(p, number, status), value0, value1, status);
}

kern_return_t bsd_two_path_call(mach_port_t process, int number, bsd_path_t path, bsd_path_t other,
                                int *status)
{
    struct proc *p;

    if (!call_begin(process, &p))
        return MIG_NO_REPLY;
    *status = 0;
    copy_window(path, BSD_PATH_BYTES);
    copy_window(other, BSD_PATH_BYTES);
    current->u_arg[0] = (long)path;
    current->u_arg[1] = (long)other;
    return done(p, do_call(p, number, status), NULL, NULL, status);
}

kern_return_t bsd_record_call(mach_port_t process, int number, bsd_arguments_t arguments, int where,
                              bsd_record_t taken, mach_msg_type_number_t taken_bytes, int room,
                              int *value0, int *value1, bsd_record_t given,
                              mach_msg_type_number_t *given_bytes, int *status)
{
    unsigned take = BSD_WHERE_TAKEN(where), give = BSD_WHERE_GIVEN(where);
    struct proc *p;
    int error;

    if (room < 0 || room > BSD_RECORD_BYTES)
        return MIG_BAD_ARGUMENTS;
    if (!call_begin(process, &p))
        return MIG_NO_REPLY;
    *status = 0;
    arguments_set(arguments);
    if (take < BSD_ARGUMENTS) {
        copy_window(taken, taken_bytes);
        current->u_arg[take] = (long)taken;
    }
    if (give < BSD_ARGUMENTS && (unsigned)room <= BSD_RECORD_BYTES) {
        copy_window(given, room);
        current->u_arg[give] = (long)given;
    }
    error = do_call(p, number, status);
    *given_bytes = error == 0 && give < BSD_ARGUMENTS ? copy_window_written(given) : 0;
    return done(p, error, value0, value1, status);
}

kern_return_t bsd_stat(mach_port_t process, int number, bsd_path_t path, bsd_record_t given,
                       mach_msg_type_number_t *given_bytes, int *status)
{
    struct proc *p;
    int error;

    if (!call_begin(process, &p))
        return MIG_NO_REPLY;
    *status = 0;
    copy_window(path, BSD_PATH_BYTES);
    copy_window(given, sizeof(struct stat));
    current->u_arg[0] = (long)path;
    current->u_arg[1] = (long)given;
    error = do_call(p, number, status);
    *given_bytes = error == 0 ? copy_window_written(given) : 0;
    return done(p, error, NULL, NULL, status);
}

kern_return_t bsd_read(mach_port_t process, int descriptor, int count, bsd_bytes_t data,
                       mach_msg_type_number_t *bytes, int *status)
{
    struct proc *p;
    int error;

    if (!call_begin(process, &p))
        return MIG_NO_REPLY;
    *status = 0;
    copy_window(data, BSD_DATA_BYTES);
    current->u_arg[0] = descriptor;
    current->u_arg[1] = (long)data;
    current->u_arg[2] = min(count, BSD_DATA_BYTES);
    error = do_call(p, SYS_read, status);
    *bytes = error == 0 ? current->u_value[0] : 0;
    return done(p, error, NULL, NULL, status);
}

kern_return_t bsd_write(mach_port_t process, int descriptor, bsd_bytes_t data,
                        mach_msg_type_number_t bytes, int *count, int *status)
{
    struct proc *p;

    if (!call_begin(process, &p))
        return MIG_NO_REPLY;
    *status = 0;
    copy_window(data, bytes);
    current->u_arg[0] = descriptor;
    current->u_arg[1] = (long)data;
    current->u_arg[2] = bytes;
    return done(p, do_call(p, SYS_write, status), count, NULL, status);
}

kern_return_t bsd_fork(mach_port_t process, int lend, int pc, int sp, int *child, int *status)
{
    struct proc *p;

    if (!call_begin(process, &p))
        return MIG_NO_REPLY;
    *status = 0;
    p->p_thread.t_start_pc = pc;
    p->p_thread.t_start_sp = sp;
    return done(p, do_call(p, lend ? SYS_vfork : SYS_fork, status), child, NULL, status);
}

/* Nobody waits for an answer: the thread is a new one. */
static kern_return_t begin_renewed(struct proc *p)
{
    struct thread *t = &p->p_thread;

    t->t_renewed = false;
    copy_windows_end();
    if (!thread_begin(t))
        process_kill();
    notice_later(p);
    (void)call_end(p);
    return MIG_NO_REPLY;
}

kern_return_t bsd_exec(mach_port_t process, bsd_path_t path, int arguments, int environment, int *pc,
                       int *sp, int *status)
{
    struct proc *p;
    int error;

    if (!call_begin(process, &p))
        return MIG_NO_REPLY;
    *status = 0;
    copy_window(path, BSD_PATH_BYTES);
    current->u_arg[0] = (long)path;
    current->u_arg[1] = arguments;
    current->u_arg[2] = environment;
    error = do_call(p, SYS_execve, status);
    if (p->p_thread.t_renewed)
        return begin_renewed(p);
    *pc = p->p_thread.t_start_pc;
    *sp = p->p_thread.t_start_sp;
    return done(p, error, NULL, NULL, status);
}
