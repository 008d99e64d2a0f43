#ifndef CONTEXT_H
#define CONTEXT_H

/* A stack that begins with `function`; NULL: the one that is in use. */
void *context_make(void (*function)(void));
void context_switch(void *from, void *to);
void context_free(void *context);

#endif
