/* Whether a line matches one pattern: anywhere, as a whole, or in whole words. */
#include <ctype.h>

#include "grep.h"

static int in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static int begins_word(const char *line, regoff_t at)
{
    return at == 0 || !in_word(line[at - 1]);
}

static int ends_word(const char *line, regoff_t at, regoff_t length)
{
    return at == length || !in_word(line[at]);
}

/* Searches line[from] to line[to]; `to` is the line's end, or it is not the end for the pattern. */
static int find(const regex_t *regex, const char *line, regoff_t from, regoff_t to, int flags,
                regmatch_t *match)
{
    match->rm_so = from;
    match->rm_eo = to;
    return regexec(regex, line, 1, match, flags | REG_STARTEND) == 0;
}

/* A match that is too long to be words may have a shorter one in it, or there is one behind. */
static int matches_words(const regex_t *regex, const char *line, regoff_t length)
{
    regmatch_t match;

    for (regoff_t from = 0; from <= length; from = match.rm_so + 1) {
        if (!find(regex, line, from, length, 0, &match))
            return 0;
        regoff_t start = match.rm_so;
        while (begins_word(line, start)) {
            if (ends_word(line, match.rm_eo, length))
                return 1;
            if (match.rm_eo == start ||
                !find(regex, line, start, match.rm_eo - 1, REG_NOTEOL, &match) ||
                match.rm_so != start)
                break;
        }
        match.rm_so = start;
    }
    return 0;
}

int matches(const regex_t *regex, const char *line, size_t length)
{
    regoff_t end = (regoff_t)length;
    regmatch_t match;

    if (options.whole_words && !options.whole_lines)
        return matches_words(regex, line, end);
    if (!find(regex, line, 0, end, 0, &match))
        return 0;
    /* The match is the longest: if it is not the line, none is. */
    return !options.whole_lines || (match.rm_so == 0 && match.rm_eo == end);
}
