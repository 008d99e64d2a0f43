/* regexec: finds the place where a program matches. */
#include <string.h>

#include "program.h"

/*
 * Returns to a place within a match, for each byte of the string and for short ones, before
 * backtracking is given up.
 */
#define RETURNS_PER_BYTE 4
#define RETURNS_MORE 256

struct match {
    const unsigned char *start, *end;
};

/* Tries every place where a match can begin. */
static enum outcome search(struct regex_program *program, const struct subject *subject,
                           const unsigned char *at, struct match *match)
{
    const unsigned char *last = program->is_anchored ? at : subject->end;
    long budget = (subject->end - at) * RETURNS_PER_BYTE + RETURNS_MORE;

    for (;; at++) {
        at = regex_candidate(program, at, last < subject->end ? last + 1 : subject->end);
        if (at == NULL || at > last)
            return FAILED;
        enum outcome outcome = regex_backtrack(program, subject, at, &match->end, budget);
        if (outcome != FAILED) {
            match->start = at;
            return outcome;
        }
        if (at == last)
            return FAILED;
    }
}

static enum outcome find(struct regex_program *program, const struct subject *subject,
                         const unsigned char *at, struct match *match, int want_groups)
{
    if (program->is_linear || program->has_back_reference) {
        enum outcome outcome = search(program, subject, at, match);
        if (outcome != GAVE_UP)
            return outcome;
        at = match->start;
    }
    if (!regex_simulation_memory(program))
        return OUT_OF_MEMORY;
    if (!regex_simulate(program, subject, at, &match->start, &match->end))
        return FAILED;
    if (want_groups)
        regex_dissect(program, subject, match->start, match->end);
    return MATCHED;
}

int regexec(const regex_t *regex, const char *string, size_t nmatch, regmatch_t *pmatch, int flags)
{
    struct regex_program *program = regex->re_program;
    struct subject subject = {.begin = (const unsigned char *)string, .flags = flags};
    const unsigned char *at = subject.begin;
    struct match match;

    if (flags & REG_STARTEND) {
        at += pmatch[0].rm_so;
        subject.end = subject.begin + pmatch[0].rm_eo;
    } else {
        subject.end = subject.begin + strlen(string);
    }
    if (program->flags & REG_NOSUB)
        nmatch = 0;
    switch (find(program, &subject, at, &match, nmatch > 1)) {
    case MATCHED:
        break;
    case FAILED:
        return REG_NOMATCH;
    default:
        return REG_ESPACE;
    }
    program->mark[0] = match.start;
    program->mark[1] = match.end;
    for (size_t i = 0; i < nmatch; i++) {
        const unsigned char *const *mark = &program->mark[2 * i];
        int is_set = i <= regex->re_nsub && mark[0] != NULL && mark[1] != NULL;
        pmatch[i].rm_so = is_set ? (regoff_t)(mark[0] - subject.begin) : -1;
        pmatch[i].rm_eo = is_set ? (regoff_t)(mark[1] - subject.begin) : -1;
    }
    return 0;
}
