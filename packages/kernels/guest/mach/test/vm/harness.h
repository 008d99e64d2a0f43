/*
 * Tests of maps and objects on the host: the code of mach/vm as it is, over a stand-in for the machine
 * (pmap.c) and for the rest of the kernel (under.c), with one thread, which must never have to wait.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <ipc/ipc_types.h>
#include <stdint.h>
#include <vm/vm_map.h>
#include <vm/vm_object.h>

#define MEMORY_PAGES 4096

void failed(const char *file, int line, const char *what, unsigned long is) __attribute__((noreturn));
#define CHECK(condition)                                    \
    do {                                                    \
        if (!(condition))                                   \
            failed(__FILE__, __LINE__, #condition, 0);      \
    } while (0)
#define CHECK_IS(value, expected)                                                 \
    do {                                                                          \
        unsigned long is_ = (unsigned long)(value);                               \
        if (is_ != (unsigned long)(expected))                                     \
            failed(__FILE__, __LINE__, #value " is not " #expected, is_);         \
    } while (0)
#define OK(value) CHECK_IS(value, KERN_SUCCESS)

void random_seed(uint32_t seed);
uint32_t random_below(uint32_t bound);

/* ---- under.c ---- */
void start_memory(void);
long zone_elements(void); /* in use, of all zones */
int ports_alive(void);
ipc_port_t port_of_user(void);
void port_of_user_dies(ipc_port_t port);
extern int waits_allowed; /* thread_block() does nothing that often */

/* ---- a task's memory, as its program sees it ---- */
vm_map_t task_make(void);
kern_return_t poke(vm_map_t map, vm_offset_t address, uint32_t value);
kern_return_t peek(vm_map_t map, vm_offset_t address, uint32_t *value);

/* ---- invariants.c ---- */
void check_map(vm_map_t map);
void check_pages(void);     /* each page is free or somebody's; what is free is mapped nowhere */
void check_all_free(void);  /* nothing is left but what there was at the start */

/* ---- pager.c ---- */
#define PAGER_PAGES 32
struct test_pager {
    ipc_port_t port, control, name;
    uint32_t words[PAGER_PAGES]; /* what pages begin with; 0xdead0000: an error; 0: unavailable */
    int requests, unlocks, terminated, returned, completed;
    boolean_t may_cache, lock; /* pages may not be written until the pager is asked */
    int strategy;
};
void pager_make(struct test_pager *pager, unsigned number);
void pager_end(struct test_pager *pager);
/* Pages as a message brings them: from a task's memory, which loses them. */
kern_return_t pager_supply(struct test_pager *pager, vm_offset_t offset, unsigned pages);

struct test {
    const char *name;
    void (*run)(void);
};
extern const struct test object_tests[], random_tests[], pager_tests[]; /* up to one without a name */

#endif
