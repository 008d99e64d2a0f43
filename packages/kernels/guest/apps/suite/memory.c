/* Memory of a process: zeros, growth, limits of its regions. */
#include "suite.h"

#define PAGE 4096

static char zeros[60000];
static int data = 12345;
static const int constant = 54321;

static void zero_at_start(void)
{
    CHECK(is_zero(zeros, sizeof(zeros)));
    SAME(data, 12345);
    SAME(constant, 54321);
}

static char *page_up(char *at)
{
    return at + (PAGE - 1 - ((uintptr_t)at + PAGE - 1) % PAGE);
}

static void break_grows(void)
{
    char *start = sbrk(0), *first;

    CHECK(start != (char *)-1);
    first = sbrk(100000);
    CHECK(first == start);
    CHECK(sbrk(0) == start + 100000);
    CHECK(is_zero(first, 100000));
    fill(first, 100000, 3);
    CHECK(sbrk(50000) == start + 100000);
    CHECK(is_filled(first, 100000, 3) && is_zero(first + 100000, 50000));
    CHECK(sbrk(-150000) == start + 150000);
    CHECK(sbrk(0) == start);
}

static void break_again_zero(void)
{
    char *start;

    if (brk(page_up(sbrk(0))) < 0) /* whole pages from here on */
        fail(__FILE__, __LINE__, "brk");
    for (int turn = 0; turn < 4; turn++) {
        start = sbrk(20 * PAGE);
        CHECK(is_zero(start, 20 * PAGE));
        fill(start, 20 * PAGE, turn);
        sbrk(-20 * PAGE);
    }
}

static char *volatile gone;

static void touch_gone(void)
{
    *gone = 1;
}

static void read_gone(void)
{
    (void)*(volatile char *)gone;
}

static void break_shrinks(void)
{
    char *start;
    int zero;

    SAME(brk(page_up(sbrk(0))), 0);
    start = sbrk(4 * PAGE);
    start[2 * PAGE] = 1;
    sbrk(-2 * PAGE);
    start[2 * PAGE - 1] = 1;
    gone = start + 2 * PAGE;
    run_killed(touch_gone, SIGSEGV);
    run_killed(read_gone, SIGSEGV);
    zero = open("/dev/zero", O_RDONLY);
    FAILS(read(zero, gone, 1), EFAULT);
    close_ok(zero);
    sbrk(-2 * PAGE);
}

static void break_errors(void)
{
    char *before = sbrk(0);

    FAILS(brk(WILD(0x1000)), OR(EINVAL, ENOMEM));
    FAILS(brk(WILD(0)), OR(EINVAL, ENOMEM));
    FAILS(brk(WILD(-4096)), ENOMEM);
    FAILS(brk(before + 0x30000000), ENOMEM);
    FAILS(brk(WILD(0x80000000)), ENOMEM);
    CHECK(sbrk(0) == before);
    *before = 1; /* the rest of the page */
    CHECK(sbrk(100) == before);
    sbrk(-100);
}

static void write_text(void)
{
    *(volatile unsigned *)(void *)write_text = 0;
}

static void write_constant(void)
{
    *(volatile int *)&constant = 1;
}

static void text_cannot_be_written(void)
{
    int zero = open("/dev/zero", O_RDONLY);

    run_killed(write_text, READ_ONLY_SIGNAL);
    run_killed(write_constant, READ_ONLY_SIGNAL);
    SAME(constant, 54321);
    FAILS(read(zero, WILD(write_text), 4), EFAULT); /* not by the kernel either */
    close_ok(zero);
}

static long use_stack(int depth, int bytes)
{
    volatile char room[PAGE];

    for (int i = 0; i < PAGE; i += 512)
        room[i] = depth + i;
    if (bytes <= PAGE)
        return room[0];
    return use_stack(depth + 1, bytes - PAGE) + room[512];
}

static void stack_grows(void)
{
    use_stack(0, 300000);
    use_stack(0, 600000);
    use_stack(0, 1000);
}

/* A frame of many pages at once, and the kernel stores into it first. */
static void stack_grows_in_calls(void)
{
    char room[150000];
    int file = open("/dev/zero", O_RDONLY);

    SAME(read(file, room, sizeof(room)), sizeof(room));
    CHECK(is_zero(room, sizeof(room)));
    close_ok(file);
}

static void recurse_for_ever(void)
{
    struct rlimit limit;

    SAME(getrlimit(RLIMIT_STACK, &limit), 0);
    limit.rlim_cur = 1 << 20;
    SAME(setrlimit(RLIMIT_STACK, &limit), 0);
    use_stack(0, 0x7fffffff);
}

static void stack_ends(void)
{
    run_killed(recurse_for_ever, SIGSEGV);
}

static void with_little_stack(void)
{
    struct rlimit limit;

    SAME(getrlimit(RLIMIT_STACK, &limit), 0);
    limit.rlim_cur = 100000;
    SAME(setrlimit(RLIMIT_STACK, &limit), 0);
    use_stack(0, 300000);
}

static void stack_limit(void)
{
    run_killed(with_little_stack, SIGSEGV);
}

static void with_little_data(void)
{
    struct rlimit limit;

    SAME(getrlimit(RLIMIT_DATA, &limit), 0);
    limit.rlim_cur = 5000000;
    SAME(setrlimit(RLIMIT_DATA, &limit), 0);
    CHECK(sbrk(8000000) == (void *)-1 && errno == ENOMEM);
    CHECK(sbrk(1000) != (void *)-1);
}

static void data_limit(void)
{
    run_ok(with_little_data);
}

static void allocation(void)
{
    enum { BLOCKS = 100 };
    char *blocks[BLOCKS] = { NULL };
    size_t sizes[BLOCKS] = { 0 };
    uint32_t state = 31;

    for (int turn = 0; turn < 3000; turn++) {
        int i = random_next(&state) % BLOCKS;

        if (blocks[i] != NULL)
            CHECK(is_filled(blocks[i], sizes[i], i));
        free(blocks[i]);
        sizes[i] = random_next(&state) % (turn % 50 == 0 ? 50000 : 500);
        blocks[i] = malloc(sizes[i]);
        CHECK(blocks[i] != NULL || sizes[i] == 0);
        fill(blocks[i], sizes[i], i);
    }
    for (int i = 0; i < BLOCKS; i++)
        free(blocks[i]);
}

/* Each has its own memory at the same address, while others run. */
static void memory_is_ones_own(void)
{
    enum { CHILDREN = 8 };
    pid_t children[CHILDREN];

    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork_child();
        if (children[i] == 0) {
            for (int turn = 0; turn < 5; turn++) {
                fill(zeros, sizeof(zeros), i * 10 + turn);
                pause_ms(3);
                CHECK(is_filled(zeros, sizeof(zeros), i * 10 + turn));
            }
            _exit(0);
        }
    }
    for (int i = 0; i < CHILDREN; i++)
        expect_exit(children[i], 0);
    CHECK(is_zero(zeros, sizeof(zeros)));
}

const struct test memory[] = {
    TEST(zero_at_start, 0),
    TEST(break_grows, 0),
    TEST(break_again_zero, 0),
    TEST(break_shrinks, 0),
    TEST(break_errors, OURS),
    TEST(text_cannot_be_written, 0),
    TEST(stack_grows, 0),
    TEST(stack_grows_in_calls, 0),
    TEST(stack_ends, 0),
    TEST(stack_limit, 0),
    TEST(data_limit, 0),
    TEST(allocation, 0),
    TEST(memory_is_ones_own, 0),
    END,
};
