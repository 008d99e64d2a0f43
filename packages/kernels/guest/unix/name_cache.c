/*
 * The cache of names: (directory, name) to vnode, or to the knowledge that there is none. Entries
 * are hashed by the directory's v_id and the name, and kept least recently used first; the one at
 * the head is used again. They hold no references: each remembers the v_id that both vnodes had, and
 * is worth nothing when one has got another (name_cache_purge). Long names are not kept, nor are
 * those that are about to be made, removed or renamed; asking for those takes the entry out.
 */
#include <abi/errno.h>
#include <unix/kernel.h>
#include <unix/lock.h>
#include <unix/name_cache.h>
#include <unix/namei.h>

#define NAME_CACHE_ENTRIES 512
#define NAME_CACHE_CHAINS 256 /* a power of two */
#define CACHED_NAME_MAX 31    /* bytes; nearly all names are shorter */

struct name_entry {
    struct name_entry *next; /* its chain */
    struct name_entry **prev;
    struct name_entry *newer; /* in the order of use */
    struct name_entry **older;
    struct vnode *directory;
    uint32_t directory_id;
    uint32_t vnode_id;
    struct vnode *vnode; /* NULL: there is no such name */
    uint8_t length;
    char name[CACHED_NAME_MAX];
};

static struct name_entry *entries;
static struct name_entry *chains[NAME_CACHE_CHAINS];
static struct name_entry *oldest;
static struct name_entry **newest = &oldest; /* where the next newest is linked */
static uint32_t last_id;
struct name_cache_statistics name_cache_statistics;
static struct spin_lock names_lock = { .s_name = "names", .s_order = ORDER_NAMES };

static void order_append(struct name_entry *entry)
{
    entry->newer = NULL;
    entry->older = newest;
    *newest = entry;
    newest = &entry->newer;
}

static void order_remove(struct name_entry *entry)
{
    *entry->older = entry->newer;
    if (entry->newer != NULL)
        entry->newer->older = entry->older;
    else
        newest = entry->older;
}

static void order_prepend(struct name_entry *entry)
{
    entry->newer = oldest;
    entry->older = &oldest;
    if (oldest != NULL)
        oldest->older = &entry->newer;
    else
        newest = &entry->newer;
    oldest = entry;
}

static void chain_remove(struct name_entry *entry)
{
    if (entry->prev == NULL)
        return;
    *entry->prev = entry->next;
    if (entry->next != NULL)
        entry->next->prev = entry->prev;
    entry->prev = NULL;
}

/* Knows nothing any more, and is the next to be used. */
static void entry_drop(struct name_entry *entry)
{
    chain_remove(entry);
    order_remove(entry);
    order_prepend(entry);
}

static struct name_entry **chain_of(const struct vnode *dvp, const struct namei *n)
{
    return &chains[(dvp->v_id + n->n_dirent.hash) & (NAME_CACHE_CHAINS - 1)];
}

void name_cache_start(void)
{
    entries = kmem_alloc_zeroed(NAME_CACHE_ENTRIES * sizeof entries[0]);
    bzero(chains, sizeof chains);
    oldest = NULL;
    newest = &oldest;
    for (struct name_entry *e = entries; e < entries + NAME_CACHE_ENTRIES; e++)
        order_append(e);
}

static struct name_entry *entry_find(const struct vnode *dvp, const struct namei *n)
{
    struct name_entry *e;

    for (e = *chain_of(dvp, n); e != NULL; e = e->next)
        if (e->directory == dvp && e->directory_id == dvp->v_id
            && e->length == n->n_dirent.length
            && bcmp(e->name, n->n_dirent.name, e->length) == 0)
            break;
    return e;
}

static bool may_be_kept(const struct namei *n)
{
    return !n->n_last
        || (!(n->n_flags & NAMEI_NO_CACHE) && n->n_intent != NAMEI_DELETE
            && n->n_intent != NAMEI_RENAME);
}

static int lookup(struct vnode *dvp, struct namei *n, struct vnode **vpp)
{
    struct name_cache_statistics *counts = &name_cache_statistics;
    struct name_entry *e;

    e = entry_find(dvp, n);
    if (e == NULL) {
        counts->misses++;
        return 0;
    }
    if (!may_be_kept(n)) {
        counts->removed++;
        entry_drop(e);
        return 0;
    }
    if (e->vnode == NULL) {
        if (n->n_last && n->n_intent == NAMEI_CREATE) {
            counts->removed++;
            entry_drop(e);
            return 0;
        }
        counts->negative_hits++;
        order_remove(e);
        order_append(e);
        return ENOENT;
    }
    if (e->vnode_id != e->vnode->v_id) {
        counts->stale++;
        entry_drop(e);
        return 0;
    }
    counts->hits++;
    order_remove(e);
    order_append(e);
    *vpp = e->vnode;
    return -1;
}

int name_cache_lookup(struct vnode *dvp, struct namei *n, struct vnode **vpp)
{
    int found;

    if (n->n_dirent.length > CACHED_NAME_MAX) {
        name_cache_statistics.long_names++;
        return 0;
    }
    spin_take(&names_lock);
    found = lookup(dvp, n, vpp);
    spin_release(&names_lock);
    return found;
}

void name_cache_remove(struct vnode *dvp, struct namei *n)
{
    struct name_entry *e;

    if (n->n_dirent.length > CACHED_NAME_MAX)
        return;
    spin_take(&names_lock);
    e = entry_find(dvp, n);
    if (e != NULL) {
        name_cache_statistics.removed++;
        entry_drop(e);
    }
    spin_release(&names_lock);
}

void name_cache_enter(struct vnode *dvp, struct vnode *vp, struct namei *n)
{
    struct name_entry **chain;
    struct name_entry *e;

    if (n->n_dirent.length > CACHED_NAME_MAX || !may_be_kept(n))
        return;
    spin_take(&names_lock);
    /* While a directory was being searched, another process may have done the same. */
    e = entry_find(dvp, n);
    if (e == NULL)
        e = oldest;
    chain_remove(e);
    order_remove(e);
    order_append(e);

    e->directory = dvp;
    e->directory_id = dvp->v_id;
    e->vnode = vp;
    e->vnode_id = vp == NULL ? 0 : vp->v_id;
    e->length = (uint8_t)n->n_dirent.length;
    bcopy(n->n_dirent.name, e->name, e->length);

    chain = chain_of(dvp, n);
    e->next = *chain;
    e->prev = chain;
    if (*chain != NULL)
        (*chain)->prev = &e->next;
    *chain = e;
    name_cache_statistics.entered++;
    spin_release(&names_lock);
}

/* After all ids were used once, old entries could be taken for new ones: they all go. */
static void ids_begin_again(void)
{
    for (struct name_entry *e = entries; e < entries + NAME_CACHE_ENTRIES; e++)
        entry_drop(e);
    last_id = 1;
}

void name_cache_purge(struct vnode *vp)
{
    spin_take(&names_lock);
    if (++last_id == 0)
        ids_begin_again();
    vp->v_id = last_id;
    spin_release(&names_lock);
}

void name_cache_purge_mount(struct mount *m)
{
    spin_take(&names_lock);
    for (struct name_entry *e = entries; e < entries + NAME_CACHE_ENTRIES; e++)
        if (e->prev != NULL
            && (e->directory->v_mount == m || (e->vnode != NULL && e->vnode->v_mount == m)))
            entry_drop(e);
    spin_release(&names_lock);
}
