/*
 * libtest: the C library and the calls under it check themselves; a line for each group. Groups may
 * be named: libtest strings files. It works in a directory of its own in /tmp.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static const struct {
    const char *name;
    void (*run)(void);
} groups[] = {
    { "arithmetic", test_arithmetic }, { "strings", test_strings },
    { "memory", test_memory },         { "numbers", test_numbers },
    { "sorting", test_sorting },       { "formats", test_formats },
    { "streams", test_streams },       { "files", test_files },
    { "directories", test_directories }, { "environment", test_environment },
    { "jumps", test_jumps },           { "processes", test_processes },
    { "signals", test_signals },       { "time", test_time },
    { "users", test_users },           { "terminals", test_terminals },
};

#define GROUPS (sizeof(groups) / sizeof(groups[0]))

static int checks, failures;

void check(int holds, const char *what, const char *file, int line)
{
    checks++;
    if (holds)
        return;
    failures++;
    printf("  %s, line %d: not so: %s\n", file, line, what);
}

static int is_wanted(const char *name, int argc, char *argv[])
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return 1;
    return argc == 1;
}

int main(int argc, char *argv[])
{
    char directory[] = "/tmp/libtestXXXXXX";
    int failed_groups = 0;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (mkdtemp(directory) == NULL || chdir(directory) < 0)
        err(2, "%s", directory);
    for (size_t i = 0; i < GROUPS; i++) {
        if (!is_wanted(groups[i].name, argc, argv))
            continue;
        checks = failures = 0;
        groups[i].run();
        if (failures == 0)
            printf("%-12s ok, %d checks\n", groups[i].name, checks);
        else
            printf("%-12s %d of %d checks failed\n", groups[i].name, failures, checks);
        failed_groups += failures > 0;
    }
    if (chdir("/") < 0 || rmdir(directory) < 0)
        warn("%s", directory);
    printf("libtest: %s\n", failed_groups == 0 ? "all ok" : "FAILED");
    return failed_groups > 0;
}
