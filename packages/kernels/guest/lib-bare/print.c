#include "print.h"

#include <stdarg.h>
#include <stdint.h>

#include "prom.h"

#define LINE 160   /* longest text of one call */
#define DIGITS 10  /* of a 32-bit number */

struct text {
    int length;
    char bytes[LINE + 1];
};

/* GXemul's PROM takes a string whose address is a multiple of 256 to be empty: `bytes` is at 4. */
static struct text line __attribute__((aligned(256)));

static void put(struct text *text, char c)
{
    if (text->length < LINE)
        text->bytes[text->length++] = c;
}

static void put_number(struct text *text, uint32_t value, unsigned base, int width, char fill)
{
    char digits[DIGITS];
    int count = 0;

    do {
        digits[count++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    for (; width > count; width--)
        put(text, fill);
    while (count > 0)
        put(text, digits[--count]);
}

static void print_arguments(const char *format, va_list arguments)
{
    struct text *text = &line;

    text->length = 0;
    for (; *format != '\0'; format++) {
        if (*format != '%') {
            put(text, *format);
            continue;
        }
        char fill = *++format == '0' ? '0' : ' ';
        int width = 0;
        for (; *format >= '0' && *format <= '9'; format++)
            width = width * 10 + *format - '0';
        if (*format == 'd') {
            int value = va_arg(arguments, int);
            if (value < 0)
                put(text, '-');
            put_number(text, value < 0 ? -(uint32_t)value : (uint32_t)value, 10, width, fill);
        } else if (*format == 'u' || *format == 'x') {
            put_number(text, va_arg(arguments, uint32_t), *format == 'x' ? 16 : 10, width, fill);
        } else if (*format == 's') {
            const char *string = va_arg(arguments, const char *);
            for (; *string != '\0'; string++, width--)
                put(text, *string);
            for (; width > 0; width--)
                put(text, ' ');
        } else if (*format == 'c') {
            put(text, va_arg(arguments, int));
        } else {
            put(text, *format);
        }
    }
    text->bytes[text->length] = '\0';
    prom_printf("%s", text->bytes);
}

void print(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_arguments(format, arguments);
    va_end(arguments);
}

void panic(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_arguments(format, arguments);
    va_end(arguments);
    prom_printf("PANIC\n");
    prom_halt();
}
