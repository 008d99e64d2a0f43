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

static void text_release_memory(struct text *x)
{
    for (uint32_t page = 0; page < x->x_pages; page++)
        if (x->x_words[page] & PTE_VALID)
            frame_free(PTE_FRAME(x->x_words[page]));
    kmem_free(x->x_words);
    x->x_words = NULL;
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

/* The words of the text's pages are copied into the page table of the space, and made anew there. */
static int text_distribute(const struct text *x, struct space *space)
{
    pte_t *pte = NULL;
    uint32_t page = 0;

    for (uaddr_t at = x->x_start; at < x->x_end; at += PAGE_SIZE, pte++, page++) {
        if ((pte == NULL || page_of(at) % PTES_PER_PAGE == 0) && (pte = pte_make(space, at)) == NULL)
            return ENOMEM;
        *pte = x->x_words[page];
    }
    return 0;
}

static int text_join(struct text *x, struct space *space)
{
    space->s_text = x;
    space->s_text_start = x->x_start;
    space->s_text_end = x->x_end;
    return text_distribute(x, space);
}

int text_share(struct text *x, struct space *space)
{
    x->x_count++;
    return text_join(x, space);
}

/* Frames for a new text, writable until it has been read. */
static int text_allocate(struct text *x, const struct space *space)
{
    for (uint32_t page = 0; page < x->x_pages; page++) {
        uaddr_t at = x->x_start + page * PAGE_SIZE;
        frame_t frame = frame_get(space_colour(space, at), FRAME_TEXT, page_of(at));

        if (frame == NO_FRAME)
            return ENOMEM;
        x->x_words[page] = PTE_OF_FRAME(frame) | PTE_WRITABLE;
    }
    return 0;
}

/* What has been read is code: the instruction cache must not have what the frames were before, and
 * nobody may write it any more. What the file does not fill of the last page is zeros. */
static void text_seal(struct text *x, struct space *space)
{
    uint32_t left = x->x_size & (PAGE_SIZE - 1);

    for (uint32_t page = 0; page < x->x_pages; page++) {
        uaddr_t at = x->x_start + page * PAGE_SIZE;
        char *contents = frame_address(PTE_FRAME(x->x_words[page]));

        if (page + 1 == x->x_pages && left != 0)
            bzero(contents + left, PAGE_SIZE - left);
        icache_clean(contents, PAGE_SIZE);
        x->x_words[page] &= ~LO_D;
        *pte_find(space, at) = x->x_words[page];
        page_update(space, at, x->x_words[page]);
    }
}

static int text_load(struct text *x, struct space *space)
{
    int error;

    if ((error = text_allocate(x, space)) != 0 || (error = text_join(x, space)) != 0)
        return error;
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
    pte_t *words;
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
        return text_share(x, space);
    }
    /* This may wait: the entry is taken only then. */
    words = kmem_alloc_zeroed(page_of(page_up(image->text_size)) * sizeof *words);
    if ((x = unused.x_next) == &unused) {
        kmem_free(words);
        return ENOMEM;
    }
    if (x->x_vnode != NULL)
        text_discard(x);
    unused_remove(x);
    x->x_vnode = program;
    x->x_count = 1;
    x->x_start = image->text;
    x->x_end = page_up(image->text + image->text_size);
    x->x_offset = image->text_offset;
    x->x_size = image->text_size;
    x->x_pages = page_of(x->x_end - x->x_start);
    x->x_words = words;
    vnode_hold(program);
    program->v_text = x;
    program->v_flag |= V_TEXT;
    error = text_load(x, space);
    if (error != 0) {
        /* Nobody is to find a text that is not whole. The space, which is to go, keeps words for it. */
        space->s_text = NULL;
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
    space->s_text = NULL;
    if (--x->x_count == 0)
        unused_append(x);
}
