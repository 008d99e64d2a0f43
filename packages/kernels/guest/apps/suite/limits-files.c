/* Limits of files: their size, and the system's tables. */
#include "suite.h"

static volatile sig_atomic_t count;

static void note(int signal)
{
    (void)signal;
    count++;
}

static void limited(void)
{
    static char bytes[20000];
    struct rlimit limit;
    int file = open_new("f");

    SAME(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = 10000;
    SAME(setrlimit(RLIMIT_FSIZE, &limit), 0);
    catch_signal(SIGXFSZ, note, 0);
    SAME(write(file, bytes, 10000), 10000);
    FAILS(write(file, bytes, 1), EFBIG);
    SAME(count, 1);
    SAME(size_of("f"), 10000);
    FAILS(ftruncate(file, 10001), EFBIG);
    SAME(count, 2);
    FAILS(truncate("f", 20000), EFBIG);
    SAME(count, 3);
    SAME(lseek(file, 0, SEEK_SET), 0);
    SAME(write(file, bytes, 10000), 10000); /* what is there may be written */
    SAME(ftruncate(file, 10000), 0);
    SAME(ftruncate(file, 0), 0);
    SAME(lseek(file, 0, SEEK_SET), 0);
    if (IS_OURS) { /* nothing of a write that goes too far */
        FAILS(write(file, bytes, 10001), EFBIG);
        SAME(size_of("f"), 0);
    }
    SAME(size_of("f"), 0);
    close_ok(file);
}

static void killed_by_limit(void)
{
    struct rlimit limit;
    int file = open("g", O_RDWR | O_CREAT, 0644);

    SAME(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = 0;
    SAME(setrlimit(RLIMIT_FSIZE, &limit), 0);
    if (write(file, "x", 1) < 0)
        _exit(1);
}

static void file_size_limit(void)
{
    run_ok(limited);
    run_killed(killed_by_limit, SIGXFSZ);
}

/* Children that open as many files as they can, all at once; how many that were, and the error. */
static int open_many(int different, int *error)
{
    enum { CHILDREN = 14 };
    pid_t children[CHILDREN];
    int results[2], go[2], result[2], total = 0;

    make_pipe(results);
    make_pipe(go);
    *error = 0;
    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork_child();
        if (children[i] == 0) {
            char name[20];

            close_ok(go[1]);
            for (result[0] = 0;; result[0]++) {
                snprintf(name, sizeof(name), "f%d.%d", different ? i : 0,
                         different ? result[0] : 0);
                if (open(name, O_RDWR | O_CREAT, 0644) < 0)
                    break;
            }
            result[1] = errno;
            write_all(results[1], result, sizeof(result));
            read(go[0], result, 1);
            _exit(0);
        }
    }
    for (int i = 0; i < CHILDREN; i++) {
        read_all(results[0], result, sizeof(result));
        total += result[0];
        if (result[1] != EMFILE)
            *error = result[1];
    }
    if (*error != 0) { /* it is full: others fail, too, and what is open works */
        FAILS(open("another", O_RDWR | O_CREAT, 0644), *error);
        write_all(results[1], "x", 1);
        read_all(results[0], result, 1);
    }
    close_pipe(go);
    for (int i = 0; i < CHILDREN; i++)
        expect_exit(children[i], 0);
    close_pipe(results);
    return total;
}

static void file_table_full(void)
{
    int error, first, second;

    first = open_many(0, &error);
    SAME(error, ENFILE);
    CHECK(first > 100);
    second = open_many(0, &error); /* nothing is lost */
    SAME(error, ENFILE);
    CHECK(second >= first - 2 && second <= first + 2);
    close_ok(open_new("f"));
}

static void inode_table_full(void)
{
    int error;

    open_many(1, &error);
    SAME(error, ENFILE);
    close_ok(open_new("f"));
    open_many(1, &error);
    SAME(error, ENFILE);
    close_ok(open_new("g"));
}

const struct test limits_files[] = {
    TEST(file_size_limit, 0),
    TEST(file_table_full, OURS),
    TEST(inode_table_full, OURS),
    END,
};
