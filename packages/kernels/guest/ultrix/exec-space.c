/*
 * A space for another program. The whole program is read at once, text and data, as Ultrix does; what
 * is read goes through the program's own addresses, so that the refills of its pages are the
 * program's. Zeros behind the data, and the stack, come on demand.
 */
#include "space.h"

#include <unix/vnode.h>

#include "text.h"

/* Text and data lie where this machine has them, and do not run into each other. */
static bool image_fits(const struct image *image)
{
    uint32_t data = image->data_size + image->bss_size;

    if (image->text % PAGE_SIZE != 0 || image->data % PAGE_SIZE != 0)
        return false;
    if (image->text < TEXT_BASE || image->text >= TEXT_END || image->text_size == 0 ||
        image->text_size > TEXT_END - image->text)
        return false;
    if (image->data < DATA_BASE || image->data >= DATA_END || data < image->data_size ||
        data > DATA_END - image->data)
        return false;
    return image->entry >= image->text && image->entry - image->text < image->text_size &&
           image->entry % 4 == 0;
}

/* The initialised data are read; what they do not fill of their last page is zeros. */
static int image_read_data(struct space *space, struct vnode *program, const struct image *image)
{
    uaddr_t read_end = image->data + image->data_size;
    uint32_t left = page_up(read_end) - read_end;
    int error;

    if (image->data_size == 0)
        return 0;
    if ((error = pages_allocate(space, image->data, page_up(read_end), FRAME_DATA)) != 0)
        return error;
    if (left != 0) {
        pte_t *last = pte_find(space, read_end);

        bzero((char *)frame_address(PTE_FRAME(*last)) + PAGE_SIZE - left, left);
    }
    if (vnode_rdwr(UIO_READ, program, (void *)image->data, image->data_size, image->data_offset,
                   UIO_USER, 0, NULL) != 0)
        return EIO;
    return 0;
}

/* Of a stack, before it is used (4.3BSD's SSIZE): for arguments, and the first calls. */
#define STACK_FIRST_PAGES 2

static int image_load(struct space *space, struct vnode *program, const struct image *image)
{
    uaddr_t read_end = page_up(image->data + image->data_size);
    uaddr_t data_end = page_up(image->data + image->data_size + image->bss_size);
    int error;

    if ((error = text_attach(space, program, image)) != 0)
        return error;
    space->s_data_start = image->data;
    space->s_data_end = data_end;
    space->s_stack_start = STACK_TOP - STACK_FIRST_PAGES * PAGE_SIZE;
    if ((error = pages_reserve(space, space->s_stack_start, STACK_TOP)) != 0 ||
        (error = pages_reserve(space, image->data_size == 0 ? image->data : read_end, data_end)) != 0)
        return error;
    return image_read_data(space, program, image);
}

int space_exec(struct vnode *program, const struct image *image)
{
    struct proc *p = current->u_proc;
    struct space *space;
    uint32_t data_pages;
    int error;

    if (!image_fits(image))
        return ENOEXEC;
    data_pages = page_of(page_up(image->data_size + image->bss_size));
    if (text_busy(program) && ((struct text *)program->v_text)->x_start != image->text)
        return ENOEXEC;
    /* Swap space first, while there is something to go back to. */
    space = space_create(p);
    if (!space_swap(space, data_pages, STACK_FIRST_PAGES)) {
        kmem_free(space);
        return ENOMEM;
    }
    space_free();
    space_set(&p->p_thread, space);
    if (!memory_have(data_pages))
        error = ENOMEM;
    else
        error = image_load(space, program, image);
    if (error != 0)
        space_free();
    return error;
}
