/*
 * Matching by simulation: all ways through the program at once, byte by byte. The time is the
 * product of the string's length and the program's, whatever they are.
 *
 * A thread is an instruction that reads the next byte, and the place where its match began. No two
 * threads are at one instruction: of two the one that began first is kept. Threads are in the order
 * of their beginnings, since each step goes through them in this order and appends what follows.
 */
#include <stdlib.h>
#include <string.h>

#include "program.h"

#define LISTS 2

struct simulation {
    struct regex_program *program;
    const struct subject *subject;
    int to;            /* the instruction behind the last: there is a match */
    int has_match;     /* a thread that was added last has reached it */
    struct thread *thread;
    int threads;
};

int regex_simulation_memory(struct regex_program *program)
{
    size_t size = (size_t)program->size + 1;

    if (program->seen != NULL)
        return 1;
    for (int i = 0; i < LISTS; i++)
        if (program->threads[i] == NULL &&
            (program->threads[i] = malloc(size * sizeof *program->threads[i])) == NULL)
            return 0;
    if (program->pending == NULL &&
        (program->pending = malloc(2 * size * sizeof *program->pending)) == NULL)
        return 0;
    program->seen = calloc(size, sizeof *program->seen);
    return program->seen != NULL;
}

static void forget_seen(struct regex_program *program)
{
    if (++program->generation == 0) {
        memset(program->seen, 0, ((size_t)program->size + 1) * sizeof *program->seen);
        program->generation = 1;
    }
}

/* Adds threads for all that instruction `at` leads to without reading a byte, here at p. */
static void add(struct simulation *simulation, int at, const unsigned char *start,
                const unsigned char *p)
{
    struct regex_program *program = simulation->program;
    int *pending = program->pending;
    int count = 0;

    simulation->has_match = 0;
    pending[count++] = at;
    while (count > 0) {
        at = pending[--count];
        if (program->seen[at] == program->generation)
            continue;
        program->seen[at] = program->generation;
        if (at == simulation->to) {
            simulation->has_match = 1;
            continue;
        }
        const struct instruction *i = &program->code[at];
        if (READS_BYTE(i->op)) {
            simulation->thread[simulation->threads].at = at;
            simulation->thread[simulation->threads++].start = start;
            if (!IS_ONE(i->op))
                pending[count++] = at + 1;
        } else if (IS_ASSERTION(i->op)) {
            if (regex_assert(program, simulation->subject, i->op, p))
                pending[count++] = at + 1;
        } else {
            if (i->op != JUMP)
                pending[count++] = at + 1;
            if (i->op != SAVE)
                pending[count++] = at + i->to;
        }
    }
}

static int reads(const struct regex_program *program, const struct instruction *i, int byte)
{
    switch (i->op % PER_REPETITION) {
    case ONE_BYTE:
        return byte == i->byte;
    case ONE_ANY:
        return 1;
    default:
        return IN_SET(program->set[i->what], byte);
    }
}

/* Where a thread goes on that has read its byte. */
static int behind(const struct regex_program *program, int at)
{
    return IS_MANY(program->code[at].op) ? at : at + 1;
}

int regex_simulate(struct regex_program *program, const struct subject *subject,
                   const unsigned char *at, const unsigned char **start, const unsigned char **end)
{
    struct simulation now = {.program = program, .subject = subject, .to = program->size - 1};
    const unsigned char *first = program->is_anchored ? at : subject->end;
    int which = 0;

    *start = *end = NULL;
    forget_seen(program);
    now.thread = program->threads[which];
    for (const unsigned char *p = at;; p++) {
        if (*start == NULL && p <= first) {
            if (now.threads == 0) {
                /* Nothing is under way: go where something can begin. */
                if ((p = regex_candidate(program, p, subject->end)) == NULL || p > first)
                    break;
                forget_seen(program);
            }
            add(&now, 0, p, p);
            if (now.has_match)
                *start = *end = p;
        }
        if (p == subject->end || now.threads == 0) {
            if (p == subject->end || *start != NULL || p >= first)
                break;
            continue;
        }
        const struct thread *old = now.thread;
        int count = now.threads;
        which ^= 1;
        now.thread = program->threads[which];
        now.threads = 0;
        forget_seen(program);
        for (int k = 0; k < count; k++) {
            if (*start != NULL && old[k].start > *start)
                break;
            if (!reads(program, &program->code[old[k].at], *p))
                continue;
            add(&now, behind(program, old[k].at), old[k].start, p + 1);
            if (now.has_match) {
                *start = old[k].start;
                *end = p + 1;
            }
        }
    }
    return *start != NULL;
}

const unsigned char *regex_longest(struct regex_program *program, const struct subject *subject,
                                   int from, int to, const unsigned char *at,
                                   const unsigned char *limit)
{
    struct simulation now = {.program = program, .subject = subject, .to = to};
    const unsigned char *longest;
    int which = 0;

    forget_seen(program);
    now.thread = program->threads[which];
    add(&now, from, at, at);
    longest = now.has_match ? at : NULL;
    for (const unsigned char *p = at; p < limit && now.threads > 0; p++) {
        const struct thread *old = now.thread;
        int count = now.threads;
        which ^= 1;
        now.thread = program->threads[which];
        now.threads = 0;
        forget_seen(program);
        for (int k = 0; k < count; k++) {
            if (!reads(program, &program->code[old[k].at], *p))
                continue;
            add(&now, behind(program, old[k].at), at, p + 1);
            if (now.has_match)
                longest = p + 1;
        }
    }
    return longest;
}
