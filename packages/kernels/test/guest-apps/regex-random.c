/*
 * Random patterns and strings: our regular expressions against the host's. Prints the patterns and
 * strings that they disagree about; what the groups match only if it is asked to.
 *
 *     regex-random seed rounds [groups]
 *
 * Anchors are outside of groups only, and nothing is compared of expressions that have both
 * references and alternatives or repeated groups: about these glibc is often wrong, by POSIX's
 * rules: \(^a*$\) behind a newline, (^b)+, (.*\ba)+, references to groups that took no part. Neither
 * are groups compared where there are alternatives, of which glibc may take one that makes a shorter
 * group, or where groups are repeated: it gives them a last repetition of nothing, or what they had
 * in an earlier one, or never ends.
 *
 * Built with our functions renamed to guest_*; this file sees the host's <regex.h>.
 */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Our regex_t and regmatch_t have this form on every host. */
struct guest_regex {
    size_t re_nsub;
    void *program;
};
struct guest_match {
    int so, eo;
};
int guest_regcomp(struct guest_regex *, const char *, int);
int guest_regexec(const struct guest_regex *, const char *, size_t, struct guest_match *, int);
void guest_regfree(struct guest_regex *);

/* Our flags; the host's have their own values. */
enum { EXTENDED = 1, ICASE = 2, NOSUB = 4, NEWLINE = 8, NOTBOL = 1, NOTEOL = 2, STARTEND = 4 };

#define PATTERN 64
#define STRING 12
#define GROUPS 5
#define STRINGS_PER_PATTERN 12

static unsigned long long state;

static unsigned below(unsigned limit)
{
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(state >> 33) % limit;
}

struct text {
    char bytes[PATTERN * 4];
    int length;
};

static void add(struct text *t, const char *s)
{
    size_t n = strlen(s);
    if (t->length + n < sizeof t->bytes) {
        memcpy(t->bytes + t->length, s, n + 1);
        t->length += (int)n;
    }
}

static int has_choice, repeats_group;
static int groups, extended, with_references, with_bounds, with_anchors;

static const char *const brackets[] = {"[ab]",       "[^a]",         "[a-c]",  "[[:alpha:]]",
                                       "[^[:digit:]b]", "[]a]",       "[a-]",   "[[=a=]b]",
                                       "[[.-.]a]",   "[^]c]",        "[A-C]",  "[[:upper:]1]"};

static void choice(struct text *t, int depth);

/* Returns whether it has groups. */
static int atom(struct text *t, int depth)
{
    int groups_before = groups;
    char reference[3] = "\\1";
    unsigned kind = below(20);

    if (kind < 8) {
        char c[2] = {"abcabA1\n"[below(8)], 0};
        add(t, c);
    } else if (kind < 10) {
        add(t, ".");
    } else if (kind < 12) {
        add(t, brackets[below(sizeof brackets / sizeof *brackets)]);
    } else if (kind < 18 && depth < 3 && groups < GROUPS - 1) {
        int mine = ++groups;
        add(t, extended ? "(" : "\\(");
        choice(t, depth + 1);
        add(t, extended ? ")" : "\\)");
        if (with_references && below(2)) {
            reference[1] = (char)('0' + mine);
            add(t, reference);
        }
    } else {
        add(t, "b");
    }
    return groups > groups_before;
}

static int repetition(struct text *t)
{
    static const char *const bounds[] = {"2", "0,1", "1,2", "2,", "0,", "1", "0", "1,3"};
    unsigned kind = below(with_bounds ? 8 : 6);

    if (kind < 3)
        add(t, "*");
    else if (kind == 3)
        add(t, extended ? "+" : "\\+");
    else if (kind == 4)
        add(t, extended ? "?" : "\\?");
    else if (kind == 5)
        return 0;
    else {
        add(t, extended ? "{" : "\\{");
        add(t, bounds[below(8)]);
        add(t, extended ? "}" : "\\}");
    }
    return 1;
}

static void sequence(struct text *t, int depth)
{
    int parts = 1 + (int)below(4);

    if (with_anchors && depth == 0 && below(8) == 0)
        add(t, "^");
    for (int i = 0; i < parts; i++) {
        if (with_anchors && depth == 0 && below(16) == 0)
            add(t, below(2) ? "\\<" : below(2) ? "\\b" : "\\>");
        int has_groups = atom(t, depth);
        if (below(3) == 0 && repetition(t) && has_groups)
            repeats_group = 1;
    }
    if (with_anchors && depth == 0 && below(8) == 0)
        add(t, "$");
}

static void choice(struct text *t, int depth)
{
    sequence(t, depth);
    while (below(6) == 0) {
        has_choice = 1;
        add(t, extended ? "|" : "\\|");
        sequence(t, depth);
    }
}

static void print(const char *what, const char *s)
{
    printf("%s \"", what);
    for (; *s; s++)
        if (*s == '\n')
            printf("\\n");
        else
            putchar(*s);
    printf("\" ");
}

static int host_flags(int flags)
{
    return (flags & EXTENDED ? REG_EXTENDED : 0) | (flags & ICASE ? REG_ICASE : 0) |
           (flags & NEWLINE ? REG_NEWLINE : 0);
}

int main(int argc, char **argv)
{
    int rounds = argc > 2 ? atoi(argv[2]) : 1000;
    int matches = 0, compared = 0, wrong = 0, wrong_groups = 0, wrong_codes = 0;
    int show = argc > 3;

    state = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    for (int round = 0; round < rounds; round++) {
        struct text pattern = {.length = 0};
        int flags = (int)(below(2) * EXTENDED | (below(4) == 0) * ICASE | (below(6) == 0) * NEWLINE);
        struct guest_regex ours;
        regex_t host;

        extended = flags & EXTENDED;
        groups = has_choice = repeats_group = 0;
        with_references = below(4) == 0;
        with_bounds = below(2);
        with_anchors = below(2);
        choice(&pattern, 0);
        int code = guest_regcomp(&ours, pattern.bytes, flags);
        int host_code = regcomp(&host, pattern.bytes, host_flags(flags));
        if ((code != 0) != (host_code != 0)) {
            wrong_codes++;
            print("compile", pattern.bytes);
            printf("flags %d: ours %d, host's %d\n", flags, code, host_code);
        }
        int is_doubtful =
            strpbrk(pattern.bytes, "123456789") != NULL && with_references && (has_choice || repeats_group);
        if (code != 0 || host_code != 0 || is_doubtful) {
            if (code == 0)
                guest_regfree(&ours);
            if (host_code == 0)
                regfree(&host);
            continue;
        }
        for (int k = 0; k < STRINGS_PER_PATTERN; k++) {
            char string[STRING + 1];
            int length = (int)below(STRING), eflags = (int)below(8) == 0 ? (int)below(4) : 0;
            int from = 0, to = length;
            struct guest_match m[GROUPS];
            regmatch_t h[GROUPS];

            for (int i = 0; i < length; i++)
                string[i] = "aabbccA1-\n"[below(10)];
            string[length] = '\0';
            if (below(8) == 0) {
                eflags |= STARTEND;
                from = (int)below((unsigned)length + 1);
                to = from + (int)below((unsigned)(length - from) + 1);
                m[0].so = h[0].rm_so = from;
                m[0].eo = h[0].rm_eo = to;
            }
            int e = guest_regexec(&ours, string, GROUPS, m, eflags);
            int with_groups = !repeats_group && !has_choice;
            /* With one match to be set glibc looks for no groups. */
            int he = regexec(&host, string, with_groups ? GROUPS : 1, h,
                             (eflags & NOTBOL ? REG_NOTBOL : 0) | (eflags & NOTEOL ? REG_NOTEOL : 0) |
                                 (eflags & STARTEND ? REG_STARTEND : 0));
            int bad = (e != 0) != (he != 0) ||
                      (e == 0 && (m[0].so != h[0].rm_so || m[0].eo != h[0].rm_eo));
            int bad_group = 0;
            compared++;
            matches += e == 0;
            if (!bad && e == 0 && with_groups)
                for (int g = 1; g < GROUPS; g++)
                    bad_group |= m[g].so != h[g].rm_so || m[g].eo != h[g].rm_eo;
            wrong += bad;
            wrong_groups += bad_group;
            if (bad || (bad_group && show)) {
                print(bad ? "match" : "groups", pattern.bytes);
                print("in", string);
                printf("flags %d %d [%d,%d):", flags, eflags, from, to);
                for (int g = 0; g < GROUPS && e == 0; g++)
                    printf(" (%d,%d)", m[g].so, m[g].eo);
                printf(" | host's");
                for (int g = 0; g < (with_groups ? GROUPS : 1) && he == 0; g++)
                    printf(" (%d,%d)", h[g].rm_so, h[g].rm_eo);
                printf("\n");
            }
        }
        guest_regfree(&ours);
        regfree(&host);
    }
    printf("%d compared, %d matches; different: %d codes, %d matches, %d groups\n", compared, matches,
           wrong_codes, wrong, wrong_groups);
    return 0;
}
