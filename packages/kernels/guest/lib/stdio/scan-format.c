/*
 * scanf's formats, without floating point: %d %i %u %o %x %p %c %s %[...] %n %%, with *, widths and
 * sizes. Numbers are collected as text and then converted.
 */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "stream.h"

#define NUMBER_TEXT 72 /* 64 binary digits, a sign and 0x would fit */

enum size { CHAR, SHORT, INT, LONG, LONG_LONG };

struct scan {
    FILE *stream;
    int read; /* characters */
};

static int next(struct scan *scan)
{
    int c = getc(scan->stream);

    if (c != EOF)
        scan->read++;
    return c;
}

static void back(struct scan *scan, int c)
{
    if (c == EOF)
        return;
    ungetc(c, scan->stream);
    scan->read--;
}

static void skip_space(struct scan *scan)
{
    int c;

    do
        c = next(scan);
    while (c != EOF && isspace(c));
    back(scan, c);
}

static int is_digit_of(int c, int base)
{
    return base == 16 ? isxdigit(c) : c >= '0' && c < '0' + (base == 0 ? 10 : base);
}

/* The text of a number that is being collected, and how many more characters may come. */
struct number {
    char text[NUMBER_TEXT];
    int length;
    int room;
};

/* Takes a character into the number; returns the next one, EOF if there may be none. */
static int take(struct scan *scan, struct number *number, int c)
{
    number->text[number->length++] = c;
    return --number->room > 0 ? next(scan) : EOF;
}

/* Collects a number of at most `width` characters. */
static void collect_number(struct scan *scan, struct number *number, int width, int base)
{
    int c = next(scan);

    number->length = 0;
    number->room = width <= 0 || width > NUMBER_TEXT - 1 ? NUMBER_TEXT - 1 : width;
    if (c == '-' || c == '+')
        c = take(scan, number, c);
    if (c == '0' && (base == 0 || base == 16)) {
        c = take(scan, number, c);
        if (c == 'x' || c == 'X') {
            c = take(scan, number, c);
            base = 16;
        } else if (base == 0) {
            base = 8;
        }
    }
    while (c != EOF && is_digit_of(c, base))
        c = take(scan, number, c);
    back(scan, c);
    number->text[number->length] = '\0';
}

static void store_number(void *place, enum size size, unsigned long long value)
{
    switch (size) {
    case CHAR:
        *(signed char *)place = value;
        break;
    case SHORT:
        *(short *)place = value;
        break;
    case INT:
        *(int *)place = value;
        break;
    case LONG:
        *(long *)place = value;
        break;
    case LONG_LONG:
        *(long long *)place = value;
        break;
    }
}

/* Whether there was a number; to `place`, if that is not NULL. */
static int scan_number(struct scan *scan, void *place, int width, int letter, enum size size)
{
    int is_signed = letter == 'd' || letter == 'i';
    int base = letter == 'i' ? 0 : letter == 'o' ? 8 : letter == 'd' || letter == 'u' ? 10 : 16;
    struct number number;
    char *end;
    unsigned long long value;

    collect_number(scan, &number, width, base);
    if (size == LONG_LONG)
        value = is_signed ? (unsigned long long)strtoll(number.text, &end, base)
                          : strtoull(number.text, &end, base);
    else
        value = is_signed ? (unsigned long)strtol(number.text, &end, base)
                          : strtoul(number.text, &end, base);
    if (end == number.text)
        return 0;
    if (place != NULL)
        store_number(place, size, value);
    return 1;
}

/* The set of %[...]: `members` has a 1 for each. Returns the format behind the bracket. */
static const char *parse_set(const char *format, char members[UCHAR_MAX + 1])
{
    int inside = 1;
    const char *start;

    if (*format == '^') {
        inside = 0;
        format++;
    }
    memset(members, !inside, UCHAR_MAX + 1);
    for (start = format; *format != '\0' && (*format != ']' || format == start); format++) {
        unsigned char first = *format, last = first;

        if (format[1] == '-' && format[2] != ']' && format[2] != '\0') {
            last = format[2];
            format += 2;
        }
        for (int c = first; c <= last; c++)
            members[c] = inside;
    }
    return *format == ']' ? format + 1 : format;
}

/* Characters in a set, at most `width`; how many. */
static int scan_set(struct scan *scan, char *to, int width, const char members[UCHAR_MAX + 1])
{
    int count = 0;
    int c = EOF;

    while (count < width && (c = next(scan)) != EOF && members[c]) {
        if (to != NULL)
            *to++ = c;
        count++;
    }
    if (count < width)
        back(scan, c);
    if (to != NULL && count > 0)
        *to = '\0';
    return count;
}

static int scan_characters(struct scan *scan, char *to, int width)
{
    int count = 0;

    for (int c; count < width && (c = next(scan)) != EOF; count++)
        if (to != NULL)
            *to++ = c;
    return count == width;
}

static const char *parse_size(const char *format, enum size *size)
{
    *size = INT;
    switch (*format) {
    case 'h':
        *size = format[1] == 'h' ? CHAR : SHORT;
        return format + (*size == CHAR ? 2 : 1);
    case 'l':
        *size = format[1] == 'l' ? LONG_LONG : LONG;
        return format + (*size == LONG_LONG ? 2 : 1);
    case 'j':
    case 'q':
        *size = LONG_LONG;
        return format + 1;
    case 'z':
    case 't':
        *size = LONG;
        return format + 1;
    default:
        return format;
    }
}

static int at_end(struct scan *scan)
{
    int c = next(scan);

    back(scan, c);
    return c == EOF;
}

int vfscanf(FILE *restrict stream, const char *restrict format, va_list arguments)
{
    struct scan scan = { stream, 0 };
    char members[UCHAR_MAX + 1];
    int stored = 0;

    while (*format != '\0') {
        int keep = 1, width = 0, done, letter;
        enum size size;
        void *place = NULL;

        if (isspace((unsigned char)*format)) {
            skip_space(&scan);
            format++;
            continue;
        }
        if (*format != '%' || format[1] == '%') {
            int c;

            if (*format == '%') {
                skip_space(&scan);
                format++;
            }
            c = next(&scan);
            if (c != (unsigned char)*format) {
                back(&scan, c);
                return c == EOF && stored == 0 ? EOF : stored;
            }
            format++;
            continue;
        }
        format++;
        if (*format == '*') {
            keep = 0;
            format++;
        }
        for (; isdigit((unsigned char)*format); format++)
            width = 10 * width + (*format - '0');
        format = parse_size(format, &size);
        letter = *format++;
        if (keep)
            place = va_arg(arguments, void *);
        if (letter == 'n') {
            if (keep)
                store_number(place, size, scan.read);
            continue;
        }
        if (letter != 'c' && letter != '[')
            skip_space(&scan);
        if (letter == '[')
            format = parse_set(format, members);
        if (at_end(&scan))
            return stored == 0 ? EOF : stored;
        switch (letter) {
        case 'p':
            size = LONG;
            /* fall through */
        case 'd':
        case 'i':
        case 'u':
        case 'o':
        case 'x':
        case 'X':
            done = scan_number(&scan, place, width, letter, size);
            break;
        case 'c':
            done = scan_characters(&scan, place, width == 0 ? 1 : width);
            break;
        case 's':
            parse_set("^ \t\n\v\f\r]", members);
            done = scan_set(&scan, place, width == 0 ? INT_MAX : width, members);
            break;
        case '[':
            done = scan_set(&scan, place, width == 0 ? INT_MAX : width, members);
            break;
        default:
            return stored;
        }
        if (!done)
            return stored;
        stored += keep;
    }
    return stored;
}
