/* regcomp, regfree: a pattern becomes a tree, the tree a program. */
#include <stdlib.h>

#include "program.h"

static int compile(struct regex_program *program, const char *pattern)
{
    int error = regex_parse(program, pattern);

    if (error == 0)
        error = regex_generate(program);
    if (error != 0)
        return error;
    regex_analyse(program);
    program->mark = calloc((size_t)program->marks, sizeof *program->mark);
    if (program->mark == NULL)
        return REG_ESPACE;
    if (program->has_back_reference) {
        program->best_mark = calloc((size_t)program->marks, sizeof *program->best_mark);
        if (program->best_mark == NULL)
            return REG_ESPACE;
    }
    return 0;
}

int regcomp(regex_t *regex, const char *pattern, int flags)
{
    int error = REG_ESPACE;

    regex->re_nsub = 0;
    regex->re_program = calloc(1, sizeof *regex->re_program);
    if (regex->re_program == NULL)
        return error;
    regex->re_program->flags = flags;
    error = compile(regex->re_program, pattern);
    if (error != 0) {
        regfree(regex);
        return error;
    }
    regex->re_nsub = (size_t)regex->re_program->groups;
    return 0;
}

void regfree(regex_t *regex)
{
    struct regex_program *program = regex->re_program;

    if (program == NULL)
        return;
    free(program->tree);
    free(program->set);
    free(program->code);
    free(program->mark);
    free(program->best_mark);
    free(program->retry);
    free(program->threads[0]);
    free(program->threads[1]);
    free(program->pending);
    free(program->seen);
    free(program);
    regex->re_program = NULL;
}
