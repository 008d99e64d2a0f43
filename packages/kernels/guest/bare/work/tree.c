/* A binary search tree and a linked list sorted by merging: pointers through a pool of nodes. */
#include "sizes.h"
#include "work.h"

struct node {
    struct node *left, *right; /* in a list, `right` is the next */
    uint32_t key;
    uint32_t visits;
};

static struct node nodes[TREE_NODES];

static struct node *insert(struct node *root, struct node *fresh)
{
    struct node **at = &root;

    while (*at != 0)
        at = fresh->key < (*at)->key ? &(*at)->left : &(*at)->right;
    *at = fresh;
    return root;
}

static struct node *lookup(struct node *root, uint32_t key)
{
    while (root != 0 && root->key != key)
        root = key < root->key ? root->left : root->right;
    return root;
}

static uint32_t walk(const struct node *root, uint32_t sum, unsigned depth)
{
    if (root == 0)
        return sum;
    sum = walk(root->left, sum, depth + 1);
    sum = checksum(sum, root->key + root->visits + depth);
    return walk(root->right, sum, depth + 1);
}

static struct node *merge(struct node *a, struct node *b)
{
    struct node *first = 0, **end = &first;

    while (a != 0 && b != 0) {
        struct node **smaller = a->key <= b->key ? &a : &b;
        *end = *smaller;
        end = &(*end)->right;
        *smaller = *end;
    }
    *end = a != 0 ? a : b;
    return first;
}

static struct node *merge_sort(struct node *list)
{
    if (list == 0 || list->right == 0)
        return list;
    struct node *middle = list;
    for (struct node *fast = list->right; fast != 0 && fast->right != 0; fast = fast->right->right)
        middle = middle->right;
    struct node *second = middle->right;
    middle->right = 0;
    return merge(merge_sort(list), merge_sort(second));
}

uint32_t work_tree(void)
{
    uint32_t sum = 0, seed = 42;

    for (int round = 0; round < TREE_ROUNDS; round++) {
        struct node *root = 0, *list = 0;
        uint32_t again = seed;

        for (int i = 0; i < TREE_NODES; i++) {
            nodes[i] = (struct node){ .key = next_random(&seed) >> 4 };
            root = insert(root, &nodes[i]);
        }
        for (int i = 0; i < TREE_NODES; i++)
            lookup(root, next_random(&again) >> 4)->visits++;
        sum = checksum(sum, walk(root, 0, 0));
        for (int i = 0; i < TREE_NODES; i++) {
            nodes[i].right = list;
            list = &nodes[i];
        }
        for (list = merge_sort(list); list != 0; list = list->right)
            sum = checksum(sum, list->key);
    }
    return sum;
}
