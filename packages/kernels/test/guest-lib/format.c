/* printf's and scanf's formats. */
#include "compare.h"

int guest_snprintf(char *, size_t, const char *, ...);
int guest_sscanf(const char *, const char *, ...);

#define TEXT 400

static void make_format(char *format, char letter, const char *size)
{
    static const char flags[] = "-+ #0";
    int is_number = strchr("diuoxX", letter) != NULL;

    *format++ = '<';
    *format++ = '%';
    for (int i = 0; flags[i] != '\0'; i++)
        if (one_in(4) && (flags[i] == '-' || is_number) &&
            !(flags[i] == '#' && strchr("diu", letter) != NULL))
            *format++ = flags[i];
    if (one_in(2))
        format += sprintf(format, "%u", below(one_in(10) ? 60 : 12) + 1);
    if (one_in(2) && letter != 'c')
        format += sprintf(format, one_in(8) ? "." : ".%u", below(one_in(10) ? 60 : 12));
    sprintf(format, "%s%c>", size, letter);
}

static void compare_number(void)
{
    static const char letters[] = "diuoxX";
    static const char *const sizes[] = { "hh", "h", "", "l", "ll", "j", "z", "t" };
    unsigned size = below(8);
    uint64_t value = any_number();
    char format[TEXT], ours[TEXT], theirs[TEXT];
    size_t room = one_in(4) ? below(12) : TEXT;
    int our_count, their_count;

    memset(ours, '!', TEXT);
    memset(theirs, '!', TEXT);
    make_format(format, letters[below(6)], sizes[size]);
    if (size < 3) {
        our_count = guest_snprintf(ours, room, format, (int)value);
        their_count = snprintf(theirs, room, format, (int)value);
    } else {
        our_count = guest_snprintf(ours, room, format, (long)value);
        their_count = snprintf(theirs, room, format, (long)value);
    }
    if (our_count != their_count || memcmp(ours, theirs, TEXT) != 0)
        DIFFER("%s of %lld: \"%.80s\" (%d); the host: \"%.80s\" (%d)", format, (long long)value,
               room ? ours : "", our_count, room ? theirs : "", their_count);
}

static void compare_text(void)
{
    char string[32], format[TEXT], ours[TEXT], theirs[TEXT];
    unsigned length = below(sizeof(string));
    int our_count, their_count;

    for (unsigned i = 0; i < length; i++)
        string[i] = ' ' + below(95);
    string[length] = '\0';
    make_format(format, 's', "");
    our_count = guest_snprintf(ours, TEXT, format, string);
    their_count = snprintf(theirs, TEXT, format, string);
    if (our_count != their_count || strcmp(ours, theirs) != 0)
        DIFFER("%s of \"%s\": \"%s\"; the host: \"%s\"", format, string, ours, theirs);
    make_format(format, 'c', "");
    our_count = guest_snprintf(ours, TEXT, format, string[0]);
    their_count = snprintf(theirs, TEXT, format, string[0]);
    if (our_count != their_count || memcmp(ours, theirs, our_count) != 0)
        DIFFER("%s of character %d: \"%s\"; the host: \"%s\"", format, string[0], ours, theirs);
}

static void compare_several(void)
{
    int width = (int)below(20) - 10, precision = (int)below(12) - 3, a = any_number();
    long b = any_number();
    char ours[TEXT], theirs[TEXT];
    int our_place = 0, their_place = 0;
    static const char format[] = "%*.*d %% %ld%n|%-*s|%p %#lx";

    guest_snprintf(ours, TEXT, format, width, precision, a, b, &our_place, width, "text",
                   (void *)&ours, b);
    snprintf(theirs, TEXT, format, width, precision, a, b, &their_place, width, "text",
             (void *)&ours, b);
    if (strcmp(ours, theirs) != 0 || our_place != their_place)
        DIFFER("several: \"%s\"; the host: \"%s\"", ours, theirs);
}

static void compare_scan(void)
{
    static const char alphabet[] = "0123456789abcdefx+- \t\n,:;%zXYZ";
    static const char *const formats[] = {
        "%d %d %d",       "%i,%i,%i",         "%x %x %o",         "%2d%3d%1d",
        "%u:%u;%u",       "%*d %d%n",         "%*x%n%i",          "%d%%%d",
        " %d ,%n%d",      "%3i%4i%2x",        "%o%n %x",          "%1d%2x%3o",
    };
    static const char *const text_formats[] = {
        "%s %s", "%3s%s", "%[0-9]%[^0-9]", "%*s%s", "%5[a-z]%1s", "%[^,],%s", "%[]x-]%[^]a]",
        "%[-a]%s", "%*[ -~]%s",
    };
    char text[24];
    unsigned length = below(sizeof(text));

    for (unsigned i = 0; i < length; i++)
        text[i] = alphabet[below(one_in(3) ? 10 : sizeof(alphabet) - 1)];
    text[length] = '\0';
    {
        int ours[3] = { -7, -7, -7 }, theirs[3] = { -7, -7, -7 };
        const char *format = formats[below(sizeof(formats) / sizeof(formats[0]))];
        int our_count = guest_sscanf(text, format, &ours[0], &ours[1], &ours[2]);
        int their_count = sscanf(text, format, &theirs[0], &theirs[1], &theirs[2]);

        if (our_count != their_count || memcmp(ours, theirs, sizeof(ours)) != 0)
            DIFFER("scan %s of \"%s\": %d (%d %d %d); the host: %d (%d %d %d)", format, text,
                   our_count, ours[0], ours[1], ours[2], their_count, theirs[0], theirs[1],
                   theirs[2]);
    }
    {
        char ours[2][32] = { "-", "-" }, theirs[2][32] = { "-", "-" };
        const char *format = text_formats[below(sizeof(text_formats) / sizeof(text_formats[0]))];
        int our_count = guest_sscanf(text, format, ours[0], ours[1]);
        int their_count = sscanf(text, format, theirs[0], theirs[1]);

        if (our_count != their_count || strcmp(ours[0], theirs[0]) != 0 ||
            strcmp(ours[1], theirs[1]) != 0)
            DIFFER("scan %s of \"%s\": %d \"%s\" \"%s\"; the host: %d \"%s\" \"%s\"", format, text,
                   our_count, ours[0], ours[1], their_count, theirs[0], theirs[1]);
    }
}

void test(long rounds, const char *folder)
{
    (void)folder;
    for (long i = 0; i < rounds; i++) {
        compare_number();
        compare_text();
        compare_several();
        compare_scan();
    }
}
