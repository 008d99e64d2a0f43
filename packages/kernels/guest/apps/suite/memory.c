/* Memory: what it holds, whose it is, how much there is. */
#include <sys/resource.h>

#include "suite.h"

#define PAGES 40
#define BYTES (PAGES * 4096)

static char zeros[BYTES];

static int is_zero(const char *memory, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (memory[i] != 0)
            return 0;
    return 1;
}

static void begins_with_zeros(void)
{
    char *more;

    CHECK(is_zero(zeros, BYTES));
    sbrk(4096 - ((uintptr_t)sbrk(0) & 4095)); /* bytes of a page that is in use may stay */
    more = sbrk(BYTES);
    CHECK(more != (void *)-1);
    CHECK(is_zero(more, BYTES));
    fill(more, BYTES, 1);
    CHECK(sbrk(-BYTES) != (void *)-1);
    EQUAL((char *)sbrk(0) - more, 0);
    CHECK(sbrk(BYTES) == more);
    CHECK(is_zero(more, BYTES)); /* what was there before is gone */
}

/* Data, stack and heap of parent and child change independently. */
static void apart(void)
{
    static char data[BYTES];
    char stack[20000], *heap = sbrk(BYTES);
    pid_t child;

    fill(data, BYTES, 1);
    fill(stack, sizeof(stack), 2);
    fill(heap, BYTES, 3);
    for (int i = 0; i < 3; i++) {
        child = fork_child();
        if (child == 0) {
            CHECK(is_filled(data, BYTES, 1) && is_filled(stack, sizeof(stack), 2));
            CHECK(is_filled(heap, BYTES, 3));
            fill(data, BYTES, 11);
            fill(stack, sizeof(stack), 12);
            fill(heap, BYTES, 13);
            pause_ms(30);
            CHECK(is_filled(data, BYTES, 11) && is_filled(stack, sizeof(stack), 12));
            CHECK(is_filled(heap, BYTES, 13));
            _exit(0);
        }
        fill(zeros, BYTES, i);
        expect_success(child);
        CHECK(is_filled(data, BYTES, 1) && is_filled(stack, sizeof(stack), 2));
        CHECK(is_filled(heap, BYTES, 3));
    }
}

static int ends_by(void (*does)(void))
{
    pid_t child = fork_child();

    if (child == 0) {
        struct rlimit none = { 0, 0 };

        setrlimit(RLIMIT_CORE, &none);
        does();
        _exit(0);
    }
    return status_of(child) & 0177;
}

static void write_text(void)
{
    volatile uintptr_t text = (uintptr_t)is_zero;

    *(volatile char *)text = 1;
}

static const volatile char *volatile nothing = (const char *)8;

static void read_nothing(void)
{
    (void)*nothing;
}

static void touch_given_back(void)
{
    char *more = sbrk(3 * 4096);

    sbrk(-3 * 4096);
    more[2 * 4096] = 1;
}

static void protected(void)
{
    int signal = ends_by(write_text);

    CHECK(signal == SIGSEGV || signal == SIGBUS);
    EQUAL(ends_by(read_nothing), SIGSEGV);
    if (IS_OURS)
        EQUAL(ends_by(touch_given_back), SIGSEGV);
}

static int deep(int kilobytes)
{
    volatile char room[1024];

    room[0] = kilobytes;
    return kilobytes <= 0 ? 0 : deep(kilobytes - 1) + (room[0] != (char)kilobytes);
}

static void deep_enough(void)
{
    _exit(deep(700));
}

static void without_end(void)
{
    deep(1000000000);
}

static void stack(void)
{
    struct rlimit limit;
    pid_t child;

    EQUAL(ends_by(deep_enough), 0);
    getrlimit(RLIMIT_STACK, &limit);
    limit.rlim_cur = 128 * 1024;
    child = fork_child();
    if (child == 0) {
        EQUAL(setrlimit(RLIMIT_STACK, &limit), 0);
        EQUAL(deep(64), 0);
        EQUAL(ends_by(deep_enough), SIGSEGV);
        EQUAL(ends_by(without_end), SIGSEGV);
        _exit(0);
    }
    expect_success(child);
}

static void data_limit(void)
{
    struct rlimit limit = { 1 << 20, 1 << 20 };
    pid_t child = fork_child();

    if (child == 0) {
        EQUAL(setrlimit(RLIMIT_DATA, &limit), 0);
        FAILS((long)sbrk(2 << 20), ENOMEM);
        CHECK(sbrk(4096) != (void *)-1);
        _exit(0);
    }
    expect_success(child);
    FAILS((long)sbrk(1 << 30), ENOMEM);
    FAILS(brk((void *)0xfffffff0), ENOMEM);
}

/* More than the machine has: ENOMEM or an end by SIGKILL, and the system goes on. */
static void out_of_memory(void)
{
    for (int turn = 0; turn < 2; turn++) {
        pid_t children[3];

        for (int i = 0; i < 3; i++) {
            children[i] = fork_child();
            if (children[i] == 0) {
                char *more;

                while ((more = sbrk(64 * 4096)) != (void *)-1)
                    for (int page = 0; page < 64; page++)
                        more[page * 4096] = page + 1;
                EQUAL(errno, ENOMEM);
                _exit(0);
            }
        }
        for (int i = 0; i < 3; i++) {
            int status = status_of(children[i]);

            CHECK(status == 0 || status == SIGKILL);
        }
    }
    apart();
}

const struct test memory[] = {
    TEST(begins_with_zeros, 0), TEST(apart, 0), TEST(protected, 0), TEST(stack, 0),
    TEST(data_limit, OURS), TEST(out_of_memory, OURS | SLOW), END,
};
