/* Keys, and the order of lines. */
#include <ctype.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "sort.h"

struct order general_order;
bool skips_all_blanks;
int separator = NONE;
bool is_unique;

static struct key *keys;
static struct key **last_key = &keys;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void no_key(const char *text, const char *why)
{
    errx(TROUBLE, "-k %s: %s", text, why);
}

static size_t number_at(const char **at, const char *text, const char *what)
{
    if (!isdigit((unsigned char)**at))
        no_key(text, what);
    char *end;
    size_t number = strtoul(*at, &end, 10);
    *at = end;
    return number;
}

/* field[.character]; is_end: the position is that of the last character, 0 the field's end */
static struct position position_at(const char **at, const char *text, bool is_end)
{
    struct position position = {0, 0, false};
    size_t field = number_at(at, text, "a field's number is missing");
    if (field == 0)
        no_key(text, "fields are counted from 1");
    position.fields = field - 1;
    if (**at != '.')
        return position;
    ++*at;
    size_t character = number_at(at, text, "a character's number is missing");
    if (!is_end && character == 0)
        no_key(text, "characters are counted from 1");
    position.characters = is_end ? character : character - 1;
    return position;
}

static void letters_at(const char **at, struct key *key, struct position *position)
{
    for (;; ++*at) {
        if (**at == 'b')
            position->skips_blanks = true;
        else if (**at == 'f')
            key->order.folds = true;
        else if (**at == 'n')
            key->order.numeric = true;
        else if (**at == 'r')
            key->order.reverse = true;
        else
            return;
        key->is_own = true;
    }
}

static struct key *new_key(void)
{
    struct key *key = get_memory(sizeof *key);
    memset(key, 0, sizeof *key);
    key->to_line_end = true;
    *last_key = key;
    last_key = &key->next;
    return key;
}

void add_key(const char *text)
{
    struct key *key = new_key();
    const char *at = text;
    key->from = position_at(&at, text, false);
    letters_at(&at, key, &key->from);
    if (*at == ',') {
        at++;
        key->to_line_end = false;
        key->to = position_at(&at, text, true);
        letters_at(&at, key, &key->to);
    }
    if (*at != '\0')
        no_key(text, "is no key");
}

void complete_keys(void)
{
    /* Without keys the line is one; but to compare all of its bytes is the last thing anyway. */
    if (keys == NULL && (general_order.numeric || general_order.folds || skips_all_blanks))
        new_key();
    for (struct key *key = keys; key != NULL; key = key->next)
        if (!key->is_own) {
            key->order = general_order;
            key->from.skips_blanks = key->to.skips_blanks = skips_all_blanks;
        }
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

static const char *skip_characters(const char *at, const char *end, size_t characters)
{
    return characters < (size_t)(end - at) ? at + characters : end;
}

/* Behind a field, but before the separator. */
static const char *skip_field(const char *at, const char *end)
{
    if (separator != NONE) {
        const char *found = memchr(at, separator, (size_t)(end - at));
        return found != NULL ? found : end;
    }
    at = skip_blanks(at, end);
    while (at < end && !is_blank(*at))
        at++;
    return at;
}

/* Where the field behind so many others begins. */
static const char *skip_fields(const char *at, const char *end, size_t fields)
{
    while (fields-- > 0 && at < end) {
        at = skip_field(at, end);
        if (separator != NONE && at < end)
            at++;
    }
    return at;
}

static const char *key_begin(const struct key *key, const struct line *line)
{
    const char *end = line->text + line->length;
    const char *at = skip_fields(line->text, end, key->from.fields);
    if (key->from.skips_blanks)
        at = skip_blanks(at, end);
    return skip_characters(at, end, key->from.characters);
}

static const char *key_end(const struct key *key, const struct line *line)
{
    const char *end = line->text + line->length;
    if (key->to_line_end)
        return end;
    const char *at = skip_fields(line->text, end, key->to.fields);
    if (key->to.characters == 0)
        return skip_field(at, end);
    if (key->to.skips_blanks)
        at = skip_blanks(at, end);
    return skip_characters(at, end, key->to.characters);
}

static void find_key(const struct key *key, const struct line *line, const char **begin,
                     const char **end)
{
    *begin = key_begin(key, line);
    *end = key_end(key, line);
    if (*end < *begin)
        *end = *begin;
}

void find_first_key(struct line *line)
{
    if (keys != NULL)
        find_key(keys, line, &line->key, &line->key_end);
}

static int compare_bytes(const char *a, size_t a_length, const char *b, size_t b_length)
{
    int difference = memcmp(a, b, a_length < b_length ? a_length : b_length);
    return difference != 0 ? difference : (a_length > b_length) - (a_length < b_length);
}

static int compare_folded(const char *a, const char *a_end, const char *b, const char *b_end)
{
    for (; a < a_end && b < b_end; a++, b++) {
        int difference = toupper((unsigned char)*a) - toupper((unsigned char)*b);
        if (difference != 0)
            return difference;
    }
    return (a < a_end) - (b < b_end);
}

/* A decimal number of any length: digits without zeros that say nothing. */
struct number {
    int sign; /* 0: it is zero */
    const char *whole, *fraction;
    size_t whole_digits, fraction_digits;
};

static struct number number_of(const char *at, const char *end)
{
    struct number number = {1, NULL, NULL, 0, 0};
    at = skip_blanks(at, end);
    if (at < end && *at == '-') {
        number.sign = -1;
        at++;
    }
    while (at < end && *at == '0')
        at++;
    number.whole = at;
    while (at < end && isdigit((unsigned char)*at))
        at++;
    number.whole_digits = (size_t)(at - number.whole);
    if (at < end && *at == '.')
        at++;
    else
        end = at;
    number.fraction = at;
    for (; at < end && isdigit((unsigned char)*at); at++)
        if (*at != '0')
            number.fraction_digits = (size_t)(at + 1 - number.fraction);
    if (number.whole_digits == 0 && number.fraction_digits == 0)
        number.sign = 0;
    return number;
}

static int compare_numbers(const char *a_text, const char *a_end, const char *b_text,
                           const char *b_end)
{
    struct number a = number_of(a_text, a_end), b = number_of(b_text, b_end);
    if (a.sign != b.sign)
        return a.sign - b.sign;
    if (a.whole_digits != b.whole_digits)
        return a.whole_digits > b.whole_digits ? a.sign : -a.sign;
    int difference = memcmp(a.whole, b.whole, a.whole_digits);
    if (difference == 0)
        difference = compare_bytes(a.fraction, a.fraction_digits, b.fraction, b.fraction_digits);
    return a.sign < 0 ? -difference : difference;
}

static int compare_keys(const struct order *order, const char *a, const char *a_end, const char *b,
                        const char *b_end)
{
    int difference = order->numeric ? compare_numbers(a, a_end, b, b_end)
                     : order->folds
                         ? compare_folded(a, a_end, b, b_end)
                         : compare_bytes(a, (size_t)(a_end - a), b, (size_t)(b_end - b));
    return order->reverse ? -difference : difference;
}

int compare_lines(const struct line *a, const struct line *b)
{
    if (keys != NULL) {
        int difference = compare_keys(&keys->order, a->key, a->key_end, b->key, b->key_end);
        for (const struct key *key = keys->next; difference == 0 && key != NULL; key = key->next) {
            const char *a_key, *a_end, *b_key, *b_end;
            find_key(key, a, &a_key, &a_end);
            find_key(key, b, &b_key, &b_end);
            difference = compare_keys(&key->order, a_key, a_end, b_key, b_end);
        }
        if (difference != 0 || is_unique)
            return difference;
    }
    int difference = compare_bytes(a->text, a->length, b->text, b->length);
    return general_order.reverse ? -difference : difference;
}
