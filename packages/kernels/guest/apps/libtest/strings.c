/* Strings and memory at all alignments. */
#include <string.h>
#include <strings.h>

#include "check.h"

#define ROOM 96
#define PLACES 8

/* Against loops of bytes. */
static int copies(size_t to, size_t from, size_t bytes)
{
    unsigned char memory[ROOM], expected[ROOM];

    for (size_t i = 0; i < ROOM; i++)
        memory[i] = expected[i] = i * 7 + 1;
    for (size_t i = 0; i < bytes; i++)
        expected[to + i] = (from + i) * 7 + 1;
    memmove(memory + to, memory + from, bytes);
    return memcmp(memory, expected, ROOM) == 0;
}

static int fills(size_t to, size_t bytes)
{
    unsigned char memory[ROOM];
    int right = 1;

    memset(memory, 1, ROOM);
    memset(memory + to, 0xa5, bytes);
    for (size_t i = 0; i < ROOM; i++)
        right &= memory[i] == (i >= to && i < to + bytes ? 0xa5 : 1);
    return right;
}

static int compares(size_t at, size_t length)
{
    char a[ROOM], b[ROOM];
    int right;

    memset(a, 'x', ROOM);
    memset(b, 'x', ROOM);
    a[at + length] = b[length] = '\0';
    right = strlen(a + at) == length && strcmp(a + at, b) == 0;
    right &= memchr(a, '\0', ROOM) == a + at + length;
    if (length > 0) {
        b[length - 1] = '\x80'; /* larger, as characters are compared without sign */
        right &= strcmp(a + at, b) < 0 && strcmp(b, a + at) > 0;
        right &= memcmp(a + at, b, length) < 0 && strncmp(a + at, b, length - 1) == 0;
    }
    right &= strcpy(b, a + at) == b && strcmp(a + at, b) == 0;
    return right;
}

void test_strings(void)
{
    char text[40] = "one, two,,three";
    char *rest = text;

    for (size_t to = 0; to < PLACES; to++)
        for (size_t from = 0; from < PLACES; from++)
            for (size_t bytes = 0; bytes < ROOM - PLACES; bytes += 1 + bytes / 9)
                CHECK(copies(to, from, bytes));
    for (size_t at = 0; at < PLACES; at++)
        for (size_t bytes = 0; bytes < ROOM - 2 * PLACES; bytes++) {
            CHECK(fills(at, bytes));
            CHECK(compares(at, bytes));
        }
    CHECK(strchr(text, 't') == text + 5 && strrchr(text, 't') == text + 10);
    CHECK(strchr(text, '\0') == text + 15 && strchr(text, 'z') == NULL);
    CHECK(strstr(text, "two") == text + 5 && strstr(text, "twos") == NULL);
    CHECK(strspn(text, "noe") == 3 && strcspn(text, ",") == 3);
    CHECK(strpbrk(text, "w,") == text + 3);
    CHECK(strcmp(strtok(text, ", "), "one") == 0);
    CHECK(strcmp(strtok(NULL, ", "), "two") == 0);
    CHECK(strcmp(strtok(NULL, ", "), "three") == 0);
    CHECK(strtok(NULL, ", ") == NULL);
    strcpy(text, "a::b");
    CHECK(strcmp(strsep(&rest, ":"), "a") == 0 && strcmp(strsep(&rest, ":"), "") == 0);
    CHECK(strcmp(strsep(&rest, ":"), "b") == 0 && rest == NULL);
    CHECK(strcmp(strcat(strcpy(text, "con"), "cat"), "concat") == 0);
    CHECK(strcmp(strncat(text, "enate", 2), "concaten") == 0);
    CHECK(memcmp(strncpy(text, "ab", 5), "ab\0\0\0ten", 8) == 0);
    CHECK(strcasecmp("HeLLo", "hEllO") == 0 && strncasecmp("abX", "ABy", 2) == 0);
    CHECK(ffs(0) == 0 && ffs(0x50) == 5);
}
