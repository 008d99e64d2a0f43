/* strtol and its relatives, and what is made of characters. */
#include <ctype.h>
#include <errno.h>

#include "compare.h"

long guest_strtol(const char *, char **, int);
unsigned long guest_strtoul(const char *, char **, int);
long long guest_strtoll(const char *, char **, int);
unsigned long long guest_strtoull(const char *, char **, int);
int guest_atoi(const char *);
extern int guest_errno;

#define OUR_ERANGE 34
#define OUR_EINVAL 22
_Static_assert(ERANGE == OUR_ERANGE && EINVAL == OUR_EINVAL, "the same numbers on the host");

#define COMPARE(function)                                                                    \
    do {                                                                                     \
        char *our_end, *their_end;                                                           \
        long long ours, theirs;                                                              \
        guest_errno = errno = 0;                                                             \
        ours = guest_##function(text, &our_end, base);                                       \
        theirs = function(text, &their_end, base);                                           \
        if (ours != theirs || our_end != their_end || guest_errno != (errno == EINVAL ? 0 : errno)) \
            DIFFER(#function "(\"%s\", %d): %lld, %d, errno %d; the host: %lld, %d, %d", text, \
                   base, ours, (int)(our_end - text), guest_errno, theirs,                   \
                   (int)(their_end - text), errno);                                          \
    } while (0)

static void make_text(char *text)
{
    static const char alphabet[] = "0123456789abcdefxXzZ -+";
    unsigned length = below(24);

    while (one_in(4))
        *text++ = " \t\n\v\f\r"[below(6)];
    if (one_in(3))
        *text++ = "+-"[below(2)];
    if (one_in(4))
        *text++ = '0';
    if (one_in(4))
        *text++ = "xX"[below(2)];
    while (length-- > 0)
        *text++ = alphabet[one_in(8) ? below(sizeof(alphabet) - 1) : below(10)];
    *text = '\0';
}

#define CLASSES(WITH)                                                                        \
    WITH(isalpha) WITH(isupper) WITH(islower) WITH(isdigit) WITH(isxdigit) WITH(isalnum)     \
    WITH(isspace) WITH(isblank) WITH(ispunct) WITH(isprint) WITH(isgraph) WITH(iscntrl)
#define DECLARE(name) int guest_##name(int);
CLASSES(DECLARE)
int guest_toupper(int);
int guest_tolower(int);

static void compare_classes(void)
{
    for (int c = EOF; c < 256; c++) {
#define COMPARE_CLASS(name)                        \
    if ((guest_##name(c) != 0) != (name(c) != 0))  \
        DIFFER(#name " of %d", c);
        CLASSES(COMPARE_CLASS)
        if (guest_toupper(c) != toupper(c) || guest_tolower(c) != tolower(c))
            DIFFER("other case of %d", c);
    }
}

void test(long rounds, const char *folder)
{
    (void)folder;
    compare_classes();
    for (long i = 0; i < rounds; i++) {
        char text[80];
        int base = one_in(3) ? 10 : one_in(2) ? 0 : (int)below(35) + 2;

        make_text(text);
        COMPARE(strtol);
        COMPARE(strtoul);
        COMPARE(strtoll);
        COMPARE(strtoull);
        if (guest_atoi(text) != atoi(text))
            DIFFER("atoi(\"%s\")", text);
    }
}
