/* Pipes. */
#include <sys/time.h>

#include "suite.h"

static char buffer[70000], block[PIPE_BUF];

static void end_of_file(void)
{
    int ends[2], copy;
    char bytes[10];

    EQUAL(pipe(ends), 0);
    EQUAL(write(ends[1], "abc", 3), 3);
    copy = dup(ends[1]);
    EQUAL(close(ends[1]), 0);
    EQUAL(read(ends[0], bytes, 2), 2);
    EQUAL(read(ends[0], bytes, 10), 1);
    EQUAL(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    CHECK(read(ends[0], bytes, 10) == -1 && (errno == EAGAIN || errno == EWOULDBLOCK));
    EQUAL(close(copy), 0);
    EQUAL(read(ends[0], bytes, 10), 0);
    EQUAL(read(ends[0], bytes, 10), 0);
    EQUAL(close(ends[0]), 0);
}

static void wrong_way(void)
{
    int ends[2];

    EQUAL(pipe(ends), 0);
    FAILS(write(ends[0], "x", 1), EBADF);
    FAILS(read(ends[1], block, 1), EBADF);
    FAILS(lseek(ends[0], 0, SEEK_SET), ESPIPE);
    FAILS(lseek(ends[1], 0, SEEK_CUR), ESPIPE);
    FAILS(ftruncate(ends[1], 0), EINVAL);
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
}

static void no_reader(void)
{
    int ends[2];
    pid_t child;

    EQUAL(pipe(ends), 0);
    EQUAL(close(ends[0]), 0);
    child = fork_child();
    if (child == 0) {
        write(ends[1], "x", 1);
        _exit(0);
    }
    EQUAL(status_of(child) & 0177, SIGPIPE);
    signal(SIGPIPE, SIG_IGN);
    FAILS(write(ends[1], "x", 1), EPIPE);
    EQUAL(close(ends[1]), 0);
}

/* The reader goes while the writer waits for room. */
static void reader_leaves(void)
{
    int ends[2];
    pid_t child;

    EQUAL(pipe(ends), 0);
    child = fork_child();
    if (child == 0) {
        close(ends[0]);
        while (write(ends[1], buffer, sizeof(buffer)) > 0)
            continue;
        _exit(0);
    }
    pause_ms(50);
    EQUAL(close(ends[1]), 0);
    EQUAL(read(ends[0], block, 10), 10);
    EQUAL(close(ends[0]), 0);
    EQUAL(status_of(child) & 0177, SIGPIPE);
}

/* More than a pipe holds, through it, to a reader of any appetite. */
static void much(void)
{
    static const int appetites[] = { 1000, 4096, 5001, 70000 };

    for (int i = 0; i < 4; i++) {
        int ends[2], part, total = 0;
        pid_t child;

        EQUAL(pipe(ends), 0);
        child = fork_child();
        if (child == 0) {
            close(ends[0]);
            fill(buffer, sizeof(buffer), i);
            EQUAL(write(ends[1], buffer, sizeof(buffer)), sizeof(buffer));
            _exit(0);
        }
        EQUAL(close(ends[1]), 0);
        while (total < (int)sizeof(buffer)) {
            int room = sizeof(buffer) - total;

            part = read(ends[0], buffer + total, room < appetites[i] ? room : appetites[i]);
            CHECK(part > 0);
            total += part;
        }
        EQUAL(read(ends[0], block, 1), 0);
        CHECK(is_filled(buffer, sizeof(buffer), i));
        EQUAL(close(ends[0]), 0);
        expect_success(child);
    }
}

#define WRITERS 4
#define RECORDS 20

/* Writes of up to PIPE_BUF bytes stay together. */
static void together(void)
{
    static const int sizes[] = { 1000, PIPE_BUF, 2049 };

    for (int s = 0; s < 3; s++) {
        int ends[2], seen[WRITERS] = { 0 };
        pid_t children[WRITERS];

        EQUAL(pipe(ends), 0);
        for (int i = 0; i < WRITERS; i++) {
            children[i] = fork_child();
            if (children[i] == 0) {
                memset(block, 'a' + i, sizes[s]);
                for (int j = 0; j < RECORDS; j++)
                    EQUAL(write(ends[1], block, sizes[s]), sizes[s]);
                _exit(0);
            }
        }
        EQUAL(close(ends[1]), 0);
        for (int i = 0; i < WRITERS * RECORDS; i++) {
            int got = 0;

            while (got < sizes[s]) {
                int part = read(ends[0], block + got, sizes[s] - got);

                CHECK(part > 0);
                got += part;
            }
            CHECK(block[0] >= 'a' && block[0] < 'a' + WRITERS);
            CHECK(memcmp(block, block + 1, sizes[s] - 1) == 0);
            seen[block[0] - 'a']++;
        }
        EQUAL(read(ends[0], block, 1), 0);
        for (int i = 0; i < WRITERS; i++) {
            EQUAL(seen[i], RECORDS);
            expect_success(children[i]);
        }
        EQUAL(close(ends[0]), 0);
    }
}

/* Without waiting: all or nothing up to PIPE_BUF, a part beyond. */
static void nonblocking(void)
{
    int ends[2], total = 0, part;

    EQUAL(pipe(ends), 0);
    EQUAL(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    EQUAL(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    CHECK(read(ends[0], block, 1) == -1 && (errno == EAGAIN || errno == EWOULDBLOCK));
    while ((part = write(ends[1], block, 1000)) > 0) {
        EQUAL(part, 1000);
        total += part;
    }
    CHECK(errno == EAGAIN || errno == EWOULDBLOCK);
    CHECK(total + 1000 > PIPE_BUF);
    for (; total > 0; total -= part)
        CHECK((part = read(ends[0], block, sizeof(block))) > 0);
    part = write(ends[1], buffer, sizeof(buffer));
    CHECK(part > 0 && part < (int)sizeof(buffer));
    for (; part > 0; part -= total)
        CHECK((total = read(ends[0], block, sizeof(block))) > 0);
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
}

static void chain(void)
{
    int first[2], in, count = 10;
    pid_t children[10];
    char byte = 0;

    EQUAL(pipe(first), 0);
    in = first[0];
    for (int i = 0; i < count; i++) {
        int next[2];

        EQUAL(pipe(next), 0);
        children[i] = fork_child();
        if (children[i] == 0) {
            close(first[1]);
            close(next[0]);
            while (read(in, &byte, 1) == 1) {
                byte++;
                EQUAL(write(next[1], &byte, 1), 1);
            }
            _exit(0);
        }
        EQUAL(close(in), 0);
        EQUAL(close(next[1]), 0);
        in = next[0];
    }
    for (int i = 0; i < 50; i++) {
        byte = i;
        EQUAL(write(first[1], &byte, 1), 1);
        EQUAL(read(in, &byte, 1), 1);
        EQUAL(byte, i + count);
    }
    EQUAL(close(first[1]), 0);
    EQUAL(read(in, &byte, 1), 0);
    EQUAL(close(in), 0);
    for (int i = 0; i < count; i++)
        expect_success(children[i]);
}

/* Several wait to read; each byte goes to one. */
static void several_readers(void)
{
    int ends[2], answers[2], sum = 0;
    pid_t children[5];
    char byte;

    CHECK(pipe(ends) == 0 && pipe(answers) == 0);
    for (int i = 0; i < 5; i++) {
        children[i] = fork_child();
        if (children[i] == 0) {
            close(ends[1]);
            while (read(ends[0], &byte, 1) == 1)
                EQUAL(write(answers[1], &byte, 1), 1);
            _exit(0);
        }
    }
    EQUAL(close(answers[1]), 0);
    for (int i = 1; i <= 60; i++) {
        byte = i;
        EQUAL(write(ends[1], &byte, 1), 1);
    }
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
    while (read(answers[0], &byte, 1) == 1)
        sum += byte;
    EQUAL(sum, 60 * 61 / 2);
    EQUAL(close(answers[0]), 0);
    for (int i = 0; i < 5; i++)
        expect_success(children[i]);
}

const struct test pipes[] = {
    TEST(end_of_file, 0), TEST(wrong_way, 0), TEST(no_reader, 0), TEST(reader_leaves, 0),
    TEST(much, 0), TEST(together, 0), TEST(nonblocking, 0), TEST(chain, 0),
    TEST(several_readers, 0), END,
};
