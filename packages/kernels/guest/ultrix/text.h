/*
 * Texts: the code of programs, read once and shared by all who run them. A text that nobody runs is
 * cached (4.3BSD's text table with its list of texts, xccdec): its pages are on the free list, still
 * its own, and whoever runs it again takes back those that nobody else has taken meanwhile, and reads
 * the others. The entry itself stays until the table, or the file, is wanted for something else; then
 * pages that are still there can be found by file and page.
 */
#ifndef TEXT_H
#define TEXT_H

#include "space.h"

/*
 * A word of x_words:    frame, not valid      kept on the free list
 *                       frame, valid, writable    being read
 *                       frame, valid          there
 *                       0                     nowhere
 */
struct text {
    struct text *x_next;   /* list of those that nobody runs, least recently used first, ring */
    struct text *x_prev;
    struct vnode *x_vnode; /* referenced; NULL: the entry is free */
    uint32_t x_file;       /* v_id of it when it was read */
    struct space *x_spaces; /* those that have it, by s_text_next */
    int x_count;           /* as many */
    bool x_brief;          /* is not kept when nobody runs it any more: its file loses a name */
    uaddr_t x_start, x_end;
    uint32_t x_offset, x_size; /* in the file */
    pte_t *x_words;        /* of the page table, for its pages: each space has a copy */
    uint32_t x_pages;
    uint32_t x_swap;       /* first block of as many pages of swap space */
    uint32_t x_resident;   /* frames that are its own, kept ones too */
};

void texts_start(void);
/* The space gets the text of `program`, as `image` says: the one that is kept, or a new one, which is
 * read. ENOMEM; EIO: it could not be read. The space is the current one. */
int text_attach(struct space *space, struct vnode *program, const struct image *image);
/* The space does not have it any more. */
void text_detach(struct space *space);
/* One more space has the text (fork). ENOMEM. */
int text_share(struct text *text, struct space *space);
/* The text unused for longest gives up its entry and its swap space: false if there is none. May wait. */
bool text_yield(void);
/* A frame that was kept for page `page` of the text with that place in the table has been taken. */
void text_lose(unsigned place, uint32_t page, frame_t frame);
/* For vm-check.c: panics if a text is not in order; adds up frames in use and blocks of swap space. */
void texts_check(uint32_t *frames, uint32_t *blocks);
uint32_t texts_swap(void); /* blocks of texts that are kept or in use */

#endif
