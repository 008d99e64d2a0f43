/*
 * Returning to where setjmp was called. As in 4.3BSD, setjmp keeps the signal mask and longjmp
 * restores it; _setjmp and _longjmp leave signals alone.
 */
#ifndef SETJMP_H
#define SETJMP_H

#include <jump-buffer.h>

typedef long jmp_buf[JUMP_BUFFER_WORDS];
typedef jmp_buf sigjmp_buf;

int sigsetjmp(sigjmp_buf state, int keep_mask) __attribute__((returns_twice));
void siglongjmp(sigjmp_buf state, int value) __attribute__((noreturn));

#define setjmp(state) sigsetjmp(state, 1)
#define longjmp(state, value) siglongjmp(state, value)
#define _setjmp(state) sigsetjmp(state, 0)
#define _longjmp(state, value) siglongjmp(state, value)

#endif
