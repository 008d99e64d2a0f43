/*
 * Assembly functions: FUNCTION(name) ... END(name) give the symbol its type and its size, by which
 * instructions are attributed to functions. Everything is written in machine order (noreorder): what
 * stands behind a branch is its delay slot, and a loaded register is not read by the next instruction.
 */
#ifndef ASSEMBLY_H
#define ASSEMBLY_H

#define FUNCTION(name)         \
        .globl  name;          \
        .type   name, @function; \
        .align  2;             \
name:

#define LOCAL_FUNCTION(name)   \
        .type   name, @function; \
        .align  2;             \
name:

#define END(name)              \
        .size   name, . - name

#endif
