/*
 * Where the whole match is known, this finds what each subexpression has matched: from the left to
 * the right, each part as long as it can be while the rest still matches what is left.
 */
#include <stddef.h>

#include "program.h"

struct dissection {
    struct regex_program *program;
    const struct subject *subject;
};

static void dissect(const struct dissection *d, const struct node *node, int base,
                    const unsigned char *start, const unsigned char *end);

static int matches(const struct dissection *d, int from, int to, const unsigned char *start,
                   const unsigned char *end)
{
    return regex_longest(d->program, d->subject, from, to, start, end) == end;
}

/*
 * The end of the longest match of code[from] to code[middle] behind which code[rest] to code[to]
 * matches what is left; where nothing may be left, the rest need not match.
 */
static const unsigned char *part_end(const struct dissection *d, int from, int middle, int rest,
                                     int to, const unsigned char *start, const unsigned char *end,
                                     int may_end)
{
    const unsigned char *limit = end;

    for (;;) {
        const unsigned char *p =
            regex_longest(d->program, d->subject, from, middle, start, limit);
        if (p == NULL || (may_end && p == end) || matches(d, rest, to, p, end))
            return p;
        if (p == start)
            return NULL;
        limit = p - 1;
    }
}

/* The groups of a part are those of its last repetition. */
static void forget(const struct dissection *d, const struct node *node)
{
    if (node->kind == NODE_GROUP) {
        d->program->mark[2 * node->group] = NULL;
        d->program->mark[2 * node->group + 1] = NULL;
    }
    for (const struct node *child = node->child; child != NULL; child = child->next)
        forget(d, child);
}

static void dissect_sequence(const struct dissection *d, const struct node *node, int base,
                             const unsigned char *start, const unsigned char *end)
{
    int to = base + node->size;

    for (const struct node *child = node->child; child != NULL; child = child->next) {
        int rest = base + child->size;
        const unsigned char *p = end;
        if (child->next != NULL && (p = part_end(d, base, rest, rest, to, start, end, 0)) == NULL)
            return;
        dissect(d, child, base, start, p);
        start = p;
        base = rest;
    }
}

static void dissect_choice(const struct dissection *d, const struct node *node, int base,
                           const unsigned char *start, const unsigned char *end)
{
    for (const struct node *child = node->child; child != NULL; child = child->next) {
        int at = base + (child->next != NULL);
        if (child->next == NULL || matches(d, at, at + child->size, start, end)) {
            dissect(d, child, at, start, end);
            return;
        }
        base = at + child->size + 1;
    }
}

/* One more repetition, if there is something left for it or it is the first and matches nothing. */
static const unsigned char *repetition(const struct dissection *d, const struct node *child, int at,
                                       int rest, int to, const unsigned char *start,
                                       const unsigned char *end, int is_first, int may_end)
{
    const unsigned char *p = part_end(d, at, at + child->size, rest, to, start, end, may_end);

    if (p == NULL || (p == start && !is_first))
        return NULL;
    forget(d, child);
    dissect(d, child, at, start, p);
    return p;
}

static void dissect_repeat(const struct dissection *d, const struct node *node, int base,
                           const unsigned char *start, const unsigned char *end)
{
    const struct node *child = node->child;
    int to = base + node->size;
    int unlimited = node->max == UNLIMITED;
    int is_first = 1;

    if (child->kind == NODE_STEP && IS_ONE(child->step.op))
        return;
    for (int i = 0; i < node->min - unlimited; i++, base += child->size) {
        start = repetition(d, child, base, base + child->size, to, start, end, 1, 0);
        if (start == NULL)
            return;
        is_first = 0;
    }
    for (int i = node->min; i < node->max; i++) {
        base++; /* SPLIT */
        if (!is_first && start == end)
            return;
        start = repetition(d, child, base, base + child->size, to, start, end, is_first, 1);
        if (start == NULL)
            return;
        base += child->size;
        is_first = 0;
    }
    if (!unlimited)
        return;
    base += node->min == 0; /* SPLIT */
    is_first = node->min > 0 || is_first;
    while (start != NULL && (is_first || start < end)) {
        start = repetition(d, child, base + 1, base, to, start, end, is_first, 1);
        is_first = 0;
    }
}

static void dissect(const struct dissection *d, const struct node *node, int base,
                    const unsigned char *start, const unsigned char *end)
{
    switch (node->kind) {
    case NODE_GROUP:
        d->program->mark[2 * node->group] = start;
        d->program->mark[2 * node->group + 1] = end;
        dissect(d, node->child, base + 1, start, end);
        break;
    case NODE_SEQUENCE:
        dissect_sequence(d, node, base, start, end);
        break;
    case NODE_CHOICE:
        dissect_choice(d, node, base, start, end);
        break;
    case NODE_REPEAT:
        dissect_repeat(d, node, base, start, end);
        break;
    }
}

void regex_dissect(struct regex_program *program, const struct subject *subject,
                   const unsigned char *start, const unsigned char *end)
{
    struct dissection d = {program, subject};

    forget(&d, program->root);
    dissect(&d, program->root, 0, start, end);
}
