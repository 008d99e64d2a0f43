/* The environment and options. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static void options(void)
{
    char *arguments[] = { "program", "-a", "-bvalue", "-c", "other", "--", "-a", NULL };

    optind = 1;
    CHECK(getopt(7, arguments, "ab:c:") == 'a');
    CHECK(getopt(7, arguments, "ab:c:") == 'b' && strcmp(optarg, "value") == 0);
    CHECK(getopt(7, arguments, "ab:c:") == 'c' && strcmp(optarg, "other") == 0);
    CHECK(getopt(7, arguments, "ab:c:") == -1 && optind == 6);
    optind = 1;
    CHECK(getopt(3, arguments, ":b:") == '?' && optopt == 'a');
}

void test_environment(void)
{
    static char definition[] = "LIBTEST_PUT=1";

    CHECK(getenv("LIBTEST_A") == NULL);
    CHECK(setenv("LIBTEST_A", "x", 0) == 0 && strcmp(getenv("LIBTEST_A"), "x") == 0);
    CHECK(setenv("LIBTEST_A", "y", 0) == 0 && strcmp(getenv("LIBTEST_A"), "x") == 0);
    CHECK(setenv("LIBTEST_A", "longer", 1) == 0 && strcmp(getenv("LIBTEST_A"), "longer") == 0);
    CHECK(putenv(definition) == 0 && strcmp(getenv("LIBTEST_PUT"), "1") == 0);
    CHECK(unsetenv("LIBTEST_A") == 0 && getenv("LIBTEST_A") == NULL);
    CHECK(unsetenv("LIBTEST_PUT") == 0 && setenv("A=B", "x", 1) == -1);
    options();
}
