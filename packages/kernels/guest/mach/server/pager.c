/*
 * Files as memory objects: the texts of programs, and the data that they begin with. The kernel asks
 * for a page when a process touches it first, and keeps what it has while it has room, after the last
 * who runs the program as well: the next one finds its pages there. What is kept of a file that
 * changes, or loses a name, is thrown away.
 *
 * Reading may have to wait, for which a process is needed: the pager has some of its own, which are in
 * no table.
 */
#include "server.h"

#include "arguments.h"

#include <abi/stat.h>
#include <mach/memory_object_server.h>
#include <unix/vnode.h>

#define PAGERS (PROCESSES + 64)
#define KEPT_MOST 32 /* that nobody runs */
#define READERS 4 /* at once */

struct pager {
    mach_port_t object;   /* the kernel knows it by this */
    mach_port_t control, name; /* the kernel's: null until it has begun */
    struct vnode *vnode;  /* NULL: what it was has gone; it has no more pages */
    int users;            /* processes that run it */
    bool changed;         /* since: with the last of them it goes */
};

static struct pager pagers[PAGERS];

static struct reader {
    struct proc process;
    struct user user;
    bool busy;
} readers[READERS];
static struct condition reader_free;

static struct pager *pager_of(mach_port_t object)
{
    for (struct pager *pager = pagers; pager < pagers + PAGERS; pager++)
        if (pager->object == object)
            return pager;
    return NULL;
}

/* ---- for exec ---- */

/* Its file is not read through it any more; what the kernel has is thrown away when nobody has it
 * mapped. */
static void pager_end(struct pager *pager)
{
    struct vnode *vp = pager->vnode;

    pager->vnode = NULL;
    vp->v_text = NULL;
    vp->v_flag &= ~V_TEXT;
    vnode_release(vp);
    if (pager->control != MACH_PORT_NULL)
        (void)memory_object_destroy(pager->control, 0);
    else {
        server_port_free(pager->object);
        pager->object = MACH_PORT_NULL;
    }
}

/* Their places are free when the kernel has let go of them. */
int pagers_trim(int most)
{
    static unsigned next;
    int kept = 0, ended = 0;

    for (const struct pager *pager = pagers; pager < pagers + PAGERS; pager++)
        kept += pager->vnode != NULL && pager->users == 0;
    for (unsigned i = 0; kept - ended > most && i < PAGERS; i++) {
        struct pager *old = &pagers[next++ % PAGERS];

        if (old->vnode != NULL && old->users == 0) {
            pager_end(old);
            ended++;
        }
    }
    return ended;
}

static struct pager *pager_make(void)
{
    (void)pagers_trim(KEPT_MOST);
    for (struct pager *pager = pagers; pager < pagers + PAGERS; pager++)
        if (pager->object == MACH_PORT_NULL) {
            bzero(pager, sizeof *pager);
            pager->object = server_port_make();
            return pager->object == MACH_PORT_NULL ? NULL : pager;
        }
    return NULL;
}

struct pager *pager_attach(struct vnode *program)
{
    struct pager *pager = program->v_text;
    struct stat st;

    if (pager == NULL) {
        if ((pager = pager_make()) == NULL)
            return NULL;
        (void)mach_port_insert_right(mach_task_self(), pager->object, pager->object,
                                     MACH_MSG_TYPE_MAKE_SEND);
        vnode_hold(program);
        pager->vnode = program;
        program->v_text = pager;
        program->v_flag |= V_TEXT;
        /* Nobody finds it again if it has lost its name since it was looked up. */
        pager->changed = vnode_getattr(program, &st) == 0 && st.st_nlink == 0;
    }
    pager->users++;
    return pager;
}

void pager_share(struct pager *pager)
{
    pager->users++;
}

void pager_detach(struct pager *pager)
{
    if (pager != NULL && --pager->users == 0 && pager->changed)
        pager_end(pager);
}

mach_port_t pager_port(const struct pager *pager)
{
    return pager->object;
}

bool text_busy(struct vnode *program)
{
    const struct pager *pager = program->v_text;

    return pager != NULL && pager->users > 0;
}

void text_uncache(struct vnode *program)
{
    struct pager *pager = program->v_text;

    if (pager == NULL)
        return;
    if (pager->users > 0)
        pager->changed = true;
    else
        pager_end(pager);
}

/* ---- what the kernel asks ---- */

/* Into the personality as one that can wait. */
static struct reader *reader_enter(void)
{
    mutex_lock(&master);
    for (;;) {
        for (struct reader *r = readers; r < readers + READERS; r++)
            if (!r->busy) {
                r->busy = true;
                r->process.p_stat = SRUN;
                r->process.p_flag = P_SYSTEM;
                r->process.p_thread.t_user = &r->user;
                r->process.p_thread.t_server = cthread_self();
                r->user.u_proc = &r->process;
                r->user.u_cred = user_0.u_cred;
                current = &r->user;
                return r;
            }
        worker_blocks();
        condition_wait(&reader_free, &master);
        worker_goes_on();
    }
}

static void reader_leave(struct reader *r)
{
    r->busy = false;
    condition_signal(&reader_free);
    leave_personality();
}

/* The bytes of the file, zeros behind its end. */
static int pages_read(struct vnode *vp, uint32_t offset, void *to, uint32_t bytes)
{
    size_t left = 0;
    int error;

    vnode_hold(vp); /* who wanted them may end meanwhile, and with him the pager */
    vnode_lock(vp);
    error = vnode_rdwr(UIO_READ, vp, to, bytes, offset, UIO_SYSTEM, 0, &left);
    vnode_put(vp);
    (void)left; /* the page was zeros before */
    return error;
}

kern_return_t memory_object_init(mach_port_t object, mach_port_t control, mach_port_t name,
                                 vm_size_t page_size)
{
    struct pager *pager = pager_of(object);

    (void)page_size;
    if (pager == NULL)
        return KERN_FAILURE;
    pager->control = control;
    pager->name = name;
    return memory_object_set_attributes(control, TRUE, TRUE, MEMORY_OBJECT_COPY_DELAY);
}

kern_return_t memory_object_data_request(mach_port_t object, mach_port_t control, vm_offset_t offset,
                                         vm_size_t bytes, vm_prot_t access)
{
    struct reader *r = reader_enter();
    struct pager *pager = pager_of(object);
    vm_address_t pages = 0;
    bool failed = true;

    (void)access;
    if (pager != NULL && pager->vnode != NULL &&
        vm_allocate(mach_task_self(), &pages, bytes, TRUE) == KERN_SUCCESS) {
        failed = pages_read(pager->vnode, offset, (void *)pages, bytes) != 0;
        if (failed)
            (void)vm_deallocate(mach_task_self(), pages, bytes);
    }
    reader_leave(r);
    if (failed)
        return memory_object_data_error(control, offset, bytes, EIO);
    return memory_object_data_supply(control, offset, pages, bytes, TRUE, VM_PROT_NONE, FALSE,
                                     MACH_PORT_NULL);
}

/* The kernel has given it up: for room, or because it was told to. */
kern_return_t memory_object_terminate(mach_port_t object, mach_port_t control, mach_port_t name)
{
    struct pager *pager = pager_of(object);

    (void)mach_port_destroy(mach_task_self(), control);
    (void)mach_port_destroy(mach_task_self(), name);
    if (pager == NULL)
        return KERN_FAILURE;
    enter_personality();
    pager->control = pager->name = MACH_PORT_NULL;
    if (pager->vnode != NULL && pager->users == 0)
        pager_end(pager);
    else if (pager->vnode == NULL) {
        server_port_free(pager->object);
        pager->object = MACH_PORT_NULL;
    }
    leave_personality();
    return KERN_SUCCESS;
}

/* Nothing is ever written: data are copies. */
kern_return_t memory_object_data_return(mach_port_t object, mach_port_t control, vm_offset_t offset,
                                        vm_offset_t data, mach_msg_type_number_t bytes, boolean_t dirty,
                                        boolean_t kernel_copy)
{
    (void)object, (void)control, (void)offset, (void)dirty, (void)kernel_copy;
    (void)vm_deallocate(mach_task_self(), data, bytes);
    return KERN_SUCCESS;
}

kern_return_t memory_object_data_unlock(mach_port_t object, mach_port_t control, vm_offset_t offset,
                                        vm_size_t bytes, vm_prot_t access)
{
    (void)object, (void)access;
    return memory_object_data_error(control, offset, bytes, EIO);
}

kern_return_t memory_object_lock_completed(mach_port_t object, mach_port_t control, vm_offset_t offset,
                                           vm_size_t bytes)
{
    (void)object, (void)control, (void)offset, (void)bytes;
    return KERN_SUCCESS;
}

kern_return_t memory_object_supply_completed(mach_port_t object, mach_port_t control, vm_offset_t offset,
                                             vm_size_t bytes, kern_return_t result, vm_offset_t error)
{
    (void)object, (void)control, (void)offset, (void)bytes, (void)result, (void)error;
    return KERN_SUCCESS;
}

kern_return_t memory_object_copy(mach_port_t old, mach_port_t control, vm_offset_t offset, vm_size_t bytes,
                                 mach_port_t made)
{
    (void)old, (void)control, (void)offset, (void)bytes, (void)made;
    return KERN_FAILURE; /* never asked for: the kernel makes the copies */
}

kern_return_t memory_object_change_completed(mach_port_t object, boolean_t may_cache, int copy_strategy)
{
    (void)object, (void)may_cache, (void)copy_strategy;
    return KERN_SUCCESS;
}
