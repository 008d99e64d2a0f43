/* Memory and strings, at all alignments; and malloc. */
#include <strings.h>

#include "compare.h"

void *guest_memcpy(void *, const void *, size_t);
void *guest_memmove(void *, const void *, size_t);
void *guest_memset(void *, int, size_t);
int guest_memcmp(const void *, const void *, size_t);
void *guest_memchr(const void *, int, size_t);
size_t guest_strlen(const char *);
size_t guest_strnlen(const char *, size_t);
char *guest_strcpy(char *, const char *);
char *guest_strncpy(char *, const char *, size_t);
char *guest_strcat(char *, const char *);
char *guest_strncat(char *, const char *, size_t);
int guest_strcmp(const char *, const char *);
int guest_strncmp(const char *, const char *, size_t);
int guest_strcasecmp(const char *, const char *);
char *guest_strchr(const char *, int);
char *guest_strrchr(const char *, int);
char *guest_strstr(const char *, const char *);
size_t guest_strspn(const char *, const char *);
size_t guest_strcspn(const char *, const char *);
char *guest_strpbrk(const char *, const char *);
char *guest_strtok_r(char *, const char *, char **);
char *guest_strsep(char **, const char *);
void *guest_malloc(size_t);
void *guest_calloc(size_t, size_t);
void *guest_realloc(void *, size_t);
void guest_free(void *);

#define ROOM 256

static unsigned char ours[ROOM], theirs[ROOM];

static void fill(void)
{
    for (int i = 0; i < ROOM; i++)
        ours[i] = theirs[i] = below(256);
}

#define SAME_MEMORY(what)                        \
    do {                                         \
        if (memcmp(ours, theirs, ROOM) != 0)     \
            DIFFER(what);                        \
    } while (0)

static void compare_memory(void)
{
    unsigned bytes = below(ROOM / 2), from = below(ROOM / 2), to = below(ROOM / 2);
    unsigned char elsewhere[ROOM];

    fill();
    if (guest_memmove(ours + to, ours + from, bytes) != ours + to)
        DIFFER("memmove's result");
    memmove(theirs + to, theirs + from, bytes);
    SAME_MEMORY("memmove");
    memcpy(elsewhere, ours, ROOM);
    guest_memcpy(ours + to, elsewhere + from, bytes);
    memcpy(theirs + to, elsewhere + from, bytes);
    SAME_MEMORY("memcpy");
    guest_memset(ours + from, (int)bytes, bytes);
    memset(theirs + from, (int)bytes, bytes);
    SAME_MEMORY("memset");
    if (one_in(2))
        memcpy(elsewhere + to, ours + from, bytes);
    if (one_in(2) && bytes > 0)
        elsewhere[to + below(bytes)] ^= 1 << below(8);
    if (sign(guest_memcmp(elsewhere + to, ours + from, bytes)) !=
        sign(memcmp(elsewhere + to, ours + from, bytes)))
        DIFFER("memcmp");
    if (guest_memchr(ours + from, elsewhere[to], bytes) !=
        memchr(ours + from, elsewhere[to], bytes))
        DIFFER("memchr");
}

/* A string of few characters, at any place. */
static char *any_string(char *room, unsigned most)
{
    char *string = room + below(8);
    unsigned length = below(most);

    for (unsigned i = 0; i < length; i++)
        string[i] = one_in(20) ? (char)(below(255) + 1) : (char)('a' + below(one_in(2) ? 2 : 20));
    string[length] = '\0';
    return string;
}

static void compare_strings(void)
{
    char a_room[80], b_room[80], set_room[20];
    char *a = any_string(a_room, 60), *b, *set = any_string(set_room, 6);
    size_t most = below(40);
    int c = one_in(8) ? 0 : a[below(strlen(a) + 1)];

    if (one_in(2)) {
        b = strcpy(b_room + below(8), a);
        if (one_in(2) && *b != '\0')
            b[below(strlen(b))] ^= 1 << below(8);
    } else {
        b = any_string(b_room, one_in(2) ? 4 : 60);
    }
#define SAME(function, ...)                                  \
    do {                                                     \
        if (guest_##function(__VA_ARGS__) != function(__VA_ARGS__)) \
            DIFFER(#function ": \"%s\" \"%s\"", a, b);       \
    } while (0)
#define SAME_SIGN(function, ...)                             \
    do {                                                     \
        if (sign(guest_##function(__VA_ARGS__)) != sign(function(__VA_ARGS__))) \
            DIFFER(#function ": \"%s\" \"%s\"", a, b);       \
    } while (0)
    SAME(strlen, a);
    SAME(strnlen, a, most);
    SAME_SIGN(strcmp, a, b);
    SAME_SIGN(strncmp, a, b, most);
    SAME_SIGN(strcasecmp, a, b);
    SAME(strchr, a, c);
    SAME(strrchr, a, c);
    SAME(strstr, a, b);
    SAME(strspn, a, set);
    SAME(strcspn, a, set);
    SAME(strpbrk, a, set);

    fill();
    guest_strcpy((char *)ours + most, a);
    strcpy((char *)theirs + most, a);
    SAME_MEMORY("strcpy");
    guest_strcat((char *)ours + most, b);
    strcat((char *)theirs + most, b);
    SAME_MEMORY("strcat");
    guest_strncat((char *)ours + most, a, most);
    strncat((char *)theirs + most, a, most);
    SAME_MEMORY("strncat");
    guest_strncpy((char *)ours + c % 8 + 8, b, most);
    strncpy((char *)theirs + c % 8 + 8, b, most);
    SAME_MEMORY("strncpy");
}

static void compare_tokens(void)
{
    char room[80], our_copy[80], their_copy[80], set_room[20];
    char *string = any_string(room, 60), *set = any_string(set_room, 4);
    char *our_rest, *their_rest, *our_token, *their_token;

    strcpy(our_copy, string);
    strcpy(their_copy, string);
    our_token = guest_strtok_r(our_copy, set, &our_rest);
    their_token = strtok_r(their_copy, set, &their_rest);
    while (our_token != NULL && their_token != NULL) {
        if (strcmp(our_token, their_token) != 0)
            DIFFER("strtok of \"%s\" at \"%s\": \"%s\"", string, set, our_token);
        our_token = guest_strtok_r(NULL, set, &our_rest);
        their_token = strtok_r(NULL, set, &their_rest);
    }
    if ((our_token == NULL) != (their_token == NULL))
        DIFFER("strtok of \"%s\" at \"%s\": the end", string, set);
    strcpy(our_copy, string);
    strcpy(their_copy, string);
    our_rest = our_copy;
    their_rest = their_copy;
    for (;;) {
        our_token = guest_strsep(&our_rest, set);
        their_token = strsep(&their_rest, set);
        if (our_token == NULL || their_token == NULL)
            break;
        if (strcmp(our_token, their_token) != 0)
            DIFFER("strsep of \"%s\"", string);
    }
}

#define PIECES 200

static struct {
    unsigned char *memory;
    size_t bytes;
    unsigned char content;
} pieces[PIECES];

static void check_piece(int i, size_t bytes)
{
    for (size_t at = 0; at < bytes; at++)
        if (pieces[i].memory[at] != pieces[i].content) {
            DIFFER("malloc: byte %zu of %zu has changed", at, bytes);
            return;
        }
}

static void use_memory(void)
{
    int i = below(PIECES);
    size_t bytes = below(one_in(10) ? 20000 : 200);
    int zeros = one_in(3);

    if (pieces[i].memory == NULL) {
        pieces[i].memory = zeros ? guest_calloc(bytes, 1) : guest_malloc(bytes);
        pieces[i].content = 0;
        if (zeros && pieces[i].memory != NULL)
            check_piece(i, bytes);
    } else {
        check_piece(i, pieces[i].bytes);
        if (one_in(2)) {
            guest_free(pieces[i].memory);
            pieces[i].memory = NULL;
            return;
        }
        pieces[i].memory = guest_realloc(pieces[i].memory, bytes);
        if (pieces[i].memory != NULL)
            check_piece(i, bytes < pieces[i].bytes ? bytes : pieces[i].bytes);
    }
    if (pieces[i].memory == NULL) {
        DIFFER("malloc: no memory");
        return;
    }
    if ((uintptr_t)pieces[i].memory % 8 != 0)
        DIFFER("malloc: %p is not aligned", (void *)pieces[i].memory);
    pieces[i].bytes = bytes;
    pieces[i].content = below(256);
    memset(pieces[i].memory, pieces[i].content, bytes);
}

void test(long rounds, const char *folder)
{
    (void)folder;
    for (long i = 0; i < rounds; i++) {
        compare_memory();
        compare_strings();
        compare_tokens();
        use_memory();
    }
    if (guest_calloc(SIZE_MAX / 2, 4) != NULL || guest_malloc(SIZE_MAX - 4) != NULL)
        DIFFER("malloc: more than there can be");
}
