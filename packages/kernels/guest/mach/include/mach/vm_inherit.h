/*
 * What a child gets of memory.
 */
#ifndef MACH_VM_INHERIT_H
#define MACH_VM_INHERIT_H

typedef int vm_inherit_t;

#define VM_INHERIT_SHARE 0 /* the same memory */
#define VM_INHERIT_COPY 1  /* a copy of it */
#define VM_INHERIT_NONE 2  /* nothing there */
#define VM_INHERIT_DEFAULT VM_INHERIT_COPY

#endif
