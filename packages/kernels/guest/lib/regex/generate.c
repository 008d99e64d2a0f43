/*
 * From the tree to the program.
 *
 *     x y      x  y
 *     x|y      SPLIT 1  x  JUMP 2  1: y  2:
 *     x*       SPLIT 2  1: SAVE  x  AGAIN 1  2:
 *     x+       1: SAVE  x  AGAIN 1
 *     x{1,3}   x  SPLIT 1  x  SPLIT 1  x  1:
 *
 * One byte that is repeated is one instruction, or one for each time.
 */
#include <stdlib.h>

#include "program.h"

#define CHOICE_MORE 2 /* SPLIT and JUMP */
#define LOOP_MORE 2   /* SAVE and AGAIN */

static int is_one_byte(const struct node *node)
{
    return node->kind == NODE_STEP && IS_ONE(node->step.op);
}

/* Instructions of a repetition, whose child has `size`. */
static long repeat_size(const struct node *node, long size)
{
    long min = node->min, max = node->max;

    if (is_one_byte(node->child))
        return max == UNLIMITED ? min + 1 : max;
    if (max != UNLIMITED)
        return min * size + (max - min) * (size + 1);
    return min == 0 ? size + LOOP_MORE + 1 : min * size + LOOP_MORE;
}

/* Finds the size of each part. Returns whether none is too large. */
static int measure(struct regex_program *program, struct node *node)
{
    long size = 0;

    for (struct node *child = node->child; child != NULL; child = child->next) {
        if (!measure(program, child))
            return 0;
        size += child->size;
        if (node->kind == NODE_CHOICE && child->next != NULL)
            size += CHOICE_MORE;
    }
    if (node->kind == NODE_STEP)
        size = 1;
    else if (node->kind == NODE_GROUP)
        size += 2;
    else if (node->kind == NODE_REPEAT) {
        size = repeat_size(node, size);
        node->group = (short)program->marks++;
    }
    if (size > PROGRAM_MAX)
        return 0;
    node->size = (int)size;
    return 1;
}

static void put(struct regex_program *program, int op, int what, int to)
{
    struct instruction *instruction = &program->code[program->size++];

    instruction->op = (unsigned char)op;
    instruction->byte = 0;
    instruction->what = (unsigned short)what;
    instruction->to = to;
}

static void put_step(struct regex_program *program, struct instruction step, int repetition)
{
    step.op = (unsigned char)(step.op + repetition * PER_REPETITION);
    program->code[program->size++] = step;
}

static void generate(struct regex_program *program, const struct node *node);

static void generate_choice(struct regex_program *program, const struct node *node)
{
    int end = program->size + node->size;

    for (const struct node *child = node->child; child != NULL; child = child->next) {
        if (child->next != NULL)
            put(program, SPLIT, 0, child->size + CHOICE_MORE);
        generate(program, child);
        if (child->next != NULL)
            put(program, JUMP, 0, end - program->size);
    }
}

static void generate_repeat(struct regex_program *program, const struct node *node)
{
    const struct node *child = node->child;
    int end = program->size + node->size;
    int unlimited = node->max == UNLIMITED;

    if (is_one_byte(child)) {
        for (int i = 0; i < node->min; i++)
            put_step(program, child->step, 0);
        for (int i = node->min; i < node->max; i++)
            put_step(program, child->step, 1);
        if (unlimited)
            put_step(program, child->step, 2);
        return;
    }
    /* The last that is required is the loop's. */
    for (int i = 0; i < node->min - unlimited; i++)
        generate(program, child);
    for (int i = node->min; i < node->max; i++) {
        put(program, SPLIT, 0, end - program->size);
        generate(program, child);
    }
    if (unlimited) {
        if (node->min == 0)
            put(program, SPLIT, 0, end - program->size);
        put(program, SAVE, 0, node->group);
        generate(program, child);
        put(program, AGAIN, node->group, -(child->size + 1));
    }
}

static void generate(struct regex_program *program, const struct node *node)
{
    switch (node->kind) {
    case NODE_EMPTY:
        break;
    case NODE_STEP:
        put_step(program, node->step, 0);
        break;
    case NODE_GROUP:
        put(program, SAVE, 0, 2 * node->group);
        generate(program, node->child);
        put(program, SAVE, 0, 2 * node->group + 1);
        break;
    case NODE_SEQUENCE:
        for (const struct node *child = node->child; child != NULL; child = child->next)
            generate(program, child);
        break;
    case NODE_CHOICE:
        generate_choice(program, node);
        break;
    case NODE_REPEAT:
        generate_repeat(program, node);
        break;
    }
}

int regex_generate(struct regex_program *program)
{
    program->marks = 2 * (program->groups + 1);
    if (!measure(program, program->root))
        return REG_ESPACE;
    program->code = malloc((size_t)(program->root->size + 1) * sizeof *program->code);
    if (program->code == NULL)
        return REG_ESPACE;
    generate(program, program->root);
    put(program, MATCH, 0, 0);
    return 0;
}
