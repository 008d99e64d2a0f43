/* Several processes and one file. */
#include "suite.h"

#define CHILDREN 4

static pid_t children[CHILDREN];

/* Has each of the children do it with its number. */
static void start_all(void (*run)(int number))
{
    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork_child();
        if (children[i] == 0) {
            run(i);
            _exit(0);
        }
    }
}

static void end_all(void)
{
    for (int i = 0; i < CHILDREN; i++)
        expect_exit(children[i], 0);
}

#define RECORD 100
#define RECORDS 60

static void append_records(int number)
{
    char record[RECORD];
    int file = open("f", O_WRONLY | O_APPEND);

    for (int i = 0; i < RECORDS; i++) {
        fill(record, RECORD, number * RECORDS + i);
        record[0] = number;
        record[1] = i;
        SAME(write(file, record, RECORD), RECORD);
        if (i % 7 == number)
            pause_ms(1);
    }
    close_ok(file);
}

/* Each record is there once, whole, and each writer's are in order. */
static void appenders(void)
{
    char record[RECORD], wanted[RECORD];
    int next[CHILDREN] = { 0 }, file;

    make_file("f", "");
    start_all(append_records);
    end_all();
    SAME(size_of("f"), CHILDREN * RECORDS * RECORD);
    file = open("f", O_RDONLY);
    for (int i = 0; i < CHILDREN * RECORDS; i++) {
        int who, which;

        read_all(file, record, RECORD);
        who = record[0];
        which = record[1];
        CHECK(who >= 0 && who < CHILDREN);
        SAME(which, next[who]);
        next[who]++;
        fill(wanted, RECORD, who * RECORDS + which);
        CHECK(memcmp(wanted + 2, record + 2, RECORD - 2) == 0);
    }
    close_ok(file);
}

/* Writers of whole blocks, and readers that must never see half of one. */
#define BLOCK 8192

static void block_life(int number)
{
    static char block[BLOCK];
    int file = open("f", O_RDWR);

    for (int turn = 0; turn < 40; turn++) {
        SAME(lseek(file, turn % 3 * BLOCK, SEEK_SET), turn % 3 * BLOCK);
        if (number < 2) {
            memset(block, 'a' + number + turn % 20, BLOCK);
            SAME(write(file, block, BLOCK), BLOCK);
        } else {
            SAME(read(file, block, BLOCK), BLOCK);
            CHECK(memcmp(block, block + 1, BLOCK - 1) == 0);
        }
    }
    close_ok(file);
}

static void blocks_are_whole(void)
{
    static char zeros[BLOCK];
    int file = open_new("f");

    for (int i = 0; i < 3; i++)
        write_all(file, zeros, BLOCK);
    close_ok(file);
    start_all(block_life);
    end_all();
}

/* One offset for all: each byte is read once. */
static int shared_file, results[2];

static void read_shared(int number)
{
    uint32_t sum = 0;
    uint8_t byte;

    (void)number;
    while (read(shared_file, &byte, 1) == 1)
        sum += byte;
    write_all(results[1], &sum, sizeof(sum));
}

static void shared_offset(void)
{
    static uint8_t bytes[3000];
    uint32_t sum, total = 0, wanted = 0;

    fill(bytes, sizeof(bytes), 1);
    for (size_t i = 0; i < sizeof(bytes); i++)
        wanted += bytes[i];
    shared_file = open_new("f");
    write_all(shared_file, bytes, sizeof(bytes));
    SAME(lseek(shared_file, 0, SEEK_SET), 0);
    make_pipe(results);
    start_all(read_shared);
    for (int i = 0; i < CHILDREN; i++) {
        read_all(results[0], &sum, sizeof(sum));
        total += sum;
    }
    end_all();
    SAME(total, wanted);
    close_pipe(results);
    close_ok(shared_file);
}

static void write_shared(int number)
{
    char record[20];

    memset(record, 'a' + number, sizeof(record));
    for (int i = 0; i < 50; i++)
        SAME(write(shared_file, record, sizeof(record)), sizeof(record));
}

/* Writers with one offset do not overwrite each other. */
static void shared_writing(void)
{
    char record[20];

    shared_file = open_new("f");
    start_all(write_shared);
    end_all();
    SAME(size_of("f"), CHILDREN * 50 * 20);
    SAME(lseek(shared_file, 0, SEEK_SET), 0);
    for (int i = 0; i < CHILDREN * 50; i++) {
        read_all(shared_file, record, sizeof(record));
        CHECK(memcmp(record, record + 1, sizeof(record) - 1) == 0);
    }
    close_ok(shared_file);
}

/* A file that is cut off and grows while others read it: zeros, or what was written; never more. */
static void truncation_life(int number)
{
    char bytes[20000];
    int file = open("f", O_RDWR);

    memset(bytes, 'x', sizeof(bytes));
    for (int turn = 0; turn < 40; turn++)
        if (number == 0) {
            SAME(ftruncate(file, turn * 7919 % 20000), 0);
        } else if (number == 1) {
            SAME(lseek(file, turn * 4211 % 15000, SEEK_SET), turn * 4211 % 15000);
            write_all(file, bytes, 5000);
        } else {
            char is[20000];
            ssize_t got;

            SAME(lseek(file, 0, SEEK_SET), 0);
            got = read(file, is, sizeof(is));
            CHECK(got >= 0);
            for (ssize_t i = 0; i < got; i++)
                if (is[i] != 'x' && is[i] != 0)
                    fail(__FILE__, __LINE__, "something else is in the file");
        }
    close_ok(file);
}

static void truncated_under_readers(void)
{
    make_file("f", "x");
    start_all(truncation_life);
    end_all();
}

/* The name goes and comes while others have the file open. */
static void unlink_life(int number)
{
    char bytes[10];

    for (int turn = 0; turn < 40; turn++) {
        int file = open("f", O_RDWR | O_CREAT, 0644);

        CHECK(file >= 0);
        SAME(write(file, "text", 4), 4);
        if (number % 2 == 0)
            CHECK(unlink("f") == 0 || errno == ENOENT);
        SAME(lseek(file, 0, SEEK_SET), 0);
        SAME(read(file, bytes, 4), 4);
        CHECK(memcmp(bytes, "text", 4) == 0);
        close_ok(file);
    }
}

static void unlinked_while_open(void)
{
    start_all(unlink_life);
    end_all();
}

/* Programs that are removed and replaced while they are executed. */
static void exec_life(int number)
{
    for (int turn = 0; turn < 8; turn++)
        if (number == 0) {
            copy_file(program_path, "new", 0755);
            SAME(rename("new", "program"), 0);
        } else {
            pid_t child = fork_child();

            if (child == 0) {
                execl("./program", "program", "@exit", "7", (char *)NULL);
                _exit(8);
            }
            expect_exit(child, 7);
        }
}

static void replaced_while_running(void)
{
    copy_file(program_path, "program", 0755);
    start_all(exec_life);
    end_all();
}

const struct test concurrency_files[] = {
    TEST(appenders, 0),
    TEST(blocks_are_whole, OURS),
    TEST(shared_offset, 0),
    TEST(shared_writing, 0),
    TEST(truncated_under_readers, 0),
    TEST(unlinked_while_open, 0),
    TEST(replaced_while_running, 0),
    END,
};
