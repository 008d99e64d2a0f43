/*
 * Matches what it reads, three lines each: flags, pattern, string. Prints a line for each: an error
 * code, "no", or where the match and its groups are. Flags are letters: E extended, I either case,
 * L lines, b e not at the string's beginning or end, N no groups.
 */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GROUPS 10

static char *read_line(void)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length = getline(&line, &capacity, stdin);

    if (length < 0) {
        free(line);
        return NULL;
    }
    if (line[length - 1] == '\n')
        line[length - 1] = '\0';
    /* A newline is written as a vertical tab. */
    for (char *p = line; *p != '\0'; p++)
        if (*p == '\v')
            *p = '\n';
    return line;
}

static int flag(const char *flags, int letter, int value)
{
    return strchr(flags, letter) != NULL ? value : 0;
}

static void match(const char *flags, const char *pattern, const char *string)
{
    int compile = flag(flags, 'E', REG_EXTENDED) | flag(flags, 'I', REG_ICASE) |
                  flag(flags, 'L', REG_NEWLINE) | flag(flags, 'N', REG_NOSUB);
    int execute = flag(flags, 'b', REG_NOTBOL) | flag(flags, 'e', REG_NOTEOL);
    regmatch_t groups[GROUPS];
    regex_t regex;

    int error = regcomp(&regex, pattern, compile);
    if (error != 0) {
        char message[80];
        size_t length = regerror(error, &regex, message, sizeof message);
        printf("error %d%s\n", error, length == strlen(message) + 1 ? "" : " message");
        return;
    }
    error = regexec(&regex, string, GROUPS, groups, execute);
    if (error != 0)
        printf(error == REG_NOMATCH ? "no" : "error %d", error);
    else if (compile & REG_NOSUB)
        printf("yes");
    else
        for (size_t i = 0; i <= regex.re_nsub && i < GROUPS; i++) {
            printf(i == 0 ? "" : " ");
            if (groups[i].rm_so < 0)
                printf("-");
            else
                printf("%d,%d", (int)groups[i].rm_so, (int)groups[i].rm_eo);
        }
    printf("\n");
    regfree(&regex);
}

int main(void)
{
    char *flags;

    while ((flags = read_line()) != NULL) {
        char *pattern = read_line();
        char *string = read_line();

        if (pattern != NULL && string != NULL)
            match(flags, pattern, string);
        free(flags);
        free(pattern);
        free(string);
    }
    return 0;
}
