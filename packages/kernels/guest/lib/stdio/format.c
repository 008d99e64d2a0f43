/*
 * printf's formats, without floating point: %d %i %u %o %x %X %c %s %p %n %%, with all flags, widths,
 * precisions and sizes. A number that fits into a word is converted by divisions of words.
 */
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "stream.h"

#define MOST_DIGITS 22 /* 64 bits in octal */
#define NONE (-1)      /* no precision was given */

enum size { CHAR, SHORT, INT, LONG, LONG_LONG };

struct conversion {
    int left, plus, space, alternative, zero;
    int width, precision;
    enum size size;
};

static const char spaces[] = "                ";
static const char zeros[] = "0000000000000000";
#define PADDING ((int)sizeof(spaces) - 1)

static void pad(FILE *stream, const char *with, int count)
{
    for (; count > 0; count -= PADDING)
        _write_bytes(stream, with, count < PADDING ? count : PADDING);
}

static char *word_digits(char *end, unsigned long value, unsigned base, const char *digits)
{
    if (base == 10) /* by a constant, for which compilers know better ways than to divide */
        for (; value != 0; value /= 10)
            *--end = '0' + value % 10;
    else
        for (unsigned shift = base == 8 ? 3 : 4; value != 0; value >>= shift)
            *--end = digits[value & (base - 1)];
    return end;
}

/* Writes the digits before `end`; none for 0. */
static char *digits_before(char *end, uintmax_t value, unsigned base, const char *digits)
{
    for (; value > ULONG_MAX; value /= base)
        *--end = digits[value % base];
    return word_digits(end, value, base, digits);
}

/* A prefix, zeros, and what remains; with spaces before or behind. Returns how many. */
static int put_field(FILE *stream, const struct conversion *c, const char *prefix, int zero_count,
                     const char *body, int length)
{
    int prefix_length = strlen(prefix);
    int all = prefix_length + zero_count + length;
    int padding = c->width > all ? c->width - all : 0;

    if (!c->left)
        pad(stream, spaces, padding);
    if (prefix_length > 0)
        _write_bytes(stream, prefix, prefix_length);
    pad(stream, zeros, zero_count);
    if (length > 0)
        _write_bytes(stream, body, length);
    if (c->left)
        pad(stream, spaces, padding);
    return all + padding;
}

static int put_number(FILE *stream, const struct conversion *c, uintmax_t value, int base,
                      const char *digits, const char *prefix)
{
    char buffer[MOST_DIGITS];
    char *end = buffer + sizeof(buffer);
    char *start = digits_before(end, value, base, digits);
    int length = end - start;
    int wanted = c->precision == NONE ? 1 : c->precision;

    if (base == 8 && c->alternative && wanted <= length)
        wanted = length + 1; /* a leading 0 */
    if (c->zero && !c->left && c->precision == NONE) {
        int room = c->width - (int)strlen(prefix);

        if (room > wanted)
            wanted = room;
    }
    return put_field(stream, c, prefix, wanted > length ? wanted - length : 0, start, length);
}

static int put_string(FILE *stream, const struct conversion *c, const char *string)
{
    if (string == NULL)
        string = "(null)";
    return put_field(stream, c, "", 0, string,
                     c->precision == NONE ? strlen(string) : strnlen(string, c->precision));
}

/* Digits at *format, as a number. */
static int number_at(const char **format)
{
    int value = 0;

    for (; **format >= '0' && **format <= '9'; (*format)++)
        value = 10 * value + (**format - '0');
    return value;
}

static const char *parse_flags(const char *format, struct conversion *c)
{
    for (;; format++)
        switch (*format) {
        case '-':
            c->left = 1;
            break;
        case '+':
            c->plus = 1;
            break;
        case ' ':
            c->space = 1;
            break;
        case '#':
            c->alternative = 1;
            break;
        case '0':
            c->zero = 1;
            break;
        default:
            return format;
        }
}

static const char *parse_size(const char *format, struct conversion *c)
{
    switch (*format) {
    case 'h':
        c->size = format[1] == 'h' ? CHAR : SHORT;
        return format + (c->size == CHAR ? 2 : 1);
    case 'l':
        c->size = format[1] == 'l' ? LONG_LONG : LONG;
        return format + (c->size == LONG_LONG ? 2 : 1);
    case 'q':
    case 'j':
        c->size = LONG_LONG;
        return format + 1;
    case 'z':
    case 't':
        c->size = LONG;
        return format + 1;
    default:
        c->size = INT;
        return format;
    }
}

/* va_list may be an array, so it travels in a structure. */
struct arguments {
    va_list list;
};

static intmax_t signed_argument(struct arguments *arguments, enum size size)
{
    switch (size) {
    case LONG_LONG:
        return va_arg(arguments->list, long long);
    case LONG:
        return va_arg(arguments->list, long);
    case INT:
        return va_arg(arguments->list, int);
    case SHORT:
        return (short)va_arg(arguments->list, int);
    default:
        return (signed char)va_arg(arguments->list, int);
    }
}

static uintmax_t unsigned_argument(struct arguments *arguments, enum size size)
{
    switch (size) {
    case LONG_LONG:
        return va_arg(arguments->list, unsigned long long);
    case LONG:
        return va_arg(arguments->list, unsigned long);
    case INT:
        return va_arg(arguments->list, unsigned);
    case SHORT:
        return (unsigned short)va_arg(arguments->list, unsigned);
    default:
        return (unsigned char)va_arg(arguments->list, unsigned);
    }
}

static void store_count(struct arguments *arguments, enum size size, int count)
{
    void *place = va_arg(arguments->list, void *);

    switch (size) {
    case LONG_LONG:
        *(long long *)place = count;
        break;
    case LONG:
        *(long *)place = count;
        break;
    case INT:
        *(int *)place = count;
        break;
    case SHORT:
        *(short *)place = count;
        break;
    case CHAR:
        *(signed char *)place = count;
        break;
    }
}

static const char *parse(const char *format, struct conversion *c, struct arguments *arguments)
{
    *c = (struct conversion){ .precision = NONE };
    format = parse_flags(format, c);
    if (*format == '*') {
        c->width = va_arg(arguments->list, int);
        if (c->width < 0) {
            c->left = 1;
            c->width = -c->width;
        }
        format++;
    } else {
        c->width = number_at(&format);
    }
    if (*format == '.') {
        format++;
        if (*format == '*') {
            c->precision = va_arg(arguments->list, int);
            if (c->precision < 0)
                c->precision = NONE;
            format++;
        } else {
            c->precision = number_at(&format);
        }
    }
    return parse_size(format, c);
}

static const char lower[] = "0123456789abcdef";
static const char upper[] = "0123456789ABCDEF";

/* Puts one conversion; `count` characters were put before. Returns how many. */
static int put_conversion(FILE *stream, int letter, struct conversion *c,
                          struct arguments *arguments, int count)
{
    uintmax_t value;
    char character;

    switch (letter) {
    case 'd':
    case 'i': {
        intmax_t number = signed_argument(arguments, c->size);
        const char *sign = number < 0 ? "-" : c->plus ? "+" : c->space ? " " : "";

        value = number < 0 ? -(uintmax_t)number : (uintmax_t)number;
        return put_number(stream, c, value, 10, lower, sign);
    }
    case 'u':
        return put_number(stream, c, unsigned_argument(arguments, c->size), 10, lower, "");
    case 'o':
        return put_number(stream, c, unsigned_argument(arguments, c->size), 8, lower, "");
    case 'x':
        value = unsigned_argument(arguments, c->size);
        return put_number(stream, c, value, 16, lower, c->alternative && value != 0 ? "0x" : "");
    case 'X':
        value = unsigned_argument(arguments, c->size);
        return put_number(stream, c, value, 16, upper, c->alternative && value != 0 ? "0X" : "");
    case 'p':
        value = (uintptr_t)va_arg(arguments->list, void *);
        return put_number(stream, c, value, 16, lower, "0x");
    case 'c':
        character = va_arg(arguments->list, int);
        return put_field(stream, c, "", 0, &character, 1);
    case 's':
        return put_string(stream, c, va_arg(arguments->list, const char *));
    case 'n':
        store_count(arguments, c->size, count);
        return 0;
    default: /* of no meaning: itself */
        character = letter;
        return put_field(stream, c, "", 0, &character, 1);
    }
}

static int put_formatted(FILE *stream, const char *format, struct arguments *arguments)
{
    int count = 0;

    for (;;) {
        const char *start = format;
        struct conversion c;

        while (*format != '\0' && *format != '%')
            format++;
        if (format > start)
            _write_bytes(stream, start, format - start);
        count += format - start;
        if (*format++ == '\0')
            break;
        if (*format == '%') {
            putc('%', stream);
            count++;
            format++;
            continue;
        }
        format = parse(format, &c, arguments);
        if (*format == '\0')
            break;
        count += put_conversion(stream, *format++, &c, arguments, count);
    }
    return count;
}

#define COLLECTED 256 /* bytes of an unbuffered stream that are written together */

int vfprintf(FILE *restrict stream, const char *restrict format, va_list list)
{
    unsigned char buffer[COLLECTED];
    struct arguments arguments;
    int unbuffered = stream->flags & _STREAM_UNBUFFERED && !(stream->flags & _STREAM_STRING);
    int count;

    va_copy(arguments.list, list);
    if (unbuffered) {
        fflush(stream);
        stream->base = stream->next = buffer;
        stream->size = sizeof(buffer);
        stream->flags = (stream->flags & ~(_STREAM_UNBUFFERED | _STREAM_READING)) | _STREAM_WRITING;
        stream->readable = 0;
        stream->writable = sizeof(buffer);
    } else if (_begin_writing(stream) == EOF) {
        va_end(arguments.list);
        return -1;
    }
    count = put_formatted(stream, format, &arguments);
    va_end(arguments.list);
    if (unbuffered) {
        _flush_stream(stream);
        stream->base = stream->next = NULL;
        stream->writable = 0;
        stream->flags = (stream->flags & ~_STREAM_WRITING) | _STREAM_UNBUFFERED;
    }
    return stream->flags & _STREAM_ERROR ? -1 : count;
}
