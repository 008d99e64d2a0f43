/*
 * The model of the random tests: for each page of each task, what may be done with it, what children get
 * of it, and the cell in which its two words are; shared memory is one cell in several tasks.
 */
#ifndef MODEL_H
#define MODEL_H

#include <mach/vm_param.h>

#include "harness.h"

#define TASKS 5
#define PAGES 48
#define BASE ((vm_offset_t)0x30000000)
#define WORDS 2 /* of a page: at its ends */

struct cell {
    int users;
    uint32_t word[WORDS];
};

struct page {
    struct cell *cell; /* NULL: nothing is mapped */
    vm_prot_t prot, max;
    vm_inherit_t inheritance;
};

struct task {
    vm_map_t map; /* 0: there is no such task */
    struct page page[PAGES];
};
extern struct task tasks[TASKS];

extern struct test_pager model_pager;
extern struct cell *pager_cells[PAGER_PAGES];
extern boolean_t with_pager;

vm_offset_t address_of(unsigned page, unsigned word);
struct cell *cell_make(uint32_t first, uint32_t last);
void cell_drop(struct cell *cell);
void model_unmap(struct task *task, unsigned first, unsigned count);
void model_map(struct task *task, unsigned page, struct cell *cell);
boolean_t all_mapped(const struct task *task, unsigned first, unsigned count, vm_prot_t prot);
boolean_t none_mapped(const struct task *task, unsigned first, unsigned count);
void compare_word(struct task *task, unsigned page, unsigned word);
void compare_all(void);
void task_end(struct task *task);

/* ---- random-operations.c: on pages [first, first + count) of a task ---- */
#define OPERATIONS 20
extern void (*const operations[OPERATIONS])(struct task *task, unsigned first, unsigned count);

#endif
