/* getopt: takes the options of a command line one after the other, as POSIX says. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char *optarg;
int optind = 1;
int opterr = 1;
int optopt;

/* What is left of the word of options that is being taken apart. */
static const char *rest = "";

static int refused(char *const arguments[], const char *options, const char *why, int answer)
{
    if (opterr && *options != ':')
        fprintf(stderr, "%s: %s -- %c\n", arguments[0], why, optopt);
    return *options == ':' ? answer : '?';
}

/* The word is done with. */
static void next_word(void)
{
    rest = "";
    optind++;
}

int getopt(int count, char *const arguments[], const char *options)
{
    const char *option;

    if (optind == 0) { /* begin anew */
        optind = 1;
        rest = "";
    }
    if (*rest == '\0') {
        const char *word = optind < count ? arguments[optind] : NULL;

        if (word == NULL || word[0] != '-' || word[1] == '\0')
            return -1;
        if (strcmp(word, "--") == 0) {
            optind++;
            return -1;
        }
        rest = word + 1;
    }
    optopt = (unsigned char)*rest++;
    option = optopt == ':' ? NULL : strchr(options, optopt);
    if (option == NULL || option[1] != ':') {
        if (*rest == '\0')
            next_word();
        return option == NULL ? refused(arguments, options, "illegal option", '?') : optopt;
    }
    optarg = (char *)rest;
    next_word();
    if (*optarg == '\0') {
        if (optind >= count) {
            optarg = NULL;
            return refused(arguments, options, "option requires an argument", ':');
        }
        optarg = arguments[optind++];
    }
    return optopt;
}
