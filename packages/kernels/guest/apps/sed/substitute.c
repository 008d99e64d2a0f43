/* The command s. */
#include <ctype.h>
#include <string.h>

#include "sed.h"

#define GROUPS 10 /* \0 to \9 */
#define NO_MATCH ((size_t)-1)
#define OCCURRENCE_MAX 32000

static void add_piece(struct substitution *s, size_t length, int group)
{
    s->pieces = get_memory(s->pieces, (size_t)(s->piece_count + 1) * sizeof *s->pieces);
    s->pieces[s->piece_count].length = length;
    s->pieces[s->piece_count++].group = group;
    if (group >= s->groups)
        s->groups = group + 1;
}

/* Cuts a replacement into its pieces. */
static void read_replacement(struct substitution *s, int delimiter)
{
    struct space source = {NULL, 0, 0, 0}, text = {NULL, 0, 0, 0};
    size_t begin = 0;

    read_delimited(&source, delimiter, 0);
    for (size_t i = 0; i < source.length; i++) {
        int c = source.text[i];
        int group = c == '&' ? 0 : -1;
        if (c == '\\') {
            c = source.text[++i];
            if (isdigit((unsigned char)c))
                group = c - '0';
        }
        if (group < 0) {
            space_add_byte(&text, c);
        } else {
            add_piece(s, text.length - begin, group);
            begin = text.length;
        }
    }
    if (text.length > begin)
        add_piece(s, text.length - begin, -1);
    const char *at = text.text;
    for (int i = 0; i < s->piece_count; i++) {
        s->pieces[i].text = at;
        if (at != NULL)
            at += s->pieces[i].length;
    }
}

static int read_occurrence(void)
{
    int number = 0;

    while (isdigit(script_peek())) {
        number = number * 10 + script_next() - '0';
        if (number > OCCURRENCE_MAX)
            bad_script("an occurrence as late as that is not counted");
    }
    if (number == 0)
        bad_script("there is no occurrence 0");
    return number;
}

/* Reads the flags. Returns those of the expression. */
static int read_flags(struct substitution *s)
{
    int flags = 0;

    for (;;) {
        int c = script_peek();
        if (c != EOF && isdigit(c)) {
            s->occurrence = read_occurrence();
            continue;
        }
        if (c == 'g')
            s->is_global = 1;
        else if (c == 'p')
            s->prints = 1;
        else if (c == 'i' || c == 'I')
            flags |= REG_ICASE;
        else if (c != 'w' && c != ' ')
            break;
        script_next();
        if (c == 'w') {
            char *name = script_rest_of_line();
            if (*name == '\0')
                bad_script("the name of a file is missing");
            s->file = output_open(name);
            return flags;
        }
    }
    end_of_command();
    return flags;
}

struct substitution *substitution_read(void)
{
    struct substitution *s = get_memory(NULL, sizeof *s);
    struct space pattern = {NULL, 0, 0, 0};
    int delimiter = script_next();

    memset(s, 0, sizeof *s);
    s->occurrence = 1;
    s->groups = 1;
    if (delimiter == EOF || delimiter == '\n' || delimiter == '\\')
        bad_script("s is followed by no delimiter");
    read_delimited(&pattern, delimiter, 1);
    read_replacement(s, delimiter);
    expression_compile(&s->expression, &pattern, read_flags(s));
    if (s->expression.regex != NULL && (size_t)s->groups > s->expression.regex->re_nsub + 1)
        bad_script("the expression has no group %d", s->groups - 1);
    return s;
}

static void append_replacement(struct space *result, const struct substitution *s,
                               const struct space *pattern, const regmatch_t *match)
{
    for (int i = 0; i < s->piece_count; i++) {
        const struct piece *piece = &s->pieces[i];

        space_append(result, piece->text, piece->length);
        if (piece->group >= 0 && match[piece->group].rm_so >= 0)
            space_append(result, pattern->text + match[piece->group].rm_so,
                         (size_t)(match[piece->group].rm_eo - match[piece->group].rm_so));
    }
}

/* Replaces in the pattern space. Returns whether there was something to replace. */
int substitute(const struct substitution *s, struct space *pattern)
{
    static struct space result;
    regmatch_t match[GROUPS];
    size_t at = 0, copied = 0, last_end = NO_MATCH;
    int count = 0, replaced = 0;

    if (!expression_match(&s->expression, pattern, 0, (size_t)s->groups, match))
        return 0;
    space_clear(&result);
    do {
        size_t from = (size_t)match[0].rm_so, to = (size_t)match[0].rm_eo;

        /* Nothing, right behind a match, is no match. */
        if ((from < to || from != last_end) && ++count >= s->occurrence) {
            space_append(&result, pattern->text + copied, from - copied);
            append_replacement(&result, s, pattern, match);
            copied = to;
            replaced = 1;
            if (!s->is_global)
                break;
        }
        last_end = to;
        at = from == to ? to + 1 : to;
    } while (at <= pattern->length &&
             expression_match(&s->expression, pattern, at, (size_t)s->groups, match));
    if (!replaced)
        return 0;
    space_append(&result, pattern->text + copied, pattern->length - copied);
    result.has_newline = pattern->has_newline;
    space_swap(&result, pattern);
    return 1;
}
