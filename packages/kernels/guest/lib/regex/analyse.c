/* What can be told of a program before it meets a string: with what its matches begin. */
#include <string.h>

#include "program.h"

/* The instructions that can be the first to read a byte. */
struct beginnings {
    const struct regex_program *program;
    unsigned char *reached; /* a bit for each instruction */
    unsigned char set[SET_BYTES];
    int any;
};

static void add_byte_reader(struct beginnings *b, const struct instruction *i)
{
    switch (i->op) {
    case ONE_BYTE:
    case OPTIONAL_BYTE:
    case MANY_BYTE:
        ADD_TO_SET(b->set, i->byte);
        break;
    case ONE_SET:
    case OPTIONAL_SET:
    case MANY_SET:
        for (int k = 0; k < SET_BYTES; k++)
            b->set[k] |= b->program->set[i->what][k];
        break;
    default:
        b->any = 1;
    }
}

/*
 * Goes through the instructions that are reached before a byte is read. Of these all jumps that
 * matter lead forward: one back comes from behind an instruction that has been there.
 */
static void follow(struct beginnings *b)
{
    const struct instruction *code = b->program->code;

    ADD_TO_SET(b->reached, 0);
    for (int at = 0; at < b->program->size && !b->any; at++) {
        const struct instruction *i = &code[at];

        if (!IN_SET(b->reached, at))
            continue;
        if (READS_BYTE(i->op))
            add_byte_reader(b, i);
        if (i->op == BACK_REFERENCE || i->op == MATCH)
            b->any = 1;
        else if (i->op == JUMP || i->op == SPLIT)
            ADD_TO_SET(b->reached, at + i->to);
        if (i->op != JUMP && !IS_ONE(i->op))
            ADD_TO_SET(b->reached, at + 1);
    }
}

static int is_linear(const struct regex_program *program)
{
    for (int i = 0; i < program->size; i++)
        if (program->code[i].op == SPLIT || program->code[i].op == JUMP ||
            program->code[i].op == AGAIN)
            return 0;
    return 1;
}

/* ^ or .* at the beginning: what fails where the string begins, fails everywhere else. */
static int is_anchored(const struct regex_program *program)
{
    const struct instruction *i = program->code;

    while (i->op == SAVE)
        i++;
    if (i->op == AT_BEGIN)
        return !(program->flags & REG_NEWLINE);
    /* A reference could be to less than what begins at the beginning. */
    return i->op == MANY_ANY && !program->has_back_reference;
}

void regex_analyse(struct regex_program *program)
{
    unsigned char reached[PROGRAM_MAX / 8 + 2];
    struct beginnings b = {.program = program, .reached = reached};
    int members = 0;

    program->is_linear = is_linear(program);
    program->is_anchored = is_anchored(program);
    memset(reached, 0, (size_t)program->size / 8 + 2);
    follow(&b);
    program->begins = BEGINS_ANYHOW;
    if (b.any)
        return;
    for (int byte = 0; byte < BYTES; byte++)
        if (IN_SET(b.set, byte)) {
            members++;
            program->first_byte = (unsigned char)byte;
        }
    program->begins = members == 1 ? BEGINS_WITH_BYTE : BEGINS_WITH_SET;
    memcpy(program->first_set, b.set, SET_BYTES);
}

const unsigned char *regex_candidate(const struct regex_program *program, const unsigned char *at,
                                     const unsigned char *end)
{
    if (program->begins == BEGINS_WITH_BYTE) {
        int byte = program->first_byte;
        for (; at < end; at++)
            if (*at == byte)
                return at;
        return NULL;
    }
    if (program->begins == BEGINS_WITH_SET) {
        const unsigned char *set = program->first_set;
        for (; at < end; at++)
            if (IN_SET(set, *at))
                return at;
        return NULL;
    }
    return at;
}
