/* The machine of the tests. */
#include <stdlib.h>
#include <string.h>
#include <vm/pmap.h>
#include <vm/vm_page.h>

#include "harness.h"

static struct pmap kernel_pmap_store = { .ref_count = 1 };
pmap_t kernel_pmap = &kernel_pmap_store;
static pmap_t all_pmaps = &kernel_pmap_store;
char *test_memory;
static unsigned char modified[MEMORY_PAGES + 1];
static size_t stolen;

void pmap_bootstrap(void)
{
    test_memory = aligned_alloc(PAGE_SIZE, (MEMORY_PAGES + 1) * PAGE_SIZE);
    memset(test_memory, 0xa5, (MEMORY_PAGES + 1) * PAGE_SIZE);
}

vm_offset_t pmap_steal_memory(vm_size_t bytes)
{
    stolen += bytes;
    return (vm_offset_t)calloc(1, bytes);
}

unsigned pmap_free_pages(void)
{
    return MEMORY_PAGES;
}

void pmap_startup(vm_offset_t *start, vm_offset_t *end)
{
    vm_page_create(calloc(MEMORY_PAGES, sizeof(struct vm_page)), calloc(MEMORY_PAGES, sizeof(vm_page_t)),
                   PAGE_SIZE, (MEMORY_PAGES + 1) * PAGE_SIZE);
    *start = VM_MIN_KERNEL_ADDRESS;
    *end = VM_MAX_KERNEL_ADDRESS;
}

void pmap_init(void)
{
}

pmap_t pmap_create(vm_size_t size)
{
    pmap_t pmap = calloc(1, sizeof *pmap);

    CHECK(size == 0);
    pmap->ref_count = 1;
    pmap->next = all_pmaps;
    all_pmaps = pmap;
    return pmap;
}

void pmap_number(pmap_t pmap)
{
}

void pmap_reference(pmap_t pmap)
{
    pmap->ref_count++;
}

void pmap_destroy(pmap_t pmap)
{
    if (--pmap->ref_count > 0)
        return;
    CHECK(pmap->translations == NULL);
    for (pmap_t *place = &all_pmaps; *place != NULL; place = &(*place)->next)
        if (*place == pmap) {
            *place = pmap->next;
            break;
        }
    free(pmap);
}

struct translation *test_translation(pmap_t pmap, vm_offset_t va)
{
    for (struct translation *t = pmap->translations; t != NULL; t = t->next)
        if (t->va == trunc_page(va))
            return t;
    return NULL;
}

int test_mappings(vm_offset_t physical)
{
    int count = 0;

    for (pmap_t pmap = all_pmaps; pmap != NULL; pmap = pmap->next)
        for (struct translation *t = pmap->translations; t != NULL; t = t->next)
            count += t->physical == physical;
    return count;
}

vm_offset_t kvtophys(vm_offset_t address)
{
    return address - (vm_offset_t)test_memory;
}

void pmap_enter(pmap_t pmap, vm_offset_t va, vm_offset_t physical, vm_prot_t prot, boolean_t wired)
{
    struct translation *t = test_translation(pmap, va);

    CHECK(page_aligned(va) && page_aligned(physical));
    CHECK(physical >= PAGE_SIZE && physical < (MEMORY_PAGES + 1) * PAGE_SIZE);
    if (t == NULL) {
        t = malloc(sizeof *t);
        t->va = va;
        t->next = pmap->translations;
        pmap->translations = t;
        pmap->stats.resident_count++;
    }
    t->physical = physical;
    t->prot = prot;
    t->wired = wired;
}

/* Of those of a range, or of a page: at most prot. */
static void restrict_all(pmap_t pmap, vm_offset_t start, vm_offset_t end, vm_offset_t physical,
                         vm_prot_t prot)
{
    for (struct translation **place = &pmap->translations, *t; (t = *place) != NULL;) {
        boolean_t meant = physical != 0 ? t->physical == physical : t->va >= start && t->va < end;

        if (meant && prot == VM_PROT_NONE) {
            *place = t->next;
            free(t);
            pmap->stats.resident_count--;
            continue;
        }
        if (meant)
            t->prot &= prot;
        place = &t->next;
    }
}

void pmap_remove(pmap_t pmap, vm_offset_t start, vm_offset_t end)
{
    restrict_all(pmap, start, end, 0, VM_PROT_NONE);
}

void pmap_protect(pmap_t pmap, vm_offset_t start, vm_offset_t end, vm_prot_t prot)
{
    if (!(prot & VM_PROT_WRITE))
        restrict_all(pmap, start, end, 0, prot);
}

void pmap_page_protect(vm_offset_t physical, vm_prot_t prot)
{
    CHECK(physical >= PAGE_SIZE && physical < (MEMORY_PAGES + 1) * PAGE_SIZE);
    if (!(prot & VM_PROT_WRITE))
        for (pmap_t pmap = all_pmaps; pmap != NULL; pmap = pmap->next)
            restrict_all(pmap, 0, 0, physical, prot);
}

void pmap_change_wiring(pmap_t pmap, vm_offset_t va, boolean_t wired)
{
    struct translation *t = test_translation(pmap, va);

    if (t != NULL)
        t->wired = wired;
}

vm_offset_t pmap_extract(pmap_t pmap, vm_offset_t va)
{
    struct translation *t = test_translation(pmap, va);

    return t == NULL ? 0 : t->physical | (va & PAGE_MASK);
}

void pmap_zero_page(vm_offset_t physical)
{
    memset((void *)phystokv(physical), 0, PAGE_SIZE);
}

void pmap_copy_page(vm_offset_t from, vm_offset_t to)
{
    memcpy((void *)phystokv(to), (const void *)phystokv(from), PAGE_SIZE);
}

void pmap_clear_modify(vm_offset_t physical)
{
    modified[atop(physical)] = 0;
}

void pmap_set_modify(vm_offset_t physical)
{
    modified[atop(physical)] = 1;
}

boolean_t pmap_is_modified(vm_offset_t physical)
{
    return modified[atop(physical)];
}

void pmap_clear_reference(vm_offset_t physical)
{
    pmap_page_protect(physical, VM_PROT_NONE);
}

kern_return_t pmap_attribute(pmap_t pmap, vm_offset_t va, vm_size_t size, vm_machine_attribute_t attribute,
                             vm_machine_attribute_val_t *value)
{
    return attribute == MATTR_CACHE ? KERN_SUCCESS : KERN_INVALID_ARGUMENT;
}
