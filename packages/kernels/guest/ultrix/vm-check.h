/*
 * Is memory's book-keeping whole? For tests (boot argument vmcheck=1): a pass through the core map, its
 * free list and chains, the texts, all processes' page tables and disk maps. Panics about what is not
 * as it should be.
 */
#ifndef VM_CHECK_H
#define VM_CHECK_H

#include <stdbool.h>

extern bool vm_checking;
void vm_check(void);
/* Checks, and says on the console how much is in use, by what. */
void vm_report(void);

#endif
