/*
 * Queues of characters in blocks. A block is aligned to its size, so that the place of a character
 * says which block it is in; places of a block are used from its first to its last, and the last
 * character of a queue may stand in the last place: then c_cl is behind the block.
 *
 *      c_cf ──┐                                              ┌── c_cl
 *      [next │ quote │ ...abcdef] ──► [next │ quote │ ghij...]
 *
 * A bit for each place says that its character is quoted: no special one, whatever it is. All
 * functions can be called from interrupts.
 */
#include <unix/kernel.h>
#include <unix/lock.h>
#include <unix/tty.h>

#define CBLOCK 64
#define CQUOTE (CBLOCK / 8)
#define CINFO (CBLOCK - (int)sizeof(struct cblock *) - CQUOTE)
#define CROUND ((uintptr_t)CBLOCK - 1)
#define CLIST_PAGES 4

struct cblock {
    struct cblock *c_next;
    uint8_t c_quote[CQUOTE]; /* by place in the block, from its beginning */
    char c_info[CINFO];
};

static struct cblock *free_blocks;
static struct spin_lock free_lock = { .s_name = "characters", .s_order = ORDER_CHARACTERS };

static inline struct cblock *block_of(const char *at)
{
    return (struct cblock *)((uintptr_t)at & ~CROUND);
}

static inline bool at_boundary(const char *at)
{
    return ((uintptr_t)at & CROUND) == 0;
}

static inline int place_of(const char *at)
{
    return (uintptr_t)at & CROUND;
}

static inline bool quoted(const char *at)
{
    int place = place_of(at);

    return block_of(at)->c_quote[place >> 3] >> (place & 7) & 1;
}

static void set_quoted(const char *at)
{
    int place = place_of(at);

    block_of(at)->c_quote[place >> 3] |= 1 << (place & 7);
}

static void clear_quoted(const char *at)
{
    int place = place_of(at);

    block_of(at)->c_quote[place >> 3] &= ~(1 << (place & 7));
}

void clist_start(void)
{
    struct cblock *block = page_alloc(CLIST_PAGES);

    if (block == NULL)
        panic("clist_start");
    for (int i = 0; i < CLIST_PAGES * PAGE_SIZE / CBLOCK; i++, block++) {
        block->c_next = free_blocks;
        free_blocks = block;
    }
}

static struct cblock *block_take(void)
{
    struct cblock *block;

    spin_take(&free_lock);
    block = free_blocks;
    if (block != NULL)
        free_blocks = block->c_next;
    spin_release(&free_lock);
    if (block != NULL) {
        block->c_next = NULL;
        bzero(block->c_quote, CQUOTE);
    }
    return block;
}

static void block_free(struct cblock *block)
{
    spin_take(&free_lock);
    block->c_next = free_blocks;
    free_blocks = block;
    spin_release(&free_lock);
}

static void forget(struct clist *q)
{
    q->c_cc = 0;
    q->c_cf = q->c_cl = NULL;
}

/* Makes sure that there is a place at c_cl. */
static bool make_room(struct clist *q)
{
    struct cblock *block;

    if (q->c_cl != NULL && !at_boundary(q->c_cl))
        return true;
    block = block_take();
    if (block == NULL)
        return false;
    if (q->c_cl == NULL)
        q->c_cf = block->c_info;
    else
        block_of(q->c_cl - 1)->c_next = block;
    q->c_cl = block->c_info;
    return true;
}

/* The head has moved on by `bytes` within its block, at most to its end. */
static void advance(struct clist *q, int bytes)
{
    struct cblock *block = block_of(q->c_cf);

    q->c_cf += bytes;
    q->c_cc -= bytes;
    if (q->c_cc == 0) {
        block_free(block);
        forget(q);
    } else if (at_boundary(q->c_cf)) {
        q->c_cf = block->c_next->c_info;
        block_free(block);
    }
}

/* Bytes of the queue from c_cf that are in one block. */
static inline int in_first_block(const struct clist *q)
{
    int bytes = CBLOCK - place_of(q->c_cf);

    return q->c_cc < bytes ? q->c_cc : bytes;
}

int clist_get(struct clist *q)
{
    spl_t level = spltty();
    int character = -1;

    if (q->c_cc > 0) {
        character = (unsigned char)*q->c_cf;
        if (quoted(q->c_cf))
            character |= TTY_QUOTE;
        advance(q, 1);
    }
    splx(level);
    return character;
}

int clist_put(int character, struct clist *q)
{
    spl_t level = spltty();

    if (!make_room(q)) {
        splx(level);
        return -1;
    }
    if (character & TTY_QUOTE)
        set_quoted(q->c_cl);
    *q->c_cl++ = character;
    q->c_cc++;
    splx(level);
    return 0;
}

int clist_take_back(struct clist *q)
{
    spl_t level = spltty();
    struct cblock *last, *before;
    int character = -1;

    if (q->c_cc > 0) {
        q->c_cl--;
        q->c_cc--;
        character = (unsigned char)*q->c_cl;
        if (quoted(q->c_cl)) {
            character |= TTY_QUOTE;
            clear_quoted(q->c_cl);
        }
        last = block_of(q->c_cl);
        if (q->c_cc == 0) {
            block_free(last);
            forget(q);
        } else if (q->c_cl == last->c_info) {
            /* The block is empty: the queue ends with the one before. */
            for (before = block_of(q->c_cf); before->c_next != last; before = before->c_next)
                ;
            before->c_next = NULL;
            q->c_cl = (char *)(before + 1);
            block_free(last);
        }
    }
    splx(level);
    return character;
}

int clist_to_buffer(struct clist *q, char *at, int bytes)
{
    spl_t level = spltty();
    char *to = at;

    while (bytes > 0 && q->c_cc > 0) {
        int now = min(bytes, in_first_block(q));
        bcopy(q->c_cf, to, now);
        to += now;
        bytes -= now;
        advance(q, now);
    }
    splx(level);
    return to - at;
}

int clist_from_buffer(const char *at, int bytes, struct clist *q)
{
    spl_t level = spltty();

    while (bytes > 0 && make_room(q)) {
        int now = min(bytes, CBLOCK - place_of(q->c_cl));
        bcopy(at, q->c_cl, now);
        at += now;
        bytes -= now;
        q->c_cl += now;
        q->c_cc += now;
    }
    splx(level);
    return bytes;
}

int clist_run(struct clist *q, int mask)
{
    spl_t level = spltty();
    int run = 0;

    if (q->c_cc > 0) {
        run = in_first_block(q);
        if (mask & TTY_QUOTE)
            for (int i = 0; i < run; i++)
                if (quoted(q->c_cf + i))
                    run = i;
    }
    splx(level);
    return run;
}

void clist_drop(struct clist *q, int bytes)
{
    spl_t level = spltty();

    while (bytes > 0 && q->c_cc > 0) {
        int now = min(bytes, in_first_block(q));
        bytes -= now;
        advance(q, now);
    }
    splx(level);
}

char *clist_walk(struct clist *q, char *at, int *character)
{
    if (at == NULL) {
        if (q->c_cc == 0)
            return NULL;
        at = q->c_cf;
    }
    *character = (unsigned char)*at | (quoted(at) ? TTY_QUOTE : 0);
    if (++at == q->c_cl)
        return NULL;
    return at_boundary(at) ? block_of(at - 1)->c_next->c_info : at;
}

void clist_concatenate(struct clist *from, struct clist *to)
{
    spl_t level = spltty();
    int character;

    if (to->c_cc == 0) {
        *to = *from;
        forget(from);
    } else
        while ((character = clist_get(from)) >= 0)
            clist_put(character, to);
    splx(level);
}

void clist_flush(struct clist *q)
{
    clist_drop(q, q->c_cc);
}
