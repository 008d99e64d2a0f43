/* Counts words in a chained hash table: short strings, compared byte by byte, kept in a pool. */
#include "sizes.h"
#include "work.h"

#define BUCKETS 2048
#define WORD_BYTES 12 /* with the zero at the end */

struct entry {
    struct entry *next;
    char *text;
    uint32_t count;
};

static struct entry *buckets[BUCKETS];
static struct entry entries[WORDS_DISTINCT];
static char pool[WORDS_DISTINCT * WORD_BYTES];
static unsigned entries_used, pool_used;

static uint32_t hash(const char *text)
{
    uint32_t value = 0;

    for (; *text != '\0'; text++)
        value = value * 31 + (uint8_t)*text;
    return value;
}

static int equal(const char *a, const char *b)
{
    for (; *a == *b; a++, b++)
        if (*a == '\0')
            return 1;
    return 0;
}

static char *keep(const char *text)
{
    char *kept = &pool[pool_used];

    do
        pool[pool_used++] = *text;
    while (*text++ != '\0');
    return kept;
}

static struct entry *find(const char *text)
{
    struct entry **bucket = &buckets[hash(text) % BUCKETS];

    for (struct entry *entry = *bucket; entry != 0; entry = entry->next)
        if (equal(entry->text, text))
            return entry;
    struct entry *entry = &entries[entries_used++];
    entry->text = keep(text);
    entry->count = 0;
    entry->next = *bucket;
    *bucket = entry;
    return entry;
}

/* The same text for the same number; letters as they come. */
static void spell(uint32_t number, char *text)
{
    uint32_t seed = number * 2654435761u;
    unsigned length = 3 + (seed >> 29);

    for (unsigned i = 0; i < length; i++)
        *text++ = 'a' + (next_random(&seed) >> 24) % 26;
    *text = '\0';
}

uint32_t work_words(void)
{
    uint32_t sum = 0, seed = 7;
    char text[WORD_BYTES];

    entries_used = pool_used = 0;
    for (unsigned i = 0; i < BUCKETS; i++)
        buckets[i] = 0;
    for (unsigned i = 0; i < WORDS_READ; i++) {
        /* The smaller of two: some words are frequent. */
        uint32_t a = (next_random(&seed) >> 8) % WORDS_DISTINCT;
        uint32_t b = (next_random(&seed) >> 8) % WORDS_DISTINCT;
        spell(a < b ? a : b, text);
        find(text)->count++;
    }
    for (unsigned i = 0; i < entries_used; i++)
        sum = checksum(sum, hash(entries[i].text) + entries[i].count);
    return sum;
}
