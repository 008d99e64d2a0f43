/*
 * Assembly functions: FUNCTION(name) ... END(name). Each has a section of its own, so that the linker
 * leaves out those that nobody calls, and has type and size, by which it is attributed. Everything is
 * in machine order (noreorder): what stands behind a branch is its delay slot, and a loaded register
 * is not read by the next instruction.
 */
#ifndef ASSEMBLY_H
#define ASSEMBLY_H

#define FUNCTION(name)                                \
        .section .text.name, "ax", @progbits;         \
        .align  2;                                    \
        .globl  name;                                 \
        .type   name, @function;                      \
        .ent    name;                                 \
name:

#define END(name)                                     \
        .end    name;                                 \
        .size   name, . - name

/* o32: the caller leaves room for the four argument registers; frames are multiples of 8 bytes. */
#define ARGUMENT_BYTES 16
#define ARGUMENT_0 0
#define ARGUMENT_1 4

#endif
