/* Queues of characters against arrays, with random operations. */
#include "host.h"

#define QUEUES 3
#define MOST 3000
#define BLOCK 64

/* What a queue has, with TTY_QUOTE where it is. */
static struct model {
    struct clist queue;
    int characters[MOST];
    int count;
} models[QUEUES];

static void drop(struct model *m, int count)
{
    m->count -= count;
    for (int i = 0; i < m->count; i++)
        m->characters[i] = m->characters[i + count];
}

static void compare(struct model *m)
{
    char *at = NULL;
    int character;

    CHECK_IS(m->queue.c_cc, m->count);
    CHECK((m->queue.c_cf == NULL) == (m->count == 0));
    CHECK((m->queue.c_cl == NULL) == (m->count == 0));
    for (int i = 0; i < m->count; i++) {
        at = clist_walk(&m->queue, at, &character);
        CHECK_IS(character, m->characters[i]);
        CHECK((at == NULL) == (i == m->count - 1));
    }
}

static void put(struct model *m)
{
    int character = chance(256) | (chance(4) == 0 ? TTY_QUOTE : 0);

    if (m->count == MOST)
        return;
    CHECK_IS(clist_put(character, &m->queue), 0);
    m->characters[m->count++] = character;
}

static void get(struct model *m)
{
    int character = clist_get(&m->queue);

    CHECK_IS(character, m->count == 0 ? -1 : m->characters[0]);
    if (m->count > 0)
        drop(m, 1);
}

static void take_back(struct model *m)
{
    int character = clist_take_back(&m->queue);

    CHECK_IS(character, m->count == 0 ? -1 : m->characters[--m->count]);
}

static void from_buffer(struct model *m)
{
    char bytes[200];
    int count = chance(sizeof bytes);

    if (m->count + count > MOST)
        return;
    for (int i = 0; i < count; i++)
        m->characters[m->count + i] = (unsigned char)(bytes[i] = (char)chance(256));
    CHECK_IS(clist_from_buffer(bytes, count, &m->queue), 0);
    m->count += count;
}

static void to_buffer(struct model *m)
{
    char bytes[200];
    int asked = chance(sizeof bytes), got = clist_to_buffer(&m->queue, bytes, asked);

    CHECK_IS(got, min(asked, m->count));
    for (int i = 0; i < got; i++)
        CHECK_IS((unsigned char)bytes[i], m->characters[i] & TTY_CHARMASK);
    drop(m, got);
}

static void run(struct model *m)
{
    int all = clist_run(&m->queue, 0), plain = clist_run(&m->queue, TTY_QUOTE), quoted = 0;

    CHECK(all >= 0 && all <= min(m->count, BLOCK) && (all > 0 || m->count == 0));
    for (int i = 0; i < all; i++)
        CHECK_IS((unsigned char)m->queue.c_cf[i], m->characters[i] & TTY_CHARMASK);
    while (quoted < all && (m->characters[quoted] & TTY_QUOTE) == 0)
        quoted++;
    CHECK_IS(plain, quoted);
    if (chance(2)) {
        clist_drop(&m->queue, all);
        drop(m, all);
    }
}

static void drop_some(struct model *m)
{
    int count = chance(150);

    clist_drop(&m->queue, count);
    drop(m, min(count, m->count));
}

static void concatenate(struct model *m)
{
    struct model *to = &models[chance(QUEUES)];

    if (to == m || to->count + m->count > MOST)
        return;
    clist_concatenate(&m->queue, &to->queue);
    for (int i = 0; i < m->count; i++)
        to->characters[to->count++] = m->characters[i];
    m->count = 0;
}

static void flush(struct model *m)
{
    if (chance(10) == 0) {
        clist_flush(&m->queue);
        m->count = 0;
    }
}

static void random_operations(void)
{
    static void (*const operations[])(struct model *) = {
        put, put, put, get, get, take_back, take_back, from_buffer, to_buffer, run, drop_some,
        concatenate, flush,
    };

    for (int round = 0; round < 60000; round++) {
        struct model *m = &models[chance(QUEUES)];
        void (*operation)(struct model *) = operations[chance(sizeof operations / sizeof *operations)];
        for (int times = chance(20); times > 0; times--)
            operation(m);
        if (round % 8 == 0)
            for (int i = 0; i < QUEUES; i++)
                compare(&models[i]);
    }
}

/* How many characters there is room for, in all blocks. */
static int capacity(void)
{
    struct clist q = { 0 };
    int count = 0;

    while (clist_put('x', &q) == 0)
        count++;
    CHECK_IS(clist_from_buffer("abc", 3, &q), 3);
    CHECK_IS(q.c_cc, count);
    clist_flush(&q);
    return count;
}

static void blocks_come_back(void)
{
    int before = capacity();

    CHECK(before > 10000);
    random_operations();
    for (int i = 0; i < QUEUES; i++)
        clist_flush(&models[i].queue);
    CHECK_IS(capacity(), before);
}

/* One queue has all blocks: another gets none until it gives some back. */
static void exhaustion(void)
{
    struct clist greedy = { 0 }, poor = { 0 };

    while (clist_put('x', &greedy) == 0)
        ;
    CHECK_IS(clist_put('y', &poor), -1);
    CHECK_IS(clist_from_buffer("yyy", 3, &poor), 3);
    CHECK_IS(poor.c_cc, 0);
    clist_drop(&greedy, BLOCK);
    CHECK_IS(clist_put('y', &poor), 0);
    CHECK_IS(clist_get(&poor), 'y');
}

const struct test clist_tests[] = {
    { "queues: random operations", random_operations },
    { "queues: blocks come back", blocks_come_back },
    { "queues: exhaustion", exhaustion },
    { NULL, NULL },
};
