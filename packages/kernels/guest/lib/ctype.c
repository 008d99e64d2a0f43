/* Classes of characters: the table of ctype.h, and its macros as functions. ASCII only. */
#include <ctype.h>

#define C _CTYPE_CONTROL
#define CS (_CTYPE_CONTROL | _CTYPE_SPACE)
#define B (_CTYPE_SPACE | _CTYPE_BLANK)
#define P _CTYPE_PUNCT
#define D _CTYPE_DIGIT
#define U _CTYPE_UPPER
#define UX (_CTYPE_UPPER | _CTYPE_HEX)
#define L _CTYPE_LOWER
#define LX (_CTYPE_LOWER | _CTYPE_HEX)

/* EOF, 128 characters of ASCII, and 128 of no class. */
const unsigned char _ctype_classes[1 + 256] = {
    0,
    C, C, C, C, C, C, C, C, C, CS, CS, CS, CS, CS, C, C,
    C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
    B, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P,
    D, D, D, D, D, D, D, D, D, D, P, P, P, P, P, P,
    P, UX, UX, UX, UX, UX, UX, U, U, U, U, U, U, U, U, U,
    U, U, U, U, U, U, U, U, U, U, U, P, P, P, P, P,
    P, LX, LX, LX, LX, LX, LX, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, P, P, P, P, C,
};

#define AS_FUNCTION(name)  \
    int (name)(int c)      \
    {                      \
        return name(c);    \
    }

AS_FUNCTION(isalpha)
AS_FUNCTION(isupper)
AS_FUNCTION(islower)
AS_FUNCTION(isdigit)
AS_FUNCTION(isxdigit)
AS_FUNCTION(isalnum)
AS_FUNCTION(isspace)
AS_FUNCTION(ispunct)
AS_FUNCTION(isprint)
AS_FUNCTION(isgraph)
AS_FUNCTION(iscntrl)

int isblank(int c)
{
    return c == ' ' || c == '\t';
}

int isascii(int c)
{
    return (unsigned)c < 128;
}

int toascii(int c)
{
    return c & 127;
}

int toupper(int c)
{
    return islower(c) ? c - 'a' + 'A' : c;
}

int tolower(int c)
{
    return isupper(c) ? c - 'A' + 'a' : c;
}
