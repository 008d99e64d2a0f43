/*
 * Texts: the code of programs, read once and shared by all who run them. A text that nobody runs is
 * kept, sticky, until its memory, its entry in the table or its vnode is wanted for something else
 * (4.3BSD's text table with its list of texts cached).
 */
#ifndef TEXT_H
#define TEXT_H

#include "space.h"

struct text {
    struct text *x_next;   /* list of those that nobody runs, least recently used first, ring */
    struct text *x_prev;
    struct vnode *x_vnode; /* referenced; NULL: the entry is free */
    int x_count;           /* spaces that have it */
    uaddr_t x_start, x_end;
    uint32_t x_offset, x_size; /* in the file */
    pte_t *x_words;        /* of the page table, for its pages: each space has a copy */
    uint32_t x_pages;
};

void texts_start(void);
/* The space gets the text of `program`, as `image` says: the one that is kept, or a new one, which is
 * read. ENOMEM; EIO: it could not be read. The space is the current one. */
int text_attach(struct space *space, struct vnode *program, const struct image *image);
/* The space does not have it any more. */
void text_detach(struct space *space);
/* One more space has the text (fork). ENOMEM. */
int text_share(struct text *text, struct space *space);
/* The text unused for longest is thrown away: false if there is none. */
bool text_reclaim(void);

#endif
