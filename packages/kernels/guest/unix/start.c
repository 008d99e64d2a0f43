/*
 * How the personality comes up. The order: memory, so that parts can have tables; processes, so that
 * there is someone to wait; files and their caches; the root file system; process 1.
 */
#include <unix/buf.h>
#include <unix/exec.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/namei.h>
#include <unix/tty.h>
#include <unix/usage.h>
#include <unix/vnode.h>

#define UPDATE_SECONDS 30  /* between two updates of the disks */
#define DEFAULT_UMASK 022

static char update_daemon; /* what it sleeps on: nobody wakes it */

/* Process 0, whose thread runs already: everyone's ancestor, of group and session 0. */
static void process_0(void)
{
    struct proc *p = proc_alloc();
    static const char name[] = "swapper";

    current->u_proc = p;
    thread_adopt(p);
    p->p_stat = SRUN;
    p->p_flag = P_SYSTEM;
    p->p_pri = p->p_usrpri = PUSER;
    proc_enter_group(p, 0, true);
    proc_hash(p);
    proc_link(p, &proc_list);
    proc_count_user(0, 1);
    signals_start(p);

    current->u_cred = cred_get();
    current->u_cred->cr_ngroups = 1;
    current->u_lastfile = -1;
    current->u_cmask = DEFAULT_UMASK;
    limits_start(current->u_rlimit);
    time_coarse(&current->u_start);
    bcopy(name, current->u_comm, sizeof name);
}

/* Process 1 begins here. */
static void process_1(void *argument)
{
    const struct unix_options *options = argument;
    int error = exec_program((uaddr_t)options->init_path, (uaddr_t)options->init_arguments, 0,
                             UIO_SYSTEM);

    if (error != EJUSTRETURN)
        panic("%s cannot be executed: error %d", options->init_path, error);
}

void unix_start(const struct unix_options *options)
{
    kmem_start();
    processes_start(options->processes);
    process_0();
    files_start(options->files);
    vnodes_start(options->vnodes);
    name_cache_start();
    pipes_start();
    clist_start();
    buffer_cache_start(options->buffer_bytes);
    mount_root();
    current->u_cdir = root_vnode;
    vnode_hold(root_vnode);
    fork_init(process_1, (void *)options);

    /* What may be lost in a crash is half a minute old at most. */
    for (;;) {
        (void)sleep_on(&update_daemon, PSWP, "update", UPDATE_SECONDS * hz);
        update();
    }
}
