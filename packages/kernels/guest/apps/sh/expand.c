/*
 * Expansions: ~, $x, ${x...}, $(...), `...`, $((...)) left out; then cutting into fields at IFS, file
 * names, and the removal of quotes.
 *
 * While a field is made it is a pattern: characters that were quoted have a backslash before them, so
 * that cutting and file names leave them alone. Where nothing is to be expanded, backslashes go.
 */
#include <ctype.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sh.h"

struct expansion {
    struct strings *fields; /* NULL: no cutting */
    struct text field;
    bool any;      /* the field is there, though it may be empty */
    bool quoted;   /* within double quotes */
    bool splits;   /* blanks as typed are separators, too: in ${x-word} */
};

static const char *expand_part(struct expansion *to, const char *at, char end);

static const char *separators(void)
{
    const char *ifs = variable_get("IFS");
    return ifs == NULL ? " \t\n" : ifs;
}

static void end_field(struct expansion *to)
{
    if (to->any)
        strings_add(to->fields, text_take(&to->field));
    to->any = false;
}

/* A character that is what it is. */
static void add_literal(struct expansion *to, char c)
{
    if (strchr("*?[]\\-!^", c) != NULL)
        text_add(&to->field, '\\');
    text_add(&to->field, c);
    to->any = true;
}

static void add_plain(struct expansion *to, char c)
{
    if (c == '\\')
        text_add(&to->field, '\\');
    text_add(&to->field, c);
    to->any = true;
}

/* The value of an expansion: quoted as it is, else cut at separators. */
static void add_value(struct expansion *to, const char *value)
{
    const char *ifs = separators();
    if (to->quoted || to->fields == NULL) {
        for (; *value != '\0'; value++)
            if (to->quoted)
                add_literal(to, *value);
            else
                add_plain(to, *value);
        return;
    }
    while (*value != '\0') {
        if (strchr(ifs, *value) == NULL) {
            add_plain(to, *value++);
            continue;
        }
        bool hard = false; /* a separator that is no blank: it ends a field, even an empty one */
        while (*value != '\0' && strchr(ifs, *value) != NULL) {
            if (!isspace((unsigned char)*value)) {
                if (hard)
                    break;
                hard = true;
            }
            value++;
        }
        if (hard)
            to->any = true;
        end_field(to);
    }
}

/* $@ and $*: between quotes $@ is a field each. */
static void add_all(struct expansion *to, bool apart)
{
    for (int i = 0; i < positional_count; i++) {
        if (i > 0) {
            if (apart && to->fields != NULL)
                end_field(to);
            else if (to->quoted)
                add_literal(to, *separators() != '\0' ? *separators() : ' ');
            else if (to->fields != NULL)
                end_field(to);
            else
                add_plain(to, ' ');
        }
        add_value(to, positional[i]);
        if (to->quoted)
            to->any = true;
    }
}

/* The value of a parameter that is no list; NULL: not set. */
static const char *parameter(const char *name, char number[24])
{
    long value;
    switch (*name) {
    case '?':
        value = last_status;
        break;
    case '$':
        value = getpid();
        break;
    case '!':
        value = last_background;
        break;
    case '#':
        value = positional_count;
        break;
    case '-':
        snprintf(number, 24, "%s%s%s", exit_on_error ? "e" : "", interactive ? "i" : "",
                 shows_commands ? "x" : "");
        return number;
    case '0':
        if (name[1] == '\0')
            return shell_name;
        /* fall through */
    default:
        if (!isdigit((unsigned char)*name))
            return variable_get(name);
        value = atoi(name);
        return value >= 1 && value <= positional_count ? positional[value - 1] : NULL;
    }
    snprintf(number, 24, "%ld", value);
    return number;
}

/* Up to the brace that closes. */
static const char *skip_braces(const char *at)
{
    int depth = 1;
    for (; *at != '\0'; at++) {
        if (*at == '\\' && at[1] != '\0')
            at++;
        else if (*at == '\'')
            at = strchr(at + 1, '\'') != NULL ? strchr(at + 1, '\'') : at;
        else if (*at == '{')
            depth++;
        else if (*at == '}' && --depth == 0)
            return at;
    }
    return at;
}

/* ${x#pattern} and its relatives: what is left of the value; freed by the caller. */
static char *trimmed(const char *value, const char *operator, const char *word)
{
    char *pattern = expand_pattern(word);
    size_t length = strlen(value);
    bool front = operator[0] == '#', longest = operator[1] == operator[0];
    size_t best = 0;
    for (size_t count = 0; count <= length; count++) {
        char *part = front ? strndup(value, count) : strdup(value + length - count);
        bool fits = pattern_matches(pattern, part);
        free(part);
        if (fits && (best == 0 || longest))
            best = count;
    }
    free(pattern);
    return front ? strdup(value + best) : strndup(value, length - best);
}

/* A word in place of a value: cut like one, but for what is quoted in it. */
static void expand_default(struct expansion *to, const char *word)
{
    bool outer = to->splits;
    to->splits = !to->quoted && to->fields != NULL;
    expand_part(to, word, '\0');
    to->splits = outer;
}

/* What follows "${", up to behind the brace. */
static const char *expand_braces(struct expansion *to, const char *at)
{
    const char *end = skip_braces(at);
    bool length_wanted = *at == '#' && at[1] != '}';
    const char *name_at = at + length_wanted;
    size_t size = name_length(name_at);
    if (size == 0)
        size = isdigit((unsigned char)*name_at) ? strspn(name_at, "0123456789") : 1;
    char name[size + 1], number[24];
    memcpy(name, name_at, size);
    name[size] = '\0';
    const char *rest = name_at + size;
    char *word = strndup(rest, (size_t)(end - rest));
    const char *behind = *end == '}' ? end + 1 : end;
    if ((*name == '@' || *name == '*') && *word == '\0') {
        add_all(to, *name == '@');
        free(word);
        return behind;
    }
    const char *value = parameter(name, number);
    const char *operator = word;
    bool unset = value == NULL;
    if (*operator == ':') {
        unset = unset || *value == '\0';
        operator++;
    }
    if (length_wanted) {
        char digits[24];
        snprintf(digits, sizeof digits, "%lu", (unsigned long)(value == NULL ? 0 : strlen(value)));
        add_value(to, digits);
    } else if (*operator == '\0') {
        if (value != NULL)
            add_value(to, value);
    } else if (*operator == '#' || *operator == '%') {
        char *left =
            trimmed(value == NULL ? "" : value, operator, operator + 1 + (operator[1] == *operator));
        add_value(to, left);
        free(left);
    } else if (*operator == '-' || *operator == '=' || *operator == '?') {
        if (!unset)
            add_value(to, value);
        else if (*operator == '-')
            expand_default(to, operator + 1);
        else {
            char *given = expand_string(operator + 1);
            if (*operator == '?')
                shell_error("%s: %s", name, *given != '\0' ? given : "not set");
            variable_set(name, given);
            add_value(to, given);
            free(given);
        }
    } else if (*operator == '+') {
        if (!unset)
            expand_default(to, operator + 1);
    } else
        shell_error("${%s%s}: bad substitution", name, word);
    free(word);
    return behind;
}

static void add_output(struct expansion *to, const char *command)
{
    struct text output = {0};
    command_output(command, &output);
    char *value = text_take(&output);
    add_value(to, value);
    free(value);
}

/* What follows "$(", up to behind its parenthesis. */
static const char *expand_parentheses(struct expansion *to, const char *at)
{
    int depth = 1;
    const char *end = at;
    for (; *end != '\0'; end++) {
        if (*end == '\\' && end[1] != '\0')
            end++;
        else if (*end == '\'' && strchr(end + 1, '\'') != NULL)
            end = strchr(end + 1, '\'');
        else if (*end == '(')
            depth++;
        else if (*end == ')' && --depth == 0)
            break;
    }
    char *command = strndup(at, (size_t)(end - at));
    add_output(to, command);
    free(command);
    return *end == '\0' ? end : end + 1;
}

/* What follows "`": a backslash in it is for itself, ` and $. */
static const char *expand_backquotes(struct expansion *to, const char *at)
{
    struct text command = {0};
    for (; *at != '\0' && *at != '`'; at++) {
        if (*at == '\\' && at[1] != '\0' && strchr("`\\$", at[1]) != NULL)
            at++;
        text_add(&command, *at);
    }
    char *own = text_take(&command);
    add_output(to, own);
    free(own);
    return *at == '\0' ? at : at + 1;
}

/* What follows a "$". */
static const char *expand_dollar(struct expansion *to, const char *at)
{
    char number[24];
    if (*at == '{')
        return expand_braces(to, at + 1);
    if (*at == '(')
        return expand_parentheses(to, at + 1);
    if (*at == '@' || *at == '*') {
        add_all(to, *at == '@');
        return at + 1;
    }
    size_t size = name_length(at);
    if (size == 0 && *at != '\0' && strchr("?$!#-0123456789", *at) != NULL)
        size = 1;
    if (size == 0) {
        add_literal(to, '$');
        return at;
    }
    char name[size + 1];
    memcpy(name, at, size);
    name[size] = '\0';
    const char *value = parameter(name, number);
    if (value != NULL)
        add_value(to, value);
    return at + size;
}

static const char *expand_tilde(struct expansion *to, const char *at)
{
    size_t size = strcspn(at + 1, "/\\'\"$`");
    const char *home = NULL;
    if (at[1 + size] != '\0' && at[1 + size] != '/')
        return at;
    if (size == 0)
        home = variable_get("HOME");
    else {
        char *user = strndup(at + 1, size);
        struct passwd *entry = getpwnam(user);
        free(user);
        if (entry != NULL)
            home = entry->pw_dir;
    }
    if (home == NULL)
        return at;
    while (*home != '\0')
        add_literal(to, *home++);
    return at + 1 + size;
}

/* Expands up to `end`, which is not taken. */
static const char *expand_part(struct expansion *to, const char *at, char end)
{
    while (*at != '\0' && (*at != end || end == '\0')) {
        char c = *at++;
        if (c == '\'' && !to->quoted) {
            to->any = true;
            while (*at != '\0' && *at != '\'')
                add_literal(to, *at++);
            at += *at != '\0';
        } else if (c == '"') {
            bool outer = to->quoted;
            /* "$@" without parameters is no field at all */
            if (strncmp(at, "$@\"", 3) != 0 || positional_count > 0)
                to->any = true;
            if (outer) { /* ends here: quotes do not nest, but in ${} */
                to->quoted = false;
                at = expand_part(to, at, '"');
            } else {
                to->quoted = true;
                at = expand_part(to, at, '"');
            }
            to->quoted = outer;
            at += *at != '\0';
        } else if (c == '\\' && *at != '\0') {
            if (to->quoted && strchr("$`\"\\\n", *at) == NULL)
                add_literal(to, '\\');
            add_literal(to, *at++);
        } else if (c == '$')
            at = expand_dollar(to, at);
        else if (c == '`')
            at = expand_backquotes(to, at);
        else if (to->quoted)
            add_literal(to, c);
        else if (to->splits && strchr(separators(), c) != NULL)
            end_field(to);
        else {
            text_add(&to->field, c);
            to->any = true;
        }
    }
    return at;
}

void expand_word(const char *word, struct strings *fields)
{
    struct strings patterns = {0};
    struct expansion to = {.fields = &patterns};
    if (*word == '~')
        word = expand_tilde(&to, word);
    expand_part(&to, word, '\0');
    end_field(&to);
    free(to.field.at);
    for (int i = 0; i < patterns.count; i++) {
        char *pattern = patterns.at[i];
        struct strings names = {0};
        if (pattern_has_magic(pattern))
            glob_expand(pattern, &names);
        if (names.count > 0) {
            for (int name = 0; name < names.count; name++)
                strings_add(fields, names.at[name]);
            free(names.at);
            free(pattern);
        } else {
            pattern_unescape(pattern);
            strings_add(fields, pattern);
        }
    }
    free(patterns.at);
}

char *expand_pattern(const char *word)
{
    struct expansion to = {0};
    if (*word == '~')
        word = expand_tilde(&to, word);
    expand_part(&to, word, '\0');
    return text_take(&to.field);
}

char *expand_string(const char *word)
{
    char *pattern = expand_pattern(word);
    pattern_unescape(pattern);
    return pattern;
}

/* Of a here-document: quotes are nothing special. */
char *expand_document(const char *text)
{
    struct expansion to = {.quoted = true};
    while (*text != '\0') {
        char c = *text++;
        if (c == '\\' && *text != '\0' && strchr("$`\\\n", *text) != NULL) {
            if (*text != '\n')
                add_literal(&to, *text);
            text++;
        } else if (c == '$')
            text = expand_dollar(&to, text);
        else if (c == '`')
            text = expand_backquotes(&to, text);
        else
            add_literal(&to, c);
    }
    char *expanded = text_take(&to.field);
    pattern_unescape(expanded);
    return expanded;
}
