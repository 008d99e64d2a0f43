/* Physical maps of the tests: a list of translations, and memory that is an array of the host's. */
#ifndef MIPS_PMAP_H
#define MIPS_PMAP_H

#include <mach/boolean.h>
#include <mach/vm_prot.h>
#include <mach/vm_types.h>

struct translation {
    struct translation *next; /* of the pmap */
    vm_offset_t va, physical;
    vm_prot_t prot;
    boolean_t wired;
};

struct pmap {
    int ref_count;
    struct translation *translations;
    struct pmap *next; /* of all */
    struct {
        int resident_count, wired_count;
    } stats;
};
typedef struct pmap *pmap_t;

extern char *test_memory;
#define phystokv(physical) ((vm_offset_t)(test_memory + (physical)))
void pmap_number(pmap_t pmap);
vm_offset_t kvtophys(vm_offset_t address);
struct translation *test_translation(pmap_t pmap, vm_offset_t va);
int test_mappings(vm_offset_t physical); /* of all pmaps */

#endif
