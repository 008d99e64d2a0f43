/*
 * What setjmp keeps: words of a jmp_buf and the places in it. The registers that a called function
 * keeps, rsp, the return address; whether the signal mask is kept, and the mask.
 */
#ifndef JUMP_BUFFER_H
#define JUMP_BUFFER_H

#define JUMP_RBX 0
#define JUMP_RBP 1
#define JUMP_R12 2
#define JUMP_R13 3
#define JUMP_R14 4
#define JUMP_R15 5
#define JUMP_STACK 6
#define JUMP_RETURN 7
#define JUMP_HAS_MASK 8
#define JUMP_MASK 9
#define JUMP_BUFFER_WORDS 10

#endif
