/* What the random tests do to tasks, and to their model. */
#include <ipc/ipc_port.h>
#include <vm/vm_user.h>

#include "model.h"

static void do_allocate(struct task *task, unsigned first, unsigned count)
{
    vm_offset_t at = address_of(first, 0);
    kern_return_t kr = vm_allocate(task->map, &at, count * PAGE_SIZE, FALSE);

    CHECK_IS(kr, none_mapped(task, first, count) ? KERN_SUCCESS : KERN_NO_SPACE);
    for (unsigned i = first; kr == KERN_SUCCESS && i < first + count; i++)
        model_map(task, i, cell_make(0, 0));
}

static void do_deallocate(struct task *task, unsigned first, unsigned count)
{
    OK(vm_deallocate(task->map, address_of(first, 0), count * PAGE_SIZE));
    model_unmap(task, first, count);
}

static void do_map_pager(struct task *task, unsigned first, unsigned count)
{
    vm_offset_t at = address_of(first, 0);
    unsigned offset = random_below(PAGER_PAGES - count);
    boolean_t copy = random_below(2);
    kern_return_t kr;

    if (!with_pager)
        return;
    kr = vm_map(task->map, &at, count * PAGE_SIZE, 0, FALSE, ipc_port_copy_send(model_pager.port),
                offset * PAGE_SIZE, copy, VM_PROT_READ | VM_PROT_WRITE, VM_PROT_ALL, VM_INHERIT_COPY);
    CHECK_IS(kr, none_mapped(task, first, count) ? KERN_SUCCESS : KERN_NO_SPACE);
    if (kr != KERN_SUCCESS) {
        ipc_port_release_send(model_pager.port);
        return;
    }
    for (unsigned i = 0; i < count; i++) {
        struct cell *cell = pager_cells[offset + i];

        if (copy)
            cell = cell_make(cell->word[0], cell->word[1]);
        else
            cell->users++;
        model_map(task, first + i, cell);
    }
}

static void do_write(struct task *task, unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++) {
        const struct page *p = &task->page[i];
        unsigned word = random_below(WORDS);
        uint32_t value = random_below(1000000);
        kern_return_t kr = poke(task->map, address_of(i, word), value);

        if (p->cell == NULL)
            CHECK_IS(kr, KERN_INVALID_ADDRESS);
        else if ((p->prot & (VM_PROT_READ | VM_PROT_WRITE)) != (VM_PROT_READ | VM_PROT_WRITE))
            CHECK_IS(kr, KERN_PROTECTION_FAILURE);
        else
            OK(kr);
        if (kr == KERN_SUCCESS)
            p->cell->word[word] = value;
    }
}

static void do_read(struct task *task, unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++)
        compare_word(task, i, random_below(WORDS));
}

static void do_protect(struct task *task, unsigned first, unsigned count)
{
    vm_prot_t prot = random_below(4) == 0 ? (vm_prot_t)random_below(4) : VM_PROT_READ | VM_PROT_WRITE;
    boolean_t set_max = random_below(16) == 0, may = TRUE;

    for (unsigned i = first; i < first + count; i++)
        if (task->page[i].cell != NULL && (task->page[i].max & prot) != prot)
            may = FALSE;
    CHECK_IS(vm_protect(task->map, address_of(first, 0), count * PAGE_SIZE, set_max, prot),
             may ? KERN_SUCCESS : KERN_PROTECTION_FAILURE);
    for (unsigned i = first; may && i < first + count; i++) {
        if (set_max)
            task->page[i].max = prot;
        task->page[i].prot = set_max ? task->page[i].prot & prot : prot;
    }
}

static void do_inherit(struct task *task, unsigned first, unsigned count)
{
    vm_inherit_t inheritance = (vm_inherit_t)random_below(3);

    OK(vm_inherit(task->map, address_of(first, 0), count * PAGE_SIZE, inheritance));
    for (unsigned i = first; i < first + count; i++)
        task->page[i].inheritance = inheritance;
}

static void do_fork(struct task *task, unsigned first, unsigned count)
{
    struct task *child = &tasks[random_below(TASKS)];

    (void)first, (void)count;
    if (child == task)
        return;
    if (child->map != VM_MAP_NULL)
        task_end(child);
    child->map = vm_map_fork(task->map);
    for (unsigned i = 0; i < PAGES; i++) {
        child->page[i] = task->page[i];
        if (task->page[i].cell == NULL)
            continue;
        switch (task->page[i].inheritance) {
        case VM_INHERIT_SHARE:
            task->page[i].cell->users++;
            break;
        case VM_INHERIT_COPY:
            child->page[i].cell = cell_make(task->page[i].cell->word[0], task->page[i].cell->word[1]);
            break;
        default:
            child->page[i].cell = NULL;
        }
    }
}

/* As a message takes memory from one task to another, by entries or by pages. */
static void do_send(struct task *task, unsigned first, unsigned count)
{
    struct task *to = &tasks[random_below(TASKS)];
    boolean_t destroy = random_below(2), pages = random_below(2);
    boolean_t may = all_mapped(task, first, count, VM_PROT_READ);
    vm_offset_t at = address_of(first, 0), out;
    vm_map_copy_t copy;
    kern_return_t kr;

    if (to->map == VM_MAP_NULL)
        return;
    if (pages)
        kr = vm_map_copyin_page_list(task->map, at, count * PAGE_SIZE, destroy, random_below(2), &copy,
                                     FALSE);
    else
        kr = vm_map_copyin(task->map, at, count * PAGE_SIZE, destroy, &copy);
    if (!may && kr == KERN_SUCCESS && pages) { /* what is behind the first pages is looked at later */
        vm_map_copy_discard(copy);
        if (destroy)
            model_unmap(task, first, count);
        return;
    }
    CHECK_IS(kr == KERN_SUCCESS, may);
    if (kr != KERN_SUCCESS)
        return;
    if (random_below(8) == 0) {
        vm_map_copy_discard(copy);
    } else {
        OK(vm_map_copyout(to->map, &out, copy));
        for (unsigned i = 0; i < count; i++)
            for (unsigned word = 0; word < WORDS; word++) {
                uint32_t value;

                OK(peek(to->map, out + (address_of(i, word) - BASE), &value));
                CHECK_IS(value, task->page[first + i].cell->word[word]);
            }
        OK(vm_deallocate(to->map, out, count * PAGE_SIZE));
    }
    if (destroy)
        model_unmap(task, first, count);
}

/* Over memory of the same task. */
static void do_copy(struct task *task, unsigned first, unsigned count)
{
    unsigned to = random_below(PAGES - count + 1);
    kern_return_t kr;

    if (to < first + count && first < to + count)
        return; /* what comes of that is nobody's business */
    kr = vm_copy(task->map, address_of(first, 0), count * PAGE_SIZE, address_of(to, 0));
    CHECK_IS(kr == KERN_SUCCESS, all_mapped(task, first, count, VM_PROT_READ) &&
                                     all_mapped(task, to, count, VM_PROT_WRITE));
    for (unsigned i = 0; kr == KERN_SUCCESS && i < count; i++) {
        struct cell *from = task->page[first + i].cell, *target = task->page[to + i].cell;

        target->word[0] = from->word[0];
        target->word[1] = from->word[1];
    }
}

static void do_wire(struct task *task, unsigned first, unsigned count)
{
    vm_offset_t at = address_of(first, 0), end = at + count * PAGE_SIZE;

    if (all_mapped(task, first, count, VM_PROT_READ)) {
        OK(vm_map_pageable(task->map, at, end, VM_PROT_READ));
        do_read(task, first, count);
        OK(vm_map_pageable(task->map, at, end, VM_PROT_NONE));
    }
}

void (*const operations[OPERATIONS])(struct task *task, unsigned first, unsigned count) = {
    do_allocate, do_allocate, do_allocate, do_deallocate, do_map_pager, do_write, do_write, do_write,
    do_write,    do_read,     do_protect,  do_protect,    do_inherit,   do_inherit, do_fork, do_send,
    do_send,     do_copy,     do_copy,     do_wire,
};
