/*
 * Matching with backtracking, as the editors always did it: take what is repeated as often as it
 * goes, and come back with one less when the rest does not match.
 *
 * In a program that is a mere sequence of repeated bytes the first match that is found so is also
 * the longest: of two ways through the sequence, the one that is behind can go on as the other did
 * where it has been overtaken. If it takes too many returns, the caller's simulation takes over.
 * With back-references there is nothing else: then all ways are tried, and the longest is kept.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"

#define RETRIES 32 /* places to come back to, to begin with */

struct matcher {
    struct regex_program *program;
    const struct subject *subject;
    int depth; /* of the stack of retries */
};

/* A retry without an instruction restores a mark: `low` is what it was, `high` its address. */
static int push(struct matcher *matcher, const struct instruction *at, const unsigned char *low,
                const void *high)
{
    struct regex_program *program = matcher->program;

    if (matcher->depth == program->retries) {
        int count = program->retries == 0 ? RETRIES : 2 * program->retries;
        void *more = realloc(program->retry, (size_t)count * sizeof *program->retry);
        if (more == NULL)
            return 0;
        program->retry = more;
        program->retries = count;
    }
    struct retry *retry = &program->retry[matcher->depth++];
    retry->at = at;
    retry->low = low;
    retry->high = high;
    return 1;
}

/*
 * The place to go on from after a failure, and in *p the string's. NULL if there is none.
 */
static const struct instruction *come_back(struct matcher *matcher, const unsigned char **p)
{
    while (matcher->depth > 0) {
        struct retry *retry = &matcher->program->retry[matcher->depth - 1];
        const struct instruction *at = retry->at;
        const unsigned char *high = retry->high;

        if (at == NULL) {
            *(const unsigned char **)(size_t)retry->high = retry->low;
            matcher->depth--;
            continue;
        }
        const struct instruction *next = at;
        while (next->op == SAVE)
            next++;
        /* What was repeated ends where the next byte is the one that must follow. */
        if (next->op == ONE_BYTE && high < matcher->subject->end)
            while (high > retry->low && *high != next->byte)
                high--;
        *p = high;
        if (high == retry->low)
            matcher->depth--;
        else
            retry->high = high - 1;
        return at;
    }
    return NULL;
}

/* The end of a run of bytes that a repetition takes. */
static const unsigned char *run_end(const struct matcher *matcher, const struct instruction *i,
                                    const unsigned char *p)
{
    const unsigned char *end = matcher->subject->end;

    if (i->op == MANY_ANY)
        return end;
    if (i->op == MANY_BYTE) {
        while (p < end && *p == i->byte)
            p++;
        return p;
    }
    const unsigned char *set = matcher->program->set[i->what];
    while (p < end && IN_SET(set, *p))
        p++;
    return p;
}

/* The end of a copy of what a group has matched, or NULL. */
static const unsigned char *same_again(const struct matcher *matcher, int group,
                                       const unsigned char *p)
{
    const struct regex_program *program = matcher->program;
    const unsigned char *from = program->mark[2 * group];
    const unsigned char *to = program->mark[2 * group + 1];

    if (from == NULL || to == NULL || to - from > matcher->subject->end - p)
        return NULL;
    for (; from < to; from++, p++)
        if (*from != *p &&
            (!(program->flags & REG_ICASE) || tolower(*from) != tolower(*p)))
            return NULL;
    return p;
}

/* Whether the one byte at p is of the kind that an instruction reads. */
static int fits(const struct regex_program *program, const struct instruction *i, int kind, int byte)
{
    if (kind == ONE_ANY)
        return 1;
    return kind == ONE_BYTE ? byte == i->byte : IN_SET(program->set[i->what], byte);
}

enum outcome regex_backtrack(struct regex_program *program, const struct subject *subject,
                             const unsigned char *at, const unsigned char **match_end, long budget)
{
    struct matcher matcher = {program, subject, 0};
    const struct instruction *i = program->code;
    const unsigned char *end = subject->end;
    const unsigned char *p = at, *q;
    const unsigned char **mark = program->mark;
    const unsigned char *best = NULL;
    size_t marks_size = (size_t)program->marks * sizeof *mark;
    int is_linear = program->is_linear;

    if (program->has_back_reference)
        memset(mark, 0, marks_size);
    for (;;) {
        int is_right = 1;

        switch (i->op) {
        case ONE_BYTE:
            is_right = p < end && *p == i->byte;
            p += is_right;
            break;
        case ONE_ANY:
        case ONE_SET:
            is_right = p < end && fits(program, i, i->op, *p);
            p += is_right;
            break;
        case OPTIONAL_BYTE:
        case OPTIONAL_ANY:
        case OPTIONAL_SET:
            if (p < end && fits(program, i, i->op - PER_REPETITION, *p)) {
                if (!push(&matcher, i + 1, p, p))
                    return OUT_OF_MEMORY;
                p++;
            }
            break;
        case MANY_BYTE:
        case MANY_ANY:
        case MANY_SET:
            q = run_end(&matcher, i, p);
            if (q > p && !push(&matcher, i + 1, p, q - 1))
                return OUT_OF_MEMORY;
            p = q;
            break;
        case SAVE:
            if (!is_linear && !push(&matcher, NULL, mark[i->to], &mark[i->to]))
                return OUT_OF_MEMORY;
            mark[i->to] = p;
            break;
        case SPLIT:
            if (!push(&matcher, i + i->to, p, p))
                return OUT_OF_MEMORY;
            break;
        case JUMP:
            i += i->to - 1;
            break;
        case AGAIN:
            if (mark[i->what] == p)
                break;
            if (!push(&matcher, i + 1, p, p))
                return OUT_OF_MEMORY;
            i += i->to - 1;
            break;
        case BACK_REFERENCE:
            q = same_again(&matcher, i->what, p);
            is_right = q != NULL;
            if (is_right)
                p = q;
            break;
        case MATCH:
            if (!program->has_back_reference) {
                *match_end = p;
                return MATCHED;
            }
            if (best == NULL || p > best) {
                best = p;
                memcpy(program->best_mark, mark, marks_size);
            }
            if (p == end)
                matcher.depth = 0;
            is_right = 0;
            break;
        default:
            is_right = regex_assert(program, subject, i->op, p);
        }
        if (is_right) {
            i++;
            continue;
        }
        if ((i = come_back(&matcher, &p)) == NULL)
            break;
        if (--budget < 0 && !program->has_back_reference)
            return GAVE_UP;
    }
    if (best == NULL)
        return FAILED;
    memcpy(mark, program->best_mark, marks_size);
    *match_end = best;
    return MATCHED;
}
