/*
 * Random paths through a random tree, with links that are relative or absolute, a mounted file system
 * and roots that are not the system's, against a model: a table of nodes, and a recursive walk that
 * knows nothing of locks, caches and buffers.
 */
#include "random.h"
#include "tree.h"

#define NODES 60
#define TREES 40 /* so many trees share the walks */
#define PATH_BYTES 200

enum kind { DIRECTORY, FILE_, LINK };
struct model_node {
    enum kind kind;
    int parent;
    char name[4];
    char target[PATH_BYTES];
    int covered_by; /* the root of another file system; -1 */
    ino_t ino;
    dev_t device;
};
static struct model_node nodes[NODES];
static int node_count, second_root;

static int root, here; /* of the process */
static int links;

/* ---- the model ---- */

static int child_of(int parent, const char *name, size_t length)
{
    for (int i = 0; i < node_count; i++)
        if (i != 0 && i != second_root && nodes[i].parent == parent
            && strlen(nodes[i].name) == length && memcmp(nodes[i].name, name, length) == 0)
            return i;
    return -1;
}

static int walk(int from, const char *path, bool follow_last);

/* One component; what it is, or -error. */
static int walk_one(int at, const char *name, size_t length, bool follow)
{
    int found;

    if (length == 1 && name[0] == '.')
        return at;
    if (length == 2 && name[0] == '.' && name[1] == '.') {
        if (at == root || at == 0)
            return at;
        while (at == second_root && at != root)
            for (int i = 0; i < node_count; i++)
                if (nodes[i].covered_by == second_root)
                    at = i;
        return at == root ? at : nodes[at].parent;
    }
    found = child_of(at, name, length);
    if (found < 0)
        return -ENOENT;
    if (nodes[found].kind == LINK && follow)
        return ++links > SYMLOOP_MAX ? -ELOOP : walk(at, nodes[found].target, true);
    while (nodes[found].covered_by >= 0)
        found = nodes[found].covered_by;
    return found;
}

static int walk(int from, const char *path, bool follow_last)
{
    int at = path[0] == '/' ? root : from;
    size_t length;

    if (path[0] == '\0')
        return -ENOENT;
    for (; *path != '\0'; path += length) {
        bool last;

        while (*path == '/')
            path++;
        if (*path == '\0')
            break;
        for (length = 0; path[length] != '/' && path[length] != '\0';)
            length++;
        last = path[length] == '\0';
        if (nodes[at].kind != DIRECTORY)
            return -ENOTDIR;
        at = walk_one(at, path, length, !last || follow_last);
        if (at < 0)
            return at;
        if (!last && nodes[at].kind != DIRECTORY)
            return -ENOTDIR;
    }
    return at;
}

/* ---- trees and paths ---- */

static void path_random(char *path)
{
    static const char *const words[] = {"a", "b", "c", "d", "..", "..", "."};

    strcpy(path, one_in(4) ? "/" : "");
    for (unsigned components = 1 + below(6); components > 0; components--) {
        strcpy(path + strlen(path), words[below(sizeof words / sizeof words[0])]);
        if (components > 1 || one_in(10))
            strcpy(path + strlen(path), one_in(10) ? "//" : "/");
    }
}

static void path_of(int node, char *path)
{
    if (node == 0) {
        strcpy(path, "");
        return;
    }
    if (node == second_root) {
        for (int i = 0; i < node_count; i++)
            if (nodes[i].covered_by == node)
                path_of(i, path);
        return;
    }
    path_of(nodes[node].parent, path);
    snprintf(path + strlen(path), 8, "/%s", nodes[node].name);
}

static void node_note(int node)
{
    char path[PATH_BYTES];
    struct stat st;

    path_of(node, path);
    WORKS(CALL(lstat, PATH(path[0] == '\0' ? "/" : path), (long)&st));
    nodes[node].ino = st.st_ino;
    nodes[node].device = st.st_dev;
}

/* One more, somewhere. */
static void node_grow(void)
{
    struct model_node *new = &nodes[node_count];
    char path[PATH_BYTES];
    int parent = (int)below((unsigned)node_count);

    *new = (struct model_node){.kind = (enum kind)below(3), .covered_by = -1};
    new->name[0] = (char)('a' + below(4));
    if (nodes[parent].kind != DIRECTORY || nodes[parent].covered_by >= 0
        || child_of(parent, new->name, 1) >= 0)
        return;
    new->parent = parent;
    node_count++;
    path_of(node_count - 1, path);
    switch (new->kind) {
    case DIRECTORY:
        WORKS(MKDIR(path, 0755));
        break;
    case FILE_:
        file_make(path, "");
        break;
    case LINK:
        path_random(new->target);
        WORKS(SYMLINK(new->target, path));
        break;
    }
    node_note(node_count - 1);
}

static void tree_grow(void)
{
    nodes[0] = (struct model_node){.kind = DIRECTORY, .covered_by = -1};
    node_count = 1;
    second_root = -1;
    node_note(0);
    WORKS(MKNOD("/disk1", S_IFBLK | 0600, DEVICE_SECOND));
    for (int i = 0; i < 40; i++)
        node_grow();
    for (int i = 1; i < node_count && second_root < 0; i++)
        if (nodes[i].kind == DIRECTORY) {
            char path[PATH_BYTES];
            int covering = node_count;

            for (int j = 0; j < node_count; j++)
                if (nodes[j].parent == i && j != 0)
                    covering = -1;
            if (covering < 0)
                continue;
            path_of(i, path);
            WORKS(CALL(mount, PATH("/disk1"), PATH(path), 0));
            second_root = node_count++;
            nodes[second_root] = (struct model_node){.kind = DIRECTORY, .covered_by = -1,
                                                     .parent = second_root};
            nodes[i].covered_by = second_root;
            node_note(second_root);
        }
    for (int i = 0; i < 40 && node_count < NODES; i++)
        node_grow();
}

static void everything_remove(void)
{
    char path[PATH_BYTES];

    for (int i = node_count - 1; i > 0; i--) {
        path_of(i, path);
        if (i == second_root)
            WORKS(CALL(umount, PATH("/disk1")));
        else
            WORKS(nodes[i].kind == DIRECTORY ? CALL(rmdir, PATH(path)) : UNLINK(path));
    }
    WORKS(UNLINK("/disk1"));
}

/* ---- the comparison ---- */

static void path_compare(void)
{
    char path[PATH_BYTES];
    bool follow = one_in(2);
    struct stat st;
    int expected;
    long got;

    path_random(path);
    links = 0;
    expected = walk(here, path, follow || path[strlen(path) - 1] == '/');
    if (expected >= 0 && path[strlen(path) - 1] == '/' && nodes[expected].kind != DIRECTORY)
        expected = -ENOTDIR;
    got = follow ? CALL(stat, PATH(path), (long)&st) : CALL(lstat, PATH(path), (long)&st);
    if (got != min(expected, 0)
        || (got == 0 && (st.st_ino != nodes[expected].ino || st.st_dev != nodes[expected].device))) {
        printf("%s from %d, root %d: %ld, not %d\n", path, here, root, got, expected);
        exit(1);
    }
}

/* Another directory, and another root, that the process can be in. */
static void process_move(void)
{
    char path[PATH_BYTES];
    int to = (int)below((unsigned)node_count);

    while (nodes[to].kind != DIRECTORY || nodes[to].covered_by >= 0)
        to = (int)below((unsigned)node_count);
    vnode_release(current->u_cdir);
    if (current->u_rdir != NULL)
        vnode_release(current->u_rdir);
    current->u_rdir = NULL;
    current->u_cdir = root_vnode;
    vnode_hold(root_vnode);
    here = root = 0;
    path_of(to, path);
    if (to != 0)
        WORKS(CALL(chdir, PATH(path)));
    here = to;
    if (one_in(2)) {
        do
            to = (int)below((unsigned)node_count);
        while (nodes[to].kind != DIRECTORY || nodes[to].covered_by >= 0);
        path_of(to, path);
        WORKS(CALL(chroot, PATH(path[0] == '\0' ? "/" : path)));
        root = to;
    }
}

int compare_with_model(unsigned seed, int walks)
{
    random_state = seed;
    for (int tree = 0; tree < TREES; tree++) {
        tree_grow();
        for (int i = 0; i < walks / TREES; i++) {
            if (i % 20 == 0)
                process_move();
            path_compare();
        }
        WORKS(current->u_rdir == NULL ? 0 : (vnode_release(current->u_rdir), 0));
        current->u_rdir = NULL;
        WORKS(CALL(chdir, PATH("/")));
        here = root = 0;
        everything_remove();
    }
    printf("ok\n");
    return 0;
}
