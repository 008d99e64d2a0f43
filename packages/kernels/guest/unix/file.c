/*
 * Open files. Each is in the list of those in use, has the credentials it was opened with, and lives
 * until the last descriptor that points to it is gone: then its lock is given up and what it stands
 * for is closed.
 */
#include <abi/errno.h>
#include <unix/file.h>
#include <unix/flock.h>
#include <unix/kernel.h>
#include <unix/lock.h>

struct file *file_list;
static int file_count;
static int file_limit;
static struct spin_lock files_lock = { .s_name = "files", .s_order = ORDER_FILES };

void files_start(int count)
{
    file_list = NULL;
    file_count = 0;
    file_limit = count;
}

static int file_new(struct file **f)
{
    struct file *new;
    bool full;

    spin_take(&files_lock);
    full = file_count >= file_limit;
    if (!full)
        file_count++;
    spin_release(&files_lock);
    if (full) {
        kprintf("file: table is full\n");
        return ENFILE;
    }
    new = kmem_alloc_zeroed(sizeof *new);
    spin_take(&files_lock);
    new->f_next = file_list;
    new->f_prev = &file_list;
    if (file_list != NULL)
        file_list->f_prev = &new->f_next;
    file_list = new;
    spin_release(&files_lock);
    new->f_count = 1;
    new->f_cred = current->u_cred;
    cred_hold(new->f_cred);
    *f = new;
    return 0;
}

static void file_free(struct file *f)
{
    spin_take(&files_lock);
    *f->f_prev = f->f_next;
    if (f->f_next != NULL)
        f->f_next->f_prev = f->f_prev;
    file_count--;
    spin_release(&files_lock);
    cred_free(f->f_cred);
    kmem_free(f);
}

int file_alloc(struct file **f, int *descriptor)
{
    int error = descriptor_alloc(0, descriptor);

    if (error != 0)
        return error;
    error = file_new(f);
    if (error != 0)
        return error;
    current->u_ofile[*descriptor] = *f;
    current->u_pofile[*descriptor] = 0;
    if (*descriptor > current->u_lastfile)
        current->u_lastfile = *descriptor;
    return 0;
}

void file_discard(struct file *f, int descriptor)
{
    descriptor_free(descriptor);
    file_free(f);
}

void file_hold(struct file *f)
{
    spin_take(&files_lock);
    f->f_count++;
    spin_release(&files_lock);
}

int file_close(struct file *f)
{
    bool last;
    int error;

    spin_take(&files_lock);
    if (f->f_count < 1)
        panic("file_close: count %d", f->f_count);
    last = f->f_count == 1;
    if (!last)
        f->f_count--;
    spin_release(&files_lock);
    if (!last)
        return 0;
    if (f->f_flag & (FSHLOCK | FEXLOCK))
        flock_release(f, FSHLOCK | FEXLOCK);
    error = f->f_ops->close(f);
    f->f_count = 0;
    file_free(f);
    return error;
}
