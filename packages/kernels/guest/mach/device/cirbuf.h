/* Rings of characters (Mach 3.0's cirbuf). */
#ifndef DEVICE_CIRBUF_H
#define DEVICE_CIRBUF_H

struct cirbuf {
    char *c_start, *c_end; /* its memory */
    char *c_cf, *c_cl;     /* the first character; where the next one goes */
    int c_cc;              /* characters in it */
};

void cb_alloc(struct cirbuf *cb, int size);
void cb_clear(struct cirbuf *cb);
int putc(int character, struct cirbuf *cb); /* nonzero: it is full */
int getc(struct cirbuf *cb);                /* -1: it is empty */
int q_to_b(struct cirbuf *cb, char *to, int most);
int b_to_q(const char *from, int count, struct cirbuf *cb); /* how many did not fit */

#endif
