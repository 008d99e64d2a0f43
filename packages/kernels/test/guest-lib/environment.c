/* The environment, getopt, and parts of path names. */
#include <libgen.h>
#include <unistd.h>

#include "compare.h"

char *guest_getenv(const char *);
char *guest_basename(char *);
char *guest_dirname(char *);
int guest_setenv(const char *, const char *, int);
int guest_unsetenv(const char *);
int guest_getopt(int, char *const[], const char *);
extern char **guest_environ;
extern char *guest_optarg;
extern int guest_optind, guest_opterr, guest_optopt;

static void compare_environment(void)
{
    char name[3] = { 'A' + below(4), one_in(2) ? 'B' : '\0', '\0' };
    char value[12];
    const char *ours, *theirs;

    sprintf(value, "%u", below(1000));
    switch (below(3)) {
    case 0: {
        int overwrite = one_in(2);

        guest_setenv(name, value, overwrite);
        setenv(name, value, overwrite);
        break;
    }
    case 1:
        guest_unsetenv(name);
        unsetenv(name);
        break;
    default:
        ours = guest_getenv(name);
        theirs = getenv(name);
        if ((ours == NULL) != (theirs == NULL) || (ours != NULL && strcmp(ours, theirs) != 0))
            DIFFER("getenv %s: %s; the host: %s", name, ours, theirs);
    }
}

#define MOST_WORDS 8

static void compare_options(void)
{
    static const char *const option_strings[] = { "ab:c", ":ab:c", "abc", "a:b:" };
    static char words[MOST_WORDS][8];
    char *our_words[MOST_WORDS + 1], *their_words[MOST_WORDS + 1];
    const char *options = option_strings[below(4)];
    char posix_options[16];
    int count = below(MOST_WORDS) + 1;

    for (int i = 0; i < count; i++) {
        char *word = words[i];

        if (one_in(2))
            *word++ = '-';
        for (unsigned letters = below(4); letters > 0; letters--)
            *word++ = "abcd-"[below(5)];
        *word = '\0';
        our_words[i] = their_words[i] = words[i];
    }
    our_words[count] = their_words[count] = NULL;
    /* The host's otherwise takes options from behind the first other word, too. */
    sprintf(posix_options, "+%s", options);
    guest_optind = optind = 0;
    guest_opterr = opterr = 0;
    for (;;) {
        int ours, theirs;

        guest_optarg = optarg = NULL;
        ours = guest_getopt(count, our_words, options);
        theirs = getopt(count, their_words, posix_options);
        if (ours != theirs || guest_optarg != optarg || guest_optind != optind) {
            DIFFER("getopt \"%s\": %c %s %d; the host: %c %s %d", options, ours, guest_optarg,
                   guest_optind, theirs, optarg, optind);
            return;
        }
        if (ours == -1)
            break;
        if ((ours == '?' || ours == ':') && guest_optopt != optopt)
            DIFFER("getopt: optopt %c; the host: %c", guest_optopt, optopt);
    }
}

static void compare_paths(void)
{
    char path[12], ours[12], theirs[12];
    unsigned length = below(sizeof(path));

    for (unsigned i = 0; i < length; i++)
        path[i] = "/ab."[below(4)];
    path[length] = '\0';
    if (strncmp(path, "//", 2) == 0) /* may be something else than "/" */
        return;
    if (strcmp(guest_basename(strcpy(ours, path)), basename(strcpy(theirs, path))) != 0)
        DIFFER("basename of \"%s\": \"%s\"", path, guest_basename(strcpy(ours, path)));
    if (strcmp(guest_dirname(strcpy(ours, path)), dirname(strcpy(theirs, path))) != 0)
        DIFFER("dirname of \"%s\": \"%s\"", path, guest_dirname(strcpy(ours, path)));
}

void test(long rounds, const char *folder)
{
    static char *inherited[] = { "A=1", "BB=2", NULL };

    (void)folder;
    guest_environ = inherited;
    clearenv();
    setenv("A", "1", 1);
    setenv("BB", "2", 1);
    for (long i = 0; i < rounds; i++) {
        compare_environment();
        compare_options();
        compare_paths();
    }
}
