/* The model of the random tests, and comparing it with what tasks see (model.h). */
#include <stdlib.h>

#include "model.h"

struct task tasks[TASKS];
struct test_pager model_pager;
struct cell *pager_cells[PAGER_PAGES];
boolean_t with_pager;

vm_offset_t address_of(unsigned page, unsigned word)
{
    return BASE + page * PAGE_SIZE + (word == 0 ? 0 : PAGE_SIZE - 4);
}

struct cell *cell_make(uint32_t first, uint32_t last)
{
    struct cell *cell = malloc(sizeof *cell);

    cell->users = 1;
    cell->word[0] = first;
    cell->word[1] = last;
    return cell;
}

void cell_drop(struct cell *cell)
{
    if (cell != NULL && --cell->users == 0)
        free(cell);
}

void model_unmap(struct task *task, unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++) {
        cell_drop(task->page[i].cell);
        task->page[i].cell = NULL;
    }
}

void model_map(struct task *task, unsigned page, struct cell *cell)
{
    task->page[page] = (struct page){ cell, VM_PROT_READ | VM_PROT_WRITE, VM_PROT_ALL, VM_INHERIT_COPY };
}

boolean_t all_mapped(const struct task *task, unsigned first, unsigned count, vm_prot_t prot)
{
    for (unsigned i = first; i < first + count; i++)
        if (task->page[i].cell == NULL || (task->page[i].prot & prot) != prot)
            return FALSE;
    return TRUE;
}

boolean_t none_mapped(const struct task *task, unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++)
        if (task->page[i].cell != NULL)
            return FALSE;
    return TRUE;
}

void task_end(struct task *task)
{
    vm_map_deallocate(task->map);
    task->map = VM_MAP_NULL;
    model_unmap(task, 0, PAGES);
}

/* ---- comparing ---- */

void compare_word(struct task *task, unsigned page, unsigned word)
{
    const struct page *p = &task->page[page];
    kern_return_t expected = p->cell == NULL                ? KERN_INVALID_ADDRESS
                             : (p->prot & VM_PROT_READ) == 0 ? KERN_PROTECTION_FAILURE
                                                             : KERN_SUCCESS;
    uint32_t value = 0;

    CHECK_IS(peek(task->map, address_of(page, word), &value), expected);
    if (expected == KERN_SUCCESS)
        CHECK_IS(value, p->cell->word[word]);
}

void compare_all(void)
{
    for (struct task *task = tasks; task < tasks + TASKS; task++) {
        if (task->map == VM_MAP_NULL)
            continue;
        check_map(task->map);
        for (unsigned page = 0; page < PAGES; page++)
            for (unsigned word = 0; word < WORDS; word++)
                compare_word(task, page, word);
    }
    check_pages();
}
