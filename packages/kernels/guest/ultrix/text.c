#include "text.h"

#include <unix/vnode.h>

#include "param.h"
#include "statistics.h"
#include "tlb.h"

static struct text texts[TEXTS];
static struct text unused; /* head of the ring */

static void unused_append(struct text *x)
{
    x->x_next = &unused;
    x->x_prev = unused.x_prev;
    unused.x_prev->x_next = x;
    unused.x_prev = x;
}

static void unused_remove(struct text *x)
{
    x->x_prev->x_next = x->x_next;
    x->x_next->x_prev = x->x_prev;
    x->x_next = x->x_prev = NULL;
}

void texts_start(void)
{
    unused.x_next = unused.x_prev = &unused;
    for (struct text *x = texts; x < texts + TEXTS; x++)
        unused_append(x);
}

/* Frames and page-table pages go back. */
static void text_release_memory(struct text *x)
{
    for (uaddr_t at = x->x_start; at < x->x_end; at += PAGE_SIZE) {
        uint32_t table = x->x_tables[(at >> TABLE_SHIFT) - FIRST_TEXT_TABLE];
        pte_t *pte;

        if (table == no_table)
            break; /* it never got that far */
        pte = (pte_t *)frame_address(PTE_FRAME(table)) + page_of(at) % PTES_PER_PAGE;
        if (*pte & PTE_VALID)
            frame_free(PTE_FRAME(*pte));
    }
    for (int i = 0; i < TEXT_TABLES; i++)
        if (x->x_tables[i] != no_table)
            frame_free(PTE_FRAME(x->x_tables[i]));
    x->x_pages = 0;
}

/* An entry that is in the ring is freed; it stays there, as the first to be taken. */
static void text_discard(struct text *x)
{
    struct vnode *vp = x->x_vnode;

    unused_remove(x);
    x->x_next = unused.x_next;
    x->x_prev = &unused;
    unused.x_next->x_prev = x;
    unused.x_next = x;
    text_release_memory(x);
    x->x_vnode = NULL;
    vp->v_text = NULL;
    vp->v_flag &= ~V_TEXT;
    vnode_release(vp);
}

bool text_reclaim(void)
{
    for (struct text *x = unused.x_next; x != &unused; x = x->x_next)
        if (x->x_vnode != NULL) {
            events.reclaims++;
            text_discard(x);
            return true;
        }
    return false;
}

bool text_busy(struct vnode *program)
{
    struct text *x = program->v_text;

    return x != NULL && x->x_count != 0;
}

void text_uncache(struct vnode *program)
{
    struct text *x = program->v_text;

    if (x != NULL && x->x_count == 0)
        text_discard(x);
}

static void text_join(struct text *x, struct space *space)
{
    for (int i = 0; i < TEXT_TABLES; i++) {
        space->s_tables[i] = x->x_tables[i];
        if (x->x_tables[i] != no_table)
            page_flush(space, TABLE_WINDOW + (FIRST_TEXT_TABLE + i) * PAGE_SIZE);
    }
    space->s_text = x;
    space->s_text_start = x->x_start;
    space->s_text_end = x->x_end;
}

void text_share(struct text *x, struct space *space)
{
    x->x_count++;
    text_join(x, space);
}

/* Page-table pages and frames for a new text, writable until it has been read. */
static int text_allocate(struct text *x, struct space *space)
{
    pte_t *pte = NULL;

    for (uaddr_t at = x->x_start; at < x->x_end; at += PAGE_SIZE, pte++) {
        frame_t frame;

        if (pte == NULL || page_of(at) % PTES_PER_PAGE == 0) {
            if ((frame = table_allocate()) == NO_FRAME)
                return ENOMEM;
            x->x_tables[(at >> TABLE_SHIFT) - FIRST_TEXT_TABLE] = PTE_OF_FRAME(frame) | PTE_WRITABLE;
            pte = (pte_t *)frame_address(frame) + page_of(at) % PTES_PER_PAGE;
        }
        if ((frame = frame_get(space_colour(space, at), FRAME_TEXT, page_of(at))) == NO_FRAME)
            return ENOMEM;
        *pte = PTE_OF_FRAME(frame) | PTE_WRITABLE;
        x->x_pages++;
    }
    return 0;
}

/* What has been read is code: the instruction cache must not have what the frames were before, and
 * nobody may write it any more. What the file does not fill of the last page is zeros. */
static void text_seal(struct text *x, struct space *space)
{
    uint32_t left = x->x_size & (PAGE_SIZE - 1);

    for (uaddr_t at = x->x_start; at < x->x_end; at += PAGE_SIZE) {
        pte_t *pte = pte_find(space, at);
        char *page = frame_address(PTE_FRAME(*pte));

        if (at + PAGE_SIZE == x->x_end && left != 0)
            bzero(page + left, PAGE_SIZE - left);
        icache_clean(page, PAGE_SIZE);
        *pte &= ~LO_D;
        page_update(space, at, *pte);
    }
}

static int text_load(struct text *x, struct space *space)
{
    int error;

    if ((error = text_allocate(x, space)) != 0)
        return error;
    text_join(x, space);
    error = vnode_rdwr(UIO_READ, x->x_vnode, (void *)x->x_start, x->x_size, x->x_offset, UIO_USER, 0,
                       NULL);
    if (error != 0)
        return EIO;
    text_seal(x, space);
    events.text_loads++;
    return 0;
}

int text_attach(struct space *space, struct vnode *program, const struct image *image)
{
    struct text *x = program->v_text;
    int error;

    if (x != NULL && (x->x_start != image->text || x->x_size != image->text_size ||
                      x->x_offset != image->text_offset)) {
        /* The file says otherwise than when it was loaded: it has been changed behind our back. */
        if (x->x_count != 0)
            return EIO;
        text_discard(x);
        x = NULL;
    }
    if (x != NULL) {
        if (x->x_count == 0)
            unused_remove(x);
        events.text_hits++;
        text_share(x, space);
        return 0;
    }
    if ((x = unused.x_next) == &unused)
        return ENOMEM;
    if (x->x_vnode != NULL)
        text_discard(x);
    unused_remove(x);
    x->x_vnode = program;
    x->x_count = 1;
    x->x_start = image->text;
    x->x_end = page_up(image->text + image->text_size);
    x->x_offset = image->text_offset;
    x->x_size = image->text_size;
    x->x_pages = 0;
    for (int i = 0; i < TEXT_TABLES; i++)
        x->x_tables[i] = no_table;
    vnode_hold(program);
    program->v_text = x;
    program->v_flag |= V_TEXT;
    error = text_load(x, space);
    if (error != 0) {
        for (int i = 0; i < TEXT_TABLES; i++)
            space->s_tables[i] = no_table;
        space->s_text = NULL;
        space->s_text_start = space->s_text_end = 0;
        x->x_count = 0;
        unused_append(x);
        text_discard(x);
    }
    return error;
}

void text_detach(struct space *space)
{
    struct text *x = space->s_text;

    if (x == NULL)
        return;
    for (int i = 0; i < TEXT_TABLES; i++)
        space->s_tables[i] = no_table;
    space->s_text = NULL;
    space->s_text_start = space->s_text_end = 0;
    if (--x->x_count == 0)
        unused_append(x);
}
