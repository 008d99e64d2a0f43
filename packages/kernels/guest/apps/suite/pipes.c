/* Pipes: order, ends, atomic writes, waiting and not waiting. */
#include "suite.h"

#include <sys/ioctl.h>
#include <sys/uio.h>

static char buffer[70000];

static void bytes_in_order(void)
{
    int ends[2];
    char bytes[10];

    make_pipe(ends);
    write_all(ends[1], "abc", 3);
    write_all(ends[1], "defgh", 5);
    SAME(read(ends[0], bytes, 2), 2);
    CHECK(memcmp(bytes, "ab", 2) == 0);
    SAME(read(ends[0], bytes, 10), 6); /* writes do not bound reads */
    CHECK(memcmp(bytes, "cdefgh", 6) == 0);
    FAILS(write(ends[0], "x", 1), EBADF);
    FAILS(read(ends[1], bytes, 1), EBADF);
    SAME(write(ends[1], "x", 0), 0);
    SAME(read(ends[0], bytes, 0), 0);
    close_pipe(ends);
}

static void end_of_pipe(void)
{
    int ends[2], another;
    char bytes[10];

    make_pipe(ends);
    another = dup(ends[1]);
    write_all(ends[1], "rest", 4);
    close_ok(ends[1]);
    SAME(read(ends[0], bytes, 10), 4);
    SAME(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    FAILS(read(ends[0], bytes, 10), EWOULDBLOCK); /* a writer is left */
    close_ok(another);
    SAME(read(ends[0], bytes, 10), 0);
    SAME(read(ends[0], bytes, 10), 0);
    close_ok(ends[0]);
}

static int broken[2];

static void write_to_nobody(void)
{
    write(broken[1], "x", 1) < 0 ? _exit(1) : _exit(2);
}

static volatile sig_atomic_t count;

static void note(int signal)
{
    (void)signal;
    count++;
}

static void broken_pipe(void)
{
    make_pipe(broken);
    close_ok(broken[0]);
    run_killed(write_to_nobody, SIGPIPE);
    catch_signal(SIGPIPE, SIG_IGN, 0);
    FAILS(write(broken[1], "x", 1), EPIPE);
    FAILS(writev(broken[1], (struct iovec[1]){ { "x", 1 } }, 1), EPIPE);
    SAME(write(broken[1], "x", 0), 0);
    catch_signal(SIGPIPE, note, 0);
    FAILS(write(broken[1], "x", 1), EPIPE);
    SAME(count, 1);
    close_ok(broken[1]);
}

/* The reader goes while the writer waits. */
static void reader_goes(void)
{
    int ends[2];
    pid_t child;

    make_pipe(ends);
    child = fork_child();
    if (child == 0) {
        close_ok(ends[1]);
        pause_ms(50);
        _exit(0);
    }
    close_ok(ends[0]);
    catch_signal(SIGPIPE, note, 0);
    if (IS_OURS)
        FAILS(write(ends[1], buffer, sizeof(buffer)), EPIPE);
    else
        CHECK(write(ends[1], buffer, sizeof(buffer)) < (ssize_t)sizeof(buffer));
    SAME(count, 1);
    expect_exit(child, 0);
    close_ok(ends[1]);
}

static void not_waiting(void)
{
    int ends[2];
    size_t total = 0;
    ssize_t done;

    make_pipe(ends);
    SAME(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    SAME(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    FAILS(read(ends[0], buffer, 1), EWOULDBLOCK);
    while ((done = write(ends[1], buffer, 1000)) > 0)
        total += done;
    SAME(errno, EWOULDBLOCK);
    CHECK(total >= PIPE_BUF - 1000);
    SAME(read(ends[0], buffer, 1), 1);
    FAILS(write(ends[1], buffer, PIPE_BUF), EWOULDBLOCK); /* all of it or nothing */
    while ((done = read(ends[0], buffer, sizeof(buffer))) > 0)
        total -= done;
    SAME(total, 1);
    done = write(ends[1], buffer, sizeof(buffer)); /* more than fits: a part */
    CHECK(done >= PIPE_BUF && done < (ssize_t)sizeof(buffer));
    close_pipe(ends);
}

static void pipe_capacity(void)
{
    int ends[2], bytes;

    make_pipe(ends);
    SAME(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    SAME(write(ends[1], buffer, PIPE_BUF), PIPE_BUF);
    FAILS(write(ends[1], buffer, 1), EWOULDBLOCK);
    SAME(ioctl(ends[0], FIONREAD, &bytes), 0);
    SAME(bytes, PIPE_BUF);
    close_pipe(ends);
}

static void bytes_waiting(void)
{
    int ends[2], bytes = -1;

    make_pipe(ends);
    SAME(ioctl(ends[0], FIONREAD, &bytes), 0);
    SAME(bytes, 0);
    write_all(ends[1], "12345", 5);
    SAME(ioctl(ends[0], FIONREAD, &bytes), 0);
    SAME(bytes, 5);
    read_all(ends[0], buffer, 2);
    SAME(ioctl(ends[0], FIONREAD, &bytes), 0);
    SAME(bytes, 3);
    close_pipe(ends);
}

/* Sends `total` bytes in writes of `step`, which are read in steps of `reads`. */
static void transfer(size_t total, size_t step, size_t reads)
{
    int ends[2];
    pid_t child;
    size_t got = 0;

    make_pipe(ends);
    child = fork_child();
    if (child == 0) {
        uint32_t state = 7;

        close_ok(ends[0]);
        for (size_t sent = 0; sent < total; sent += step) {
            size_t bytes = total - sent < step ? total - sent : step;

            for (size_t i = 0; i < bytes; i++)
                buffer[i] = random_next(&state);
            SAME(write(ends[1], buffer, bytes), bytes);
        }
        _exit(0);
    }
    close_ok(ends[1]);
    for (uint32_t state = 7;;) {
        ssize_t bytes = read(ends[0], buffer, reads);

        if (bytes == 0)
            break;
        CHECK(bytes > 0);
        for (ssize_t i = 0; i < bytes; i++)
            if (buffer[i] != (char)random_next(&state))
                fail(__FILE__, __LINE__, "another byte has come");
        got += bytes;
    }
    SAME(got, total);
    expect_exit(child, 0);
    close_ok(ends[0]);
}

static void many_bytes(void)
{
    transfer(200000, 60000, 8192);
    transfer(100000, 4096, 4096);
    transfer(100000, 4097, 1000);
    transfer(50000, 1000, 60000);
    transfer(5000, 1, 7);
    transfer(5000, 113, 1);
}

/* Writes of up to PIPE_BUF bytes are not mixed with those of others. */
static void atomic_writes(void)
{
    enum { WRITERS = 4, TURNS = 30 };
    static const int sizes[] = { 1, 100, 1000, 1365, 2048, 3000, 4000, PIPE_BUF };
    pid_t children[WRITERS];
    int ends[2], seen[WRITERS] = { 0 };

    make_pipe(ends);
    for (int i = 0; i < WRITERS; i++) {
        children[i] = fork_child();
        if (children[i] != 0)
            continue;
        for (int turn = 0; turn < TURNS; turn++) {
            int size = sizes[(turn + i) % 8] < 8 ? 8 : sizes[(turn + i) % 8];

            memset(buffer, 'a' + i, size);
            buffer[0] = 'A' + i;
            buffer[1] = size >> 8;
            buffer[2] = size & 0xff;
            SAME(write(ends[1], buffer, size), size);
        }
        _exit(0);
    }
    close_ok(ends[1]);
    for (;;) {
        unsigned char *head = (unsigned char *)buffer;
        int who, size;

        if (read(ends[0], buffer, 1) == 0)
            break;
        read_all(ends[0], buffer + 1, 2);
        who = head[0] - 'A';
        size = head[1] << 8 | head[2];
        CHECK(who >= 0 && who < WRITERS && size >= 8 && size <= PIPE_BUF);
        read_all(ends[0], buffer + 3, size - 3);
        for (int i = 3; i < size; i++)
            if (buffer[i] != 'a' + who)
                fail(__FILE__, __LINE__, "writes are mixed");
        seen[who]++;
    }
    for (int i = 0; i < WRITERS; i++) {
        SAME(seen[i], TURNS);
        expect_exit(children[i], 0);
    }
    close_ok(ends[0]);
}

/* Each byte has one reader. */
static void several_readers(void)
{
    enum { READERS = 4, BYTES = 4000 };
    pid_t children[READERS];
    int ends[2], results[2], got, total = 0;

    make_pipe(ends);
    make_pipe(results);
    for (int i = 0; i < READERS; i++) {
        children[i] = fork_child();
        if (children[i] == 0) {
            close_ok(ends[1]);
            got = 0;
            for (ssize_t bytes; (bytes = read(ends[0], buffer, 37)) > 0;)
                got += bytes;
            write_all(results[1], &got, sizeof(got));
            _exit(0);
        }
    }
    for (int i = 0; i < BYTES / 100; i++)
        write_all(ends[1], buffer, 100);
    close_ok(ends[1]);
    for (int i = 0; i < READERS; i++) {
        read_all(results[0], &got, sizeof(got));
        total += got;
        expect_exit(children[i], 0);
    }
    SAME(total, BYTES);
    close_ok(ends[0]);
    close_pipe(results);
}

/* A ring of processes that hand a number on. */
static void ring(void)
{
    enum { LENGTH = 10, ROUNDS = 20 };
    int first[2], before, ends[2], number;
    pid_t children[LENGTH];

    make_pipe(first);
    before = first[0];
    for (int i = 0; i < LENGTH; i++) {
        make_pipe(ends);
        children[i] = fork_child();
        if (children[i] == 0) {
            close_ok(first[1]);
            close_ok(ends[0]);
            while (read(before, &number, sizeof(number)) == sizeof(number)) {
                number++;
                write_all(ends[1], &number, sizeof(number));
            }
            _exit(0);
        }
        close_ok(before);
        close_ok(ends[1]);
        before = ends[0];
    }
    number = 0;
    for (int round = 1; round <= ROUNDS; round++) {
        write_all(first[1], &number, sizeof(number));
        read_all(before, &number, sizeof(number));
        SAME(number, round * LENGTH);
    }
    close_ok(first[1]);
    SAME(read(before, &number, sizeof(number)), 0); /* the end goes round, too */
    close_ok(before);
    for (int i = 0; i < LENGTH; i++)
        expect_exit(children[i], 0);
}

static void pipe_attributes(void)
{
    struct stat status;
    int ends[2];

    make_pipe(ends);
    SAME(ends[0], 3);
    SAME(ends[1], 4);
    SAME(fstat(ends[0], &status), 0);
    CHECK(S_ISFIFO(status.st_mode));
    SAME(status.st_uid, geteuid());
    SAME(status.st_size, 0);
    FAILS(lseek(ends[0], 0, SEEK_CUR), ESPIPE);
    FAILS(ftruncate(ends[1], 0), EINVAL);
    close_pipe(ends);
}

const struct test pipes[] = {
    TEST(bytes_in_order, 0),
    TEST(end_of_pipe, 0),
    TEST(broken_pipe, 0),
    TEST(reader_goes, 0),
    TEST(not_waiting, 0),
    TEST(pipe_capacity, OURS),
    TEST(bytes_waiting, 0),
    TEST(many_bytes, 0),
    TEST(atomic_writes, 0),
    TEST(several_readers, 0),
    TEST(ring, 0),
    TEST(pipe_attributes, 0),
    END,
};
