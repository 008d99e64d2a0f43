/*
 * Assembly functions: FUNCTION(name) ... END(name). Each has a section of its own, so that the linker
 * leaves out those that nobody calls.
 */
#ifndef ASSEMBLY_H
#define ASSEMBLY_H

#define FUNCTION(name)                           \
        .section .text.name, "ax", @progbits;    \
        .balign 16;                              \
        .globl name;                             \
        .type name, @function;                   \
name:

#define END(name) .size name, . - name

        .section .note.GNU-stack, "", @progbits

#endif
