/* Splay trees against an array of which names are there. */
#include "harness.h"

#define NAMES 200
#define ROUNDS 20000

static boolean_t there[NAMES + 1];

static void check_bounds(ipc_splay_tree_t tree, unsigned name)
{
    mach_port_t lower, upper, want_lower = ~(mach_port_t)0, want_upper = 0;

    for (unsigned i = name; i >= 1 && want_lower == ~(mach_port_t)0; i--)
        if (there[i])
            want_lower = i;
    for (unsigned i = name; i <= NAMES && want_upper == 0; i++)
        if (there[i])
            want_upper = i;
    ipc_splay_tree_bounds(tree, name, &lower, &upper);
    CHECK_EQUAL(lower, want_lower);
    CHECK_EQUAL(upper, want_upper);
}

/* Goes through all, and takes away those that `remove` picks, one in so many; 0: none. */
static void traverse(ipc_splay_tree_t tree, unsigned remove)
{
    ipc_tree_entry_t entry = ipc_splay_traverse_start(tree);

    for (unsigned i = 1; i <= NAMES; i++) {
        boolean_t away = remove > 0 && pick(remove) == 0;

        if (!there[i])
            continue;
        CHECK(entry != ITE_NULL);
        CHECK_EQUAL(entry->ite_name, i);
        entry = ipc_splay_traverse_next(tree, away);
        there[i] = !away;
    }
    CHECK(entry == ITE_NULL);
    ipc_splay_traverse_finish(tree);
}

static void split_and_join(ipc_splay_tree_t tree, unsigned name)
{
    struct ipc_splay_tree small;

    ipc_splay_tree_split(tree, name, &small);
    for (unsigned i = 1; i <= NAMES; i++) {
        CHECK_EQUAL(ipc_splay_tree_lookup(&small, i) != ITE_NULL, there[i] && i < name);
        CHECK_EQUAL(ipc_splay_tree_lookup(tree, i) != ITE_NULL, there[i] && i >= name);
    }
    ipc_splay_tree_join(tree, &small);
}

static void random_operations(void)
{
    struct ipc_splay_tree tree;
    ipc_tree_entry_t entry;
    mach_port_t name;

    ipc_splay_tree_init(&tree);
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned i = 1 + pick(NAMES);

        switch (pick(round % 4000 == 3999 ? 3 : 100)) {
        case 0:
            traverse(&tree, pick(2) == 0 ? 0 : 2 + pick(8));
            break;
        case 1:
            split_and_join(&tree, i);
            break;
        case 2:
            for (unsigned n = 1; n <= NAMES; n++)
                check_bounds(&tree, n);
            break;
        default:
            entry = ipc_splay_tree_lookup(&tree, i);
            CHECK_EQUAL(entry != ITE_NULL, there[i]);
            if (pick(3) == 0)
                check_bounds(&tree, 1 + pick(NAMES));
            if (there[i])
                ipc_splay_tree_delete(&tree, i, entry);
            else
                ipc_splay_tree_insert(&tree, i, ite_alloc());
            there[i] = !there[i];
        }
    }
    while (ipc_splay_tree_pick(&tree, &name, &entry)) {
        CHECK(there[name]);
        there[name] = FALSE;
        ipc_splay_tree_delete(&tree, name, entry);
    }
    traverse(&tree, 0);
}

const struct test splay_tests[] = {
    { "splay trees: random operations", random_operations },
    { NULL, NULL },
};
