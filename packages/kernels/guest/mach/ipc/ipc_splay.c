/*
 * Splay trees of a space's tree entries (Mach 3.0's ipc/ipc_splay.c). The search is Sleator and
 * Tarjan's from the top down: names passed on the way go to the left or right tree, whose open ends
 * are kept; the three parts are put together when another name is asked for.
 */
#include <ipc/ipc_splay.h>
#include <kern/zalloc.h>

static void link_left(ipc_splay_tree_t s, ipc_tree_entry_t entry)
{
    *s->ist_ltreep = entry;
    s->ist_ltreep = &entry->ite_rchild;
}

static void link_right(ipc_splay_tree_t s, ipc_tree_entry_t entry)
{
    *s->ist_rtreep = entry;
    s->ist_rtreep = &entry->ite_lchild;
}

static void open_ends(ipc_splay_tree_t s)
{
    s->ist_ltreep = &s->ist_ltree;
    s->ist_rtreep = &s->ist_rtree;
}

/* Brings `name`, or a neighbour of it, to the root; the tree is whole before. */
static void ipc_splay_prim_lookup(ipc_splay_tree_t s, mach_port_t name)
{
    ipc_tree_entry_t root = s->ist_root, child;

    open_ends(s);
    for (;;) {
        if (name < root->ite_name) {
            child = root->ite_lchild;
            if (child == ITE_NULL)
                break;
            if (name < child->ite_name && child->ite_lchild != ITE_NULL) {
                root->ite_lchild = child->ite_rchild;
                child->ite_rchild = root;
                link_right(s, child);
                root = child->ite_lchild;
            } else {
                link_right(s, root);
                root = child;
            }
        } else if (name > root->ite_name) {
            child = root->ite_rchild;
            if (child == ITE_NULL)
                break;
            if (name > child->ite_name && child->ite_rchild != ITE_NULL) {
                root->ite_rchild = child->ite_lchild;
                child->ite_lchild = root;
                link_left(s, child);
                root = child->ite_rchild;
            } else {
                link_left(s, root);
                root = child;
            }
        } else {
            break;
        }
    }
    s->ist_root = root;
    s->ist_name = name;
}

/* The three parts become one tree. */
static void ipc_splay_prim_assemble(ipc_splay_tree_t s)
{
    ipc_tree_entry_t root = s->ist_root;

    *s->ist_ltreep = root->ite_lchild;
    *s->ist_rtreep = root->ite_rchild;
    root->ite_lchild = s->ist_ltree;
    root->ite_rchild = s->ist_rtree;
    open_ends(s);
}

/* `root` is a whole tree, or none. */
static void set_whole(ipc_splay_tree_t s, ipc_tree_entry_t root)
{
    s->ist_root = root;
    open_ends(s);
    if (root != ITE_NULL)
        s->ist_name = root->ite_name;
}

static void search(ipc_splay_tree_t s, mach_port_t name)
{
    if (s->ist_name != name) {
        ipc_splay_prim_assemble(s);
        ipc_splay_prim_lookup(s, name);
    }
}

void ipc_splay_tree_init(ipc_splay_tree_t s)
{
    set_whole(s, ITE_NULL);
}

boolean_t ipc_splay_tree_pick(ipc_splay_tree_t s, mach_port_t *name, ipc_tree_entry_t *entry)
{
    if (s->ist_root == ITE_NULL)
        return FALSE;
    *name = s->ist_root->ite_name;
    *entry = s->ist_root;
    return TRUE;
}

ipc_tree_entry_t ipc_splay_tree_lookup(ipc_splay_tree_t s, mach_port_t name)
{
    if (s->ist_root == ITE_NULL)
        return ITE_NULL;
    search(s, name);
    return s->ist_root->ite_name == name ? s->ist_root : ITE_NULL;
}

/* The name is not there yet. */
void ipc_splay_tree_insert(ipc_splay_tree_t s, mach_port_t name, ipc_tree_entry_t entry)
{
    ipc_tree_entry_t root = s->ist_root;

    entry->ite_name = name;
    entry->ite_lchild = entry->ite_rchild = ITE_NULL;
    if (root != ITE_NULL) {
        search(s, name);
        root = s->ist_root;
        if (root->ite_name < name) {
            *s->ist_rtreep = root->ite_rchild;
            root->ite_rchild = ITE_NULL;
            *s->ist_ltreep = root;
        } else {
            *s->ist_ltreep = root->ite_lchild;
            root->ite_lchild = ITE_NULL;
            *s->ist_rtreep = root;
        }
        entry->ite_lchild = s->ist_ltree;
        entry->ite_rchild = s->ist_rtree;
    }
    set_whole(s, entry);
}

/* Two whole trees, all of the first one's names below the second's. */
static ipc_tree_entry_t joined(ipc_tree_entry_t small, ipc_tree_entry_t large)
{
    struct ipc_splay_tree s;

    if (small == ITE_NULL)
        return large;
    if (large == ITE_NULL)
        return small;
    set_whole(&s, small);
    ipc_splay_prim_lookup(&s, ~(mach_port_t)0);
    ipc_splay_prim_assemble(&s);
    s.ist_root->ite_rchild = large;
    return s.ist_root;
}

/* The entry is freed. */
void ipc_splay_tree_delete(ipc_splay_tree_t s, mach_port_t name, ipc_tree_entry_t entry)
{
    search(s, name);
    *s->ist_ltreep = entry->ite_lchild;
    *s->ist_rtreep = entry->ite_rchild;
    set_whole(s, joined(s->ist_ltree, s->ist_rtree));
    ite_free(entry);
}

void ipc_splay_tree_split(ipc_splay_tree_t s, mach_port_t name, ipc_splay_tree_t small)
{
    ipc_tree_entry_t root = s->ist_root;

    ipc_splay_tree_init(small);
    if (root == ITE_NULL)
        return;
    search(s, name);
    ipc_splay_prim_assemble(s);
    root = s->ist_root;
    if (root->ite_name < name) {
        set_whole(s, root->ite_rchild);
        root->ite_rchild = ITE_NULL;
        set_whole(small, root);
    } else {
        set_whole(small, root->ite_lchild);
        root->ite_lchild = ITE_NULL;
        set_whole(s, root);
    }
}

void ipc_splay_tree_join(ipc_splay_tree_t s, ipc_splay_tree_t small)
{
    if (small->ist_root == ITE_NULL)
        return;
    ipc_splay_prim_assemble(small);
    if (s->ist_root != ITE_NULL)
        ipc_splay_prim_assemble(s);
    set_whole(s, joined(small->ist_root, s->ist_root));
    ipc_splay_tree_init(small);
}

#define ENTRY_OF(link, field) \
    ((ipc_tree_entry_t)((char *)(link)-offsetof(struct ipc_tree_entry, field)))

void ipc_splay_tree_bounds(ipc_splay_tree_t s, mach_port_t name, mach_port_t *lower,
                           mach_port_t *upper)
{
    *lower = ~(mach_port_t)0;
    *upper = 0;
    if (s->ist_root == ITE_NULL)
        return;
    search(s, name);
    if (s->ist_root->ite_name <= name)
        *lower = s->ist_root->ite_name;
    else if (s->ist_ltreep != &s->ist_ltree)
        *lower = ENTRY_OF(s->ist_ltreep, ite_rchild)->ite_name;
    if (s->ist_root->ite_name >= name)
        *upper = s->ist_root->ite_name;
    else if (s->ist_rtreep != &s->ist_rtree)
        *upper = ENTRY_OF(s->ist_rtreep, ite_lchild)->ite_name;
}

/*
 * A traversal first makes the tree a list through its right children; its state is ist_ltreep, the link
 * that leads to the entry it is at. Later searches make it a tree again.
 */
ipc_tree_entry_t ipc_splay_traverse_start(ipc_splay_tree_t s)
{
    ipc_tree_entry_t *link = &s->ist_root, entry, child;

    if (s->ist_root != ITE_NULL)
        ipc_splay_prim_assemble(s);
    while ((entry = *link) != ITE_NULL) {
        if ((child = entry->ite_lchild) == ITE_NULL) {
            link = &entry->ite_rchild;
            continue;
        }
        entry->ite_lchild = child->ite_rchild;
        child->ite_rchild = entry;
        *link = child;
    }
    s->ist_ltreep = &s->ist_root;
    return s->ist_root;
}

ipc_tree_entry_t ipc_splay_traverse_next(ipc_splay_tree_t s, boolean_t remove)
{
    ipc_tree_entry_t entry = *s->ist_ltreep;

    if (remove) {
        *s->ist_ltreep = entry->ite_rchild;
        ite_free(entry);
    } else {
        s->ist_ltreep = &entry->ite_rchild;
    }
    return *s->ist_ltreep;
}

void ipc_splay_traverse_finish(ipc_splay_tree_t s)
{
    set_whole(s, s->ist_root);
}
