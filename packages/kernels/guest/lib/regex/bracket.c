/* Bracket expressions: [abc] [^a-z] [[:alpha:]_] [[=a=]] [[.-.]]. */
#include <ctype.h>
#include <string.h>

#include "program.h"

static const struct {
    const char *name;
    int (*has)(int);
} classes[] = {
    {"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
    {"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
    {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit},
};
#define CLASSES (sizeof classes / sizeof classes[0])

/* Adds the class that the text names. */
static int add_class(const unsigned char *name, size_t length, unsigned char *set)
{
    for (size_t i = 0; i < CLASSES; i++) {
        if (strlen(classes[i].name) != length || memcmp(classes[i].name, name, length) != 0)
            continue;
        for (int byte = 0; byte < BYTES; byte++)
            if (classes[i].has(byte))
                ADD_TO_SET(set, byte);
        return 0;
    }
    return REG_ECTYPE;
}

/* Where a [: [= or [. ends: at its :] =] or .], or NULL. */
static const unsigned char *closing(const unsigned char *at, int mark)
{
    for (; *at != '\0'; at++)
        if (*at == mark && at[1] == ']')
            return at;
    return NULL;
}

/* One end of a range, or a byte by itself: as it is or as [.x.]. */
static int element(const unsigned char **at, int *byte)
{
    const unsigned char *p = *at;

    if (*p == '\0')
        return REG_EBRACK;
    if (*p != '[' || (p[1] != '.' && p[1] != '=' && p[1] != ':')) {
        *byte = *p;
        *at = p + 1;
        return 0;
    }
    const unsigned char *end = closing(p + 2, p[1]);
    if (end == NULL)
        return REG_EBRACK;
    if (p[1] != '.')
        return REG_ERANGE;
    if (end != p + 3)
        return REG_ECOLLATE;
    *byte = p[2];
    *at = end + 2;
    return 0;
}

/* A class, an equivalence class, a byte or a range. */
static int item(const unsigned char **at, unsigned char *set)
{
    const unsigned char *p = *at;
    int low, high, error;

    if (*p == '[' && (p[1] == ':' || p[1] == '=')) {
        const unsigned char *end = closing(p + 2, p[1]);
        if (end == NULL)
            return REG_EBRACK;
        *at = end + 2;
        if (p[1] == ':') {
            if ((error = add_class(p + 2, (size_t)(end - p - 2), set)) != 0)
                return error;
        } else if (end == p + 3) {
            ADD_TO_SET(set, p[2]);
        } else {
            return REG_ECOLLATE;
        }
        /* Neither begins a range. */
        return (*at)[0] == '-' && (*at)[1] != ']' ? REG_ERANGE : 0;
    }
    if ((error = element(at, &low)) != 0)
        return error;
    if ((*at)[0] != '-' || (*at)[1] == ']') {
        ADD_TO_SET(set, low);
        return 0;
    }
    ++*at;
    if ((error = element(at, &high)) != 0)
        return error;
    if (low > high)
        return REG_ERANGE;
    for (; low <= high; low++)
        ADD_TO_SET(set, low);
    /* a-c-e means nothing. */
    return (*at)[0] == '-' && (*at)[1] != ']' ? REG_ERANGE : 0;
}

/* With every letter its other case. */
void regex_fold(unsigned char *set)
{
    for (int byte = 0; byte < BYTES; byte++)
        if (isalpha(byte) && IN_SET(set, byte)) {
            ADD_TO_SET(set, tolower(byte));
            ADD_TO_SET(set, toupper(byte));
        }
}

/* Reads what follows a [, and moves behind its ]. */
int regex_bracket(struct regex_program *program, const unsigned char **at, unsigned char *set)
{
    const unsigned char *p = *at;
    int complement = *p == '^';
    int error;

    memset(set, 0, SET_BYTES);
    p += complement;
    /* A ] that comes first is one of the bytes. */
    do {
        if (*p == '\0')
            return REG_EBRACK;
        if ((error = item(&p, set)) != 0)
            return error;
    } while (*p != ']');
    *at = p + 1;
    if (program->flags & REG_ICASE)
        regex_fold(set);
    if (complement) {
        for (int i = 0; i < SET_BYTES; i++)
            set[i] = (unsigned char)~set[i];
        if (program->flags & REG_NEWLINE)
            set['\n' >> 3] &= (unsigned char)~(1 << ('\n' & 7));
    }
    return 0;
}
