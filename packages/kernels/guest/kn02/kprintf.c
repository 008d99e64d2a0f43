/*
 * Messages for people, a character at a time by console_putchar(): a kernel's go to the console by
 * polling, at any level. Knows %d %i %u %x %o %c %s %p %%,
 * widths, 0 and -, and l, which changes nothing here.
 */
#include <stdarg.h>

#include "services.h"

#define DIGITS 11 /* of a word in octal */

struct conversion {
    unsigned width;
    bool zeros, left;
};

static void put_padding(const struct conversion *c, unsigned length, char fill)
{
    for (unsigned i = length; i < c->width; i++)
        console_putchar(fill);
}

static void put_text(const struct conversion *c, const char *text, unsigned length)
{
    if (!c->left)
        put_padding(c, length, ' ');
    for (unsigned i = 0; i < length; i++)
        console_putchar(text[i]);
    if (c->left)
        put_padding(c, length, ' ');
}

static void put_number(const struct conversion *c, uint32_t value, unsigned base, bool negative)
{
    char digits[DIGITS + 1];
    unsigned first = sizeof digits;

    do {
        digits[--first] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    if (c->zeros && !c->left) {
        if (negative)
            console_putchar('-');
        put_padding(c, sizeof digits - first + negative, '0');
        for (; first < sizeof digits; first++)
            console_putchar(digits[first]);
        return;
    }
    if (negative)
        digits[--first] = '-';
    put_text(c, digits + first, sizeof digits - first);
}

static unsigned length_of(const char *text)
{
    unsigned length = 0;

    while (text[length] != '\0')
        length++;
    return length;
}

void kvprintf(const char *format, va_list arguments)
{
    for (; *format != '\0'; format++) {
        struct conversion c = { 0 };
        const char *text;
        char character;
        int value;

        if (*format != '%') {
            console_putchar(*format);
            continue;
        }
        for (format++; *format == '0' || *format == '-'; format++)
            *(*format == '0' ? &c.zeros : &c.left) = true;
        for (; *format >= '0' && *format <= '9'; format++)
            c.width = c.width * 10 + *format - '0';
        while (*format == 'l' || *format == 'z')
            format++;
        switch (*format) {
        case 'd':
        case 'i':
            value = va_arg(arguments, int);
            put_number(&c, value < 0 ? -(uint32_t)value : (uint32_t)value, 10, value < 0);
            break;
        case 'u':
            put_number(&c, va_arg(arguments, uint32_t), 10, false);
            break;
        case 'o':
            put_number(&c, va_arg(arguments, uint32_t), 8, false);
            break;
        case 'x':
        case 'p':
            put_number(&c, va_arg(arguments, uint32_t), 16, false);
            break;
        case 'c':
            character = va_arg(arguments, int);
            put_text(&c, &character, 1);
            break;
        case 's':
            text = va_arg(arguments, const char *);
            if (text == NULL)
                text = "(null)";
            put_text(&c, text, length_of(text));
            break;
        case '\0':
            return;
        default:
            console_putchar(*format);
        }
    }
}

void kprintf(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    kvprintf(format, arguments);
    va_end(arguments);
}
