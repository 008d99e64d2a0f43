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

/* Frames that are kept stay on the free list, to be found by their identity. */
static void text_release_memory(struct text *x)
{
    for (uint32_t page = 0; page < x->x_pages; page++) {
        pte_t word = x->x_words[page];

        if (word & PTE_VALID)
            frame_free(PTE_FRAME(word));
        else if (word != 0)
            frame_forsake(PTE_FRAME(word));
    }
    swap_give(x->x_swap, x->x_pages);
    kmem_free(x->x_words);
    x->x_words = NULL;
    x->x_pages = x->x_resident = 0;
}

/* An entry that is in the ring is freed; it stays there, as the first to be taken. The vnode remains
 * marked, for pages of it may be found: text_uncache() makes an end of that. */
static void text_discard(struct text *x)
{
    struct vnode *vp = x->x_vnode;
    spl_t level;

    unused_remove(x);
    x->x_next = unused.x_next;
    x->x_prev = &unused;
    unused.x_next->x_prev = x;
    unused.x_next = x;
    level = splhigh(); /* no frame of it is taken meanwhile */
    text_release_memory(x);
    splx(level);
    x->x_vnode = NULL;
    vp->v_text = NULL;
    vnode_release(vp);
}

void text_lose(unsigned place, uint32_t page, frame_t frame)
{
    struct text *x = &texts[place];

    if (x->x_count != 0 || page >= x->x_pages || x->x_words[page] != PTE_OF_FRAME(frame))
        panic("text_lose: page %d of text %d", (int)page, (int)place);
    x->x_words[page] = 0;
    x->x_resident--;
}

bool text_busy(struct vnode *program)
{
    struct text *x = program->v_text;

    return x != NULL && x->x_count != 0;
}

void text_uncache(struct vnode *program)
{
    struct text *x = program->v_text;

    if (x != NULL && x->x_count != 0) {
        x->x_brief = true;
        return;
    }
    program->v_flag &= ~V_TEXT;
    if (x == NULL) {
        frames_purge(program->v_id);
        return;
    }
    frames_purge(x->x_file);
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

/* The word of one page has changed: every space that has the text gets it (4.3BSD's distpte). */
static void text_distribute_page(const struct text *x, uint32_t page)
{
    uaddr_t at = x->x_start + page * PAGE_SIZE;

    for (struct space *space = x->x_spaces; space != NULL; space = space->s_text_next) {
        *pte_find(space, at) = x->x_words[page];
        page_update(space, at, x->x_words[page]);
    }
}

/* One more space, or one less, has the text (4.3BSD's xlink and xunlink). */
static void text_link(struct text *x, struct space *space)
{
    space->s_text = x;
    space->s_text_start = x->x_start;
    space->s_text_end = x->x_end;
    space->s_text_next = x->x_spaces;
    x->x_spaces = space;
    x->x_count++;
}

static void text_unlink(struct text *x, struct space *space)
{
    struct space **link = &x->x_spaces;

    while (*link != space) {
        if (*link == NULL)
            panic("text_unlink: the text does not know its space");
        link = &(*link)->s_text_next;
    }
    *link = space->s_text_next;
    space->s_text_next = NULL;
    space->s_text = NULL;
    x->x_count--;
}

int text_share(struct text *x, struct space *space)
{
    text_link(x, space);
    return text_distribute(x, space);
}

/* The page is taken back from the free list, as its own or by its identity. Its frame is as it was,
 * and so is what the instruction cache has of it. */
static bool text_reclaim(struct text *x, uint32_t page)
{
    pte_t word = x->x_words[page];
    frame_t frame = PTE_FRAME(word);
    struct core *c;
    spl_t level;

    if (word & PTE_VALID)
        panic("text_reclaim: page %d is there", (int)page);
    level = splhigh(); /* no interrupt takes it meanwhile */
    if (word == 0) {
        if ((frame = frame_find(x->x_file, page)) == NO_FRAME) {
            splx(level);
            return false;
        }
        c = core_of(frame);
        if (!c->c_free || c->c_use != FRAME_TEXT)
            panic("text_reclaim: frame %x is not free", (unsigned)frame);
        c->c_owner = x - texts;
        x->x_resident++;
        events.text_finds++;
    } else {
        c = core_of(frame);
        if (c->c_gone || c->c_owner != x - texts || c->c_page != page || c->c_file != x->x_file)
            panic("text_reclaim: frame %x is another's", (unsigned)frame);
    }
    frame_reclaim(frame);
    x->x_words[page] = PTE_OF_FRAME(frame) | PTE_VALID;
    splx(level);
    return true;
}

/* Frames for the pages that are not there, writable and locked until they have been read. */
static int text_allocate(struct text *x, const struct space *space)
{
    for (uint32_t page = 0; page < x->x_pages; page++) {
        uaddr_t at = x->x_start + page * PAGE_SIZE;
        frame_t frame;

        if (x->x_words[page] & PTE_VALID)
            continue;
        frame = frame_get(space_colour(space, at), FRAME_TEXT, x - texts, page);
        if (frame == NO_FRAME)
            return ENOMEM;
        core_of(frame)->c_transit = 1;
        x->x_words[page] = PTE_OF_FRAME(frame) | PTE_WRITABLE;
        x->x_resident++;
    }
    return 0;
}

static bool in_transit(const struct text *x, uint32_t page)
{
    return page < x->x_pages && (x->x_words[page] & LO_D) != 0;
}

/* What has been read is code: the instruction cache must not have what the frame was before, and
 * nobody may write it any more. What the file does not fill of the last page is zeros. From now on it
 * can be found. */
static void text_seal(struct text *x, uint32_t page)
{
    uint32_t left = x->x_size & (PAGE_SIZE - 1);
    frame_t frame = PTE_FRAME(x->x_words[page]);
    char *contents = frame_address(frame);

    if (page + 1 == x->x_pages && left != 0)
        bzero(contents + left, PAGE_SIZE - left);
    icache_clean(contents, PAGE_SIZE);
    x->x_words[page] &= ~LO_D;
    text_distribute_page(x, page);
    frame_hash(frame, x->x_file);
    frame_unlock(frame);
}

/* Pages in transit are read, as many in a row as there are, through the space. */
static int text_read(struct text *x, uint32_t page, uint32_t count)
{
    uint32_t from = page * PAGE_SIZE, bytes = min(count * PAGE_SIZE, x->x_size - from);

    if (vnode_rdwr(UIO_READ, x->x_vnode, (void *)(x->x_start + from), bytes, x->x_offset + from,
                   UIO_USER, 0, NULL) != 0)
        return EIO;
    for (; count > 0; count--, page++)
        text_seal(x, page);
    events.text_loads++;
    return 0;
}

/* The text, which nobody has, gets all its pages, and the space gets the text. */
static int text_load(struct text *x, struct space *space)
{
    int error;

    text_link(x, space);
    for (uint32_t page = 0; page < x->x_pages; page++)
        text_reclaim(x, page);
    if ((error = text_allocate(x, space)) != 0 || (error = text_distribute(x, space)) != 0)
        return error;
    for (uint32_t page = 0; page < x->x_pages; page++) {
        uint32_t first = page;

        while (in_transit(x, page))
            page++;
        if (page != first && (error = text_read(x, first, page - first)) != 0)
            return error;
    }
    return 0;
}

/* Nobody is to find a text that is not whole. The space, which is to go, keeps words for it. */
static void text_fail(struct text *x, struct space *space)
{
    for (uint32_t page = 0; page < x->x_pages; page++)
        if (in_transit(x, page))
            frame_unlock(PTE_FRAME(x->x_words[page]));
    text_unlink(x, space);
    unused_append(x);
    text_discard(x);
}

bool text_yield(void)
{
    for (struct text *x = unused.x_next; x != &unused; x = x->x_next)
        if (x->x_vnode != NULL) {
            text_discard(x);
            return true;
        }
    return false;
}

/* Swap space for a text: if need be, that of texts that nobody runs. */
static uint32_t text_swap(uint32_t pages)
{
    uint32_t first;

    while ((first = swap_take(pages)) == 0)
        if (!text_yield())
            return 0;
    return first;
}

int text_attach(struct space *space, struct vnode *program, const struct image *image)
{
    struct text *x = program->v_text;
    uint32_t swap;
    pte_t *words;
    int error;

    if (x != NULL && (x->x_start != image->text || x->x_size != image->text_size ||
                      x->x_offset != image->text_offset)) {
        /* The file says otherwise than when it was loaded: it has been changed behind our back. */
        if (x->x_count != 0)
            return EIO;
        text_uncache(program);
        x = NULL;
    }
    if (x != NULL) {
        events.text_hits++;
        if (x->x_count != 0)
            return text_share(x, space);
        unused_remove(x);
        if ((error = text_load(x, space)) != 0)
            text_fail(x, space);
        return error;
    }
    /* This may wait: the entry is taken only then. */
    words = kmem_alloc_zeroed(page_of(page_up(image->text_size)) * sizeof *words);
    if ((swap = text_swap(page_of(page_up(image->text_size)))) == 0) {
        kmem_free(words);
        return ENOMEM;
    }
    while ((x = unused.x_next)->x_vnode != NULL)
        text_discard(x); /* this may wait, too, and another take the entry */
    if (x == &unused) {
        swap_give(swap, page_of(page_up(image->text_size)));
        kmem_free(words);
        return ENOMEM;
    }
    unused_remove(x);
    x->x_vnode = program;
    x->x_file = program->v_id;
    x->x_start = image->text;
    x->x_end = page_up(image->text + image->text_size);
    x->x_offset = image->text_offset;
    x->x_size = image->text_size;
    x->x_pages = page_of(x->x_end - x->x_start);
    x->x_brief = false;
    x->x_words = words;
    x->x_swap = swap;
    vnode_hold(program);
    program->v_text = x;
    program->v_flag |= V_TEXT;
    if ((error = text_load(x, space)) != 0)
        text_fail(x, space);
    return error;
}

/* With the last space its pages go to the free list (4.3BSD's xccdec). A file that has no name any
 * more would not go away for as long as they are kept (4.3BSD's xfree asks for i_nlink). */
static void text_cache(struct text *x)
{
    for (uint32_t page = 0; page < x->x_pages; page++) {
        x->x_words[page] &= ~(LO_V | LO_D);
        frame_keep(PTE_FRAME(x->x_words[page]));
    }
    unused_append(x);
    if (x->x_brief)
        text_uncache(x->x_vnode);
}

void text_detach(struct space *space)
{
    struct text *x = space->s_text;

    if (x == NULL)
        return;
    text_unlink(x, space);
    if (x->x_count == 0)
        text_cache(x);
}

/* ---- for vm-check.c ---- */

static void text_check(const struct text *x, uint32_t *frames)
{
    uint32_t resident = 0;
    int spaces = 0;

    for (uint32_t page = 0; page < x->x_pages; page++) {
        pte_t word = x->x_words[page];
        const struct core *c = core_of(PTE_FRAME(word));

        if (word == 0)
            continue;
        resident++;
        if (c->c_use != FRAME_TEXT || c->c_owner != x - texts || c->c_page != page || c->c_gone ||
            c->c_free == ((word & PTE_VALID) != 0))
            panic("text_check: page %d of text %d", (int)page, (int)(x - texts));
        if (word & PTE_VALID)
            ++*frames;
    }
    for (const struct space *space = x->x_spaces; space != NULL; space = space->s_text_next)
        spaces++;
    if (resident != x->x_resident || spaces != x->x_count)
        panic("text_check: text %d has %d pages, %d spaces", (int)(x - texts), (int)resident, spaces);
}

void texts_check(uint32_t *frames, uint32_t *blocks)
{
    for (const struct text *x = texts; x < texts + TEXTS; x++)
        if (x->x_vnode != NULL)
            text_check(x, frames);
    *blocks += texts_swap();
}

uint32_t texts_swap(void)
{
    uint32_t blocks = 0;

    for (const struct text *x = texts; x < texts + TEXTS; x++)
        blocks += x->x_pages << (PAGE_SHIFT - SWAP_BLOCK_SHIFT);
    return blocks;
}
