/*
 * What setjmp keeps: words of a jmp_buf and the places in it. s0 to s7 and s8, sp, ra; whether the
 * signal mask is kept, and the mask.
 */
#ifndef JUMP_BUFFER_H
#define JUMP_BUFFER_H

#define JUMP_SAVED 0 /* s0 to s7 */
#define JUMP_FRAME 8 /* s8 */
#define JUMP_STACK 9
#define JUMP_RETURN 10
#define JUMP_HAS_MASK 11
#define JUMP_MASK 12
#define JUMP_BUFFER_WORDS 13

#endif
