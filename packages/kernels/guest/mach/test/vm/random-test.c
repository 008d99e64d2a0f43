/* Random operations on several tasks, against a simple model (model.h). */
#include <vm/vm_user.h>

#include "model.h"

#define STEPS 3000

static vm_object_t pager_object; /* our reference keeps it as it is */

static void run(uint32_t seed, boolean_t pagers)
{
    random_seed(seed);
    with_pager = pagers;
    if (pagers) {
        pager_make(&model_pager, 0);
        pager_object = vm_object_enter(model_pager.port, PAGER_PAGES * PAGE_SIZE, FALSE);
        for (unsigned i = 0; i < PAGER_PAGES; i++)
            pager_cells[i] = cell_make(model_pager.words[i], 0);
    }
    tasks[0].map = task_make();
    for (unsigned step = 0; step < STEPS; step++) {
        struct task *task = &tasks[random_below(TASKS)];
        unsigned count = 1 + random_below(random_below(4) == 0 ? 20 : 5);
        unsigned first = random_below(PAGES - count + 1);

        if (task->map == VM_MAP_NULL)
            continue;
        operations[random_below(OPERATIONS)](task, first, count);
        check_map(task->map);
        if (step % 50 == 0)
            compare_all();
    }
    compare_all();
    for (struct task *task = tasks; task < tasks + TASKS; task++)
        if (task->map != VM_MAP_NULL)
            task_end(task);
    if (pagers) {
        vm_object_deallocate(pager_object);
        CHECK_IS(model_pager.terminated, 1);
        pager_end(&model_pager);
        for (unsigned i = 0; i < PAGER_PAGES; i++)
            cell_drop(pager_cells[i]);
    }
}

#define SEED(n)                                                     \
    static void plain_##n(void)                                     \
    {                                                               \
        run(n, FALSE);                                              \
    }                                                               \
    static void with_pager_##n(void)                                \
    {                                                               \
        run(100 + n, TRUE);                                         \
    }
SEED(1) SEED(2) SEED(3) SEED(4) SEED(5) SEED(6)

const struct test random_tests[] = {
    { "random: memory of the kernel's own, 1", plain_1 },
    { "random: memory of the kernel's own, 2", plain_2 },
    { "random: memory of the kernel's own, 3", plain_3 },
    { "random: memory of the kernel's own, 4", plain_4 },
    { "random: memory of the kernel's own, 5", plain_5 },
    { "random: memory of the kernel's own, 6", plain_6 },
    { "random: with a pager, 1", with_pager_1 },
    { "random: with a pager, 2", with_pager_2 },
    { "random: with a pager, 3", with_pager_3 },
    { "random: with a pager, 4", with_pager_4 },
    { "random: with a pager, 5", with_pager_5 },
    { "random: with a pager, 6", with_pager_6 },
    { 0, 0 },
};
