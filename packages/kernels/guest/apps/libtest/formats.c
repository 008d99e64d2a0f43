/* printf and scanf. */
#include <stdio.h>
#include <string.h>

#include "check.h"

static char text[100];

#define PRINTS(expected, ...) \
    CHECK(snprintf(text, sizeof(text), __VA_ARGS__) == (int)strlen(expected) && \
          strcmp(text, expected) == 0)

void test_formats(void)
{
    int a, b;
    long long c;
    char word[20], letters[20];
    volatile size_t room = 5; /* the compiler would warn of what does not fit */

    PRINTS("-5 +5 00042 42    |", "%d %+d %05d %-6d|", -5, 5, 42, 42);
    PRINTS("4294967291 ffffffee 37777777756", "%u %x %o", -5, -18, -18);
    PRINTS("0x1f 0X1F 017 0", "%#x %#X %#o %#x", 31, 31, 15, 0);
    PRINTS("  00007|       |7", "%7.5d|%7.0d|%.0d", 7, 0, 7);
    PRINTS("str|   str|str   |st", "%s|%6s|%-6s|%.2s", "str", "str", "str", "str");
    PRINTS("   7|7   |x%", "%*d|%-*d|%c%%", 4, 7, 4, 7, 'x');
    PRINTS("-9223372036854775808 18446744073709551615", "%lld %llu", -9223372036854775807LL - 1,
           18446744073709551615ULL);
    PRINTS("123456789012345 fedcba9876543210", "%lld %llx", 123456789012345LL,
           0xfedcba9876543210ULL);
    PRINTS("-1 255", "%hhd %hhu", 255, 255);
    CHECK(snprintf(text, room, "much too long") == 13 && strcmp(text, "much") == 0);
    CHECK(sscanf("12 0x1f word:rest", "%d %i %[a-z]:%s", &a, &b, word, letters) == 4);
    CHECK(a == 12 && b == 31 && strcmp(word, "word") == 0 && strcmp(letters, "rest") == 0);
    CHECK(sscanf("123456 -99999999999", "%3d%2d%*d%lld", &a, &b, &c) == 3);
    CHECK(a == 123 && b == 45 && c == -99999999999LL);
    CHECK(sscanf("x", "%d", &a) == 0 && sscanf("", "%d", &a) == EOF);
}
