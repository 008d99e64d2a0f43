/* Numbers in text, and classes of characters. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

void test_numbers(void)
{
    char *end;

    CHECK(strtol("  -42x", &end, 10) == -42 && strcmp(end, "x") == 0);
    CHECK(strtol("0x1F", NULL, 0) == 31 && strtol("017", NULL, 0) == 15);
    CHECK(strtol("zz", NULL, 36) == 35 * 36 + 35);
    CHECK(strtol("none", &end, 10) == 0 && strcmp(end, "none") == 0);
    CHECK(strtoul("4294967295", NULL, 10) == 4294967295u);
    errno = 0;
    CHECK(strtol("99999999999999999999", NULL, 10) == LONG_MAX && errno == ERANGE);
    errno = 0;
    CHECK(strtol("-99999999999999999999", NULL, 10) == LONG_MIN && errno == ERANGE);
    CHECK(strtoll("-9223372036854775808", NULL, 10) == LLONG_MIN);
    CHECK(strtoull("0xffffffffffffffff", NULL, 16) == ULLONG_MAX);
    CHECK(atoi("123 ") == 123 && atol("-7") == -7);
    CHECK(isalpha('z') && !isalpha('1') && isspace('\v') && !isspace(EOF));
    CHECK(isprint(' ') && !isgraph(' ') && ispunct('~') && iscntrl(127));
    CHECK(toupper('q') == 'Q' && tolower('Q') == 'q' && toupper('1') == '1');
}
