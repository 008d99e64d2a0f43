/*
 * The emulation library: a program on the root file system, which is mapped into the first process, and
 * from there comes into every other by inheritance. Its text is everyone's, its data each one's own.
 */
#include "server.h"

#include <abi/limits.h>
#include <unix/calls.h>
#include <unix/exec.h>
#include <unix/namei.h>
#include <unix/vnode.h>

#define EMULATOR_PATH "/mach_servers/emulator"

struct emulator_header emulator;

static int emulator_open(struct vnode **vp)
{
    struct namei n;
    int error;

    bzero(&n, sizeof n);
    n.n_path = (uaddr_t)EMULATOR_PATH;
    n.n_intent = NAMEI_LOOKUP;
    n.n_flags = NAMEI_FOLLOW | NAMEI_LOCK_LEAF | NAMEI_SYSTEM;
    if ((error = namei(&n)) == 0)
        *vp = n.n_vnode;
    return error;
}

/* A segment of it, read whole: it is small, and used from the first call on. */
static int segment_load(struct thread *t, struct vnode *vp, uaddr_t at, uint32_t bytes, uint32_t room,
                        uint32_t offset, vm_prot_t protection)
{
    vm_address_t copy = 0, address = at;
    int error;

    if (vm_allocate(mach_task_self(), &copy, PAGE_UP(room), TRUE) != KERN_SUCCESS ||
        vm_allocate(t->t_task, &address, PAGE_UP(room), FALSE) != KERN_SUCCESS)
        return ENOMEM;
    error = vnode_rdwr(UIO_READ, vp, (void *)copy, bytes, offset, UIO_SYSTEM, 0, NULL);
    if (error == 0 && at == EMULATOR_TEXT)
        bcopy((const void *)copy, &emulator, sizeof emulator);
    if (error == 0 && (vm_write(t->t_task, at, copy, PAGE_UP(room)) != KERN_SUCCESS ||
                       vm_protect(t->t_task, at, PAGE_UP(room), FALSE, protection) != KERN_SUCCESS))
        error = ENOMEM;
    (void)vm_deallocate(mach_task_self(), copy, PAGE_UP(room));
    return error;
}

/* Every system call of the process's goes to it from now on. */
static int redirect(struct thread *t)
{
    for (unsigned number = 0; number < system_call_count; number++)
        if (task_set_emulation(t->t_task, emulator.calls, number) != KERN_SUCCESS)
            return EIO;
    return 0;
}

int emulator_load(struct thread *t)
{
    vm_address_t time = EMULATOR_TIME;
    static uint8_t head[PROGRAM_HEAD] __attribute__((aligned(8)));
    struct program_file file = {.head = head, .head_bytes = sizeof head, .size = EMULATOR_END - EMULATOR_TEXT};
    struct image image;
    struct vnode *vp;
    int error;

    if ((error = emulator_open(&vp)) != 0)
        panic("%s: error %d", EMULATOR_PATH, error);
    error = vnode_rdwr(UIO_READ, vp, head, sizeof head, 0, UIO_SYSTEM, 0, NULL);
    if (error == 0)
        error = elf32_mips.parse(&file, &image);
    if (error == 0 && (image.text != EMULATOR_TEXT || image.data != EMULATOR_DATA))
        error = ENOEXEC;
    if (error == 0)
        error = segment_load(t, vp, image.text, image.text_size, image.text_size, image.text_offset,
                             VM_PROT_READ | VM_PROT_EXECUTE);
    if (error == 0)
        error = segment_load(t, vp, image.data, image.data_size, image.data_size + image.bss_size,
                             image.data_offset, VM_PROT_READ | VM_PROT_WRITE);
    vnode_put(vp);
    if (error == 0 && kernel_time_map(t->t_task, &time, false) != KERN_SUCCESS)
        error = ENOMEM;
    if (error == 0 && emulator.magic != EMULATOR_MAGIC)
        error = ENOEXEC;
    if (error != 0)
        panic("%s: error %d", EMULATOR_PATH, error);
    return redirect(t);
}
