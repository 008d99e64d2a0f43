/* Conditions on a place in the string: ^ $ \< \> \b \B. */
#include <ctype.h>

#include "program.h"

static int in_word(int c)
{
    return isalnum(c) || c == '_';
}

int regex_assert(const struct regex_program *program, const struct subject *subject, int op,
                 const unsigned char *at)
{
    int lines = program->flags & REG_NEWLINE;

    if (op == AT_BEGIN) {
        if (at == subject->begin)
            return !(subject->flags & REG_NOTBOL);
        return lines && at[-1] == '\n';
    }
    if (op == AT_END) {
        if (at == subject->end)
            return !(subject->flags & REG_NOTEOL);
        return lines && *at == '\n';
    }
    int before = at > subject->begin && in_word(at[-1]);
    int behind = at < subject->end && in_word(*at);
    switch (op) {
    case AT_WORD_BEGIN:
        return !before && behind;
    case AT_WORD_END:
        return before && !behind;
    case AT_WORD_EDGE:
        return before != behind;
    default:
        return before == behind;
    }
}
