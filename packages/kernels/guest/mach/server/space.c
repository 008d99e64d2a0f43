/*
 * Memory of processes: tasks of the kernel's. A program's text is its file, mapped; its data are a copy
 * of the file's, page by page when they are written; both are read when they are touched (pager.c).
 * bss, brk and stack are zeros on demand.
 */
#include "server.h"

#include <abi/stat.h>
#include <unix/exec.h>
#include <unix/vnode.h>

#define USER_FIRST PAGE_SIZE
#define TEXT_BASE 0x00400000u
#define DATA_BASE 0x10000000u
#define DATA_END 0x40000000u
#define STACK_END 0x7ffff000u
#define EXEC_PAGES 16 /* that a program touches as it begins */
#define STACK_MOST (32u << 20) /* data do not come nearer to its top */

const uaddr_t stack_top = STACK_END;

/* Text and data lie where this machine has them, and do not run into each other. */
static bool image_fits(const struct image *image)
{
    uint32_t data = image->data_size + image->bss_size;

    return image->text >= TEXT_BASE && image->text < DATA_BASE &&
           image->text_size <= DATA_BASE - image->text && image->data >= DATA_BASE &&
           image->data < DATA_END && data >= image->data_size && data <= DATA_END - image->data;
}

/* A child of vfork has its own memory here; its parent goes on when it has another, or none. */
static void give_back(struct proc *p)
{
    if ((p->p_flag & P_VFORKED) == 0)
        return;
    p->p_flag &= ~P_VFORKED;
    p->p_pptr->p_flag &= ~P_LENT;
    wakeup(p->p_pptr);
}

kern_return_t space_zero(struct thread *t, uaddr_t from, uaddr_t to)
{
    vm_address_t at = from;

    return from >= to ? KERN_SUCCESS : vm_allocate(t->t_task, &at, to - from, FALSE);
}

static kern_return_t map_file(struct thread *t, uaddr_t at, uint32_t bytes, uint32_t offset, bool copy)
{
    vm_prot_t protection = copy ? VM_PROT_READ | VM_PROT_WRITE : VM_PROT_READ | VM_PROT_EXECUTE;
    vm_address_t address = at;
    kern_return_t result;

    if (bytes == 0)
        return KERN_SUCCESS;
    pager_wait_begins();
    result = vm_map(t->t_task, &address, PAGE_UP(bytes), 0, FALSE, pager_port(t->t_text), offset, copy,
                    protection, copy ? VM_PROT_ALL : protection, VM_INHERIT_COPY);
    pager_wait_ends();
    return result;
}

/* The last of the data, which do not fill their page. The file is read here, for its vnode is locked,
 * and the pager would wait for that. */
static int data_fragment(struct thread *t, struct vnode *program, const struct image *image)
{
    uint32_t left = image->data_size % PAGE_SIZE, whole = image->data_size - left;
    char *page;
    int error;

    if (left == 0)
        return 0;
    if (space_zero(t, image->data + whole, image->data + whole + PAGE_SIZE) != KERN_SUCCESS)
        return ENOMEM;
    page = page_alloc(1);
    if (page == NULL)
        return ENOMEM;
    bzero(page + left, PAGE_SIZE - left);
    error = vnode_rdwr(UIO_READ, program, page, left, image->data_offset + whole, UIO_SYSTEM, 0, NULL);
    if (error == 0 && vm_write(t->t_task, image->data + whole, (vm_offset_t)page, PAGE_SIZE) != KERN_SUCCESS)
        error = ENOMEM;
    page_free(page, 1);
    return error == 0 || error == ENOMEM ? error : EIO;
}

/* The limit is what there is of a stack. */
static uint32_t stack_bytes(void)
{
    return PAGE_UP(min((uint32_t)current->u_rlimit[RLIMIT_STACK].rlim_cur, STACK_MOST));
}

void space_stack_limit(void)
{
    struct thread *t = &current->u_proc->p_thread;
    uint32_t before = t->t_stack_bytes, after = stack_bytes();

    if (after < before)
        (void)vm_deallocate(t->t_task, STACK_END - before, before - after);
    else if (space_zero(t, STACK_END - after, STACK_END - before) != KERN_SUCCESS)
        return; /* there it ends */
    t->t_stack_bytes = after;
}

static int image_load(struct thread *t, struct vnode *program, const struct image *image)
{
    uint32_t stack = stack_bytes();
    uaddr_t data_end = PAGE_UP(image->data + image->data_size + image->bss_size);

    if (map_file(t, image->text, image->text_size, image->text_offset, false) != KERN_SUCCESS ||
        map_file(t, image->data, PAGE_DOWN(image->data_size), image->data_offset, true) != KERN_SUCCESS ||
        space_zero(t, image->data + PAGE_UP(image->data_size), data_end) != KERN_SUCCESS ||
        space_zero(t, STACK_END - stack, STACK_END) != KERN_SUCCESS)
        return ENOMEM;
    t->t_stack_bytes = stack;
    return data_fragment(t, program, image);
}

/* All but the library. */
static void space_clear(struct thread *t)
{
    (void)vm_deallocate(t->t_task, USER_FIRST, EMULATOR_TEXT - USER_FIRST);
    (void)vm_deallocate(t->t_task, EMULATOR_END, STACK_END - EMULATOR_END);
}

/* A program that may do more than who starts it is not to have a library that the other may have
 * spoiled, nor a task that others may have rights to. */
static bool changes_identity(struct vnode *program)
{
    struct stat st;

    return vnode_getattr(program, &st) != 0 ||
           ((st.st_mode & S_ISUID) != 0 && st.st_uid != current->u_cred->cr_uid) ||
           ((st.st_mode & S_ISGID) != 0 && st.st_gid != current->u_cred->cr_groups[0]);
}

int space_exec(struct vnode *program, const struct image *image)
{
    struct proc *p = current->u_proc;
    struct thread *t = &p->p_thread;
    struct pager *before = t->t_text;
    int error;

    if (!image_fits(image))
        return ENOEXEC;
    if (t->t_emulator && changes_identity(program) && (error = task_renew(p)) != 0)
        return error;
    if (!t->t_emulator) {
        if ((error = emulator_load(t)) != 0)
            return error;
        t->t_emulator = true;
    }
    space_clear(t);
    if (!memory_for(EXEC_PAGES))
        return ENOMEM;
    t->t_text = pager_attach(program);
    error = t->t_text == NULL ? ENOMEM : image_load(t, program, image);
    pager_detach(before);
    give_back(p);
    return error;
}

int space_brk(uaddr_t end)
{
    struct thread *t = &current->u_proc->p_thread;
    uaddr_t from = PAGE_UP(current->u_break), to = PAGE_UP(end);

    if (end > STACK_END - STACK_MOST)
        return ENOMEM;
    if (to > from && !memory_for((to - from) / PAGE_SIZE))
        return ENOMEM;
    if (to >= from)
        return space_zero(t, from, to) == KERN_SUCCESS ? 0 : ENOMEM;
    return vm_deallocate(t->t_task, to, from - to) == KERN_SUCCESS ? 0 : EINVAL;
}

/* The task ends, and with it whatever its thread was doing. */
void space_free(void)
{
    struct proc *p = current->u_proc;
    struct thread *t = &p->p_thread;

    if (t->t_task != MACH_PORT_NULL) {
        thread_times(p, &t->t_user_time, &t->t_system_time);
        task_end(t);
        t->t_task = t->t_thread = MACH_PORT_NULL;
    }
    pager_detach(t->t_text);
    t->t_text = NULL;
    give_back(p);
}
