/* The tests' program: without an argument it lists them, with one it runs that test. */
#include <mach/vm_param.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vm/vm_fault.h>

#include "harness.h"

static uint32_t state = 1;

void failed(const char *file, int line, const char *what, unsigned long is)
{
    const char *name = strrchr(file, '/');

    printf("%s:%d: %s (%#lx)\n", name == NULL ? file : name + 1, line, what, is);
    fflush(stdout);
    abort();
}

void random_seed(uint32_t seed)
{
    state = seed * 2654435761u | 1;
}

uint32_t random_below(uint32_t bound)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % bound;
}

vm_map_t task_make(void)
{
    return vm_map_create(pmap_create(0), VM_MIN_ADDRESS, VM_MAX_ADDRESS, TRUE);
}

/* The word's place in memory, once there is a translation that allows it. */
static kern_return_t reach(vm_map_t map, vm_offset_t address, vm_prot_t access, uint32_t **word)
{
    for (int faults = 0; faults < 8; faults++) {
        struct translation *t = test_translation(map->pmap, address);
        kern_return_t kr;

        if (t != NULL && (t->prot & access) == access) {
            if (access & VM_PROT_WRITE)
                pmap_set_modify(t->physical);
            *word = (uint32_t *)(phystokv(t->physical) + (address & PAGE_MASK));
            return KERN_SUCCESS;
        }
        if ((kr = vm_fault(map, trunc_page(address), access, FALSE, FALSE, 0)) != KERN_SUCCESS)
            return kr;
    }
    failed(__FILE__, __LINE__, "it faults for ever", address);
}

kern_return_t poke(vm_map_t map, vm_offset_t address, uint32_t value)
{
    uint32_t *word;
    kern_return_t kr = reach(map, address, VM_PROT_READ | VM_PROT_WRITE, &word);

    if (kr == KERN_SUCCESS)
        *word = value;
    return kr;
}

kern_return_t peek(vm_map_t map, vm_offset_t address, uint32_t *value)
{
    uint32_t *word;
    kern_return_t kr = reach(map, address, VM_PROT_READ, &word);

    if (kr == KERN_SUCCESS)
        *value = *word;
    return kr;
}

int main(int argc, char **argv)
{
    const struct test *const all[] = { object_tests, pager_tests, random_tests };

    for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
        for (const struct test *test = all[i]; test->name != NULL; test++) {
            if (argc < 2) {
                printf("%s\n", test->name);
            } else if (strcmp(test->name, argv[1]) == 0) {
                start_memory();
                test->run();
                check_all_free();
                printf("ok\n");
                return 0;
            }
        }
    return argc < 2 ? 0 : 2;
}
