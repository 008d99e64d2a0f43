/* Pipes with a name. */
#include "suite.h"

static char block[8192];

static void meet(void)
{
    pid_t child;
    int file;

    EQUAL(mkfifo("p", 0600), 0);
    FAILS(mkfifo("p", 0600), EEXIST);
    child = fork_child();
    if (child == 0) {
        file = open("p", O_WRONLY);
        EQUAL(write(file, "hello", 5), 5);
        _exit(0);
    }
    file = open("p", O_RDONLY);
    CHECK(file >= 0);
    EQUAL(read(file, block, 5), 5);
    EQUAL(read(file, block, 5), 0);
    expect_success(child);
    EQUAL(close(file), 0);
    EQUAL(unlink("p"), 0);
}

/* A writer that comes and goes at once: who waits for one in open has seen it. */
static void brief(void)
{
    EQUAL(mkfifo("p", 0600), 0);
    for (int i = 0; i < 10; i++) {
        pid_t child = fork_child();
        int file;

        if (child == 0) {
            file = open("p", O_RDONLY);
            CHECK(file >= 0);
            EQUAL(read(file, block, 5), i % 2 ? 3 : 0);
            _exit(0);
        }
        pause_ms(30);
        file = open("p", O_WRONLY);
        CHECK(file >= 0);
        if (i % 2)
            EQUAL(write(file, "abc", 3), 3);
        EQUAL(close(file), 0);
        expect_success(child);
    }
    EQUAL(unlink("p"), 0);
}

static void without_waiting(void)
{
    int reading, writing;

    EQUAL(mkfifo("p", 0600), 0);
    FAILS(open("p", O_WRONLY | O_NONBLOCK), ENXIO);
    reading = open("p", O_RDONLY | O_NONBLOCK);
    CHECK(reading >= 0);
    EQUAL(read(reading, block, 1), 0); /* no writer */
    writing = open("p", O_WRONLY | O_NONBLOCK);
    CHECK(writing >= 0);
    CHECK(read(reading, block, 1) == -1 && (errno == EAGAIN || errno == EWOULDBLOCK));
    EQUAL(write(writing, "x", 1), 1);
    EQUAL(read(reading, block, 10), 1);
    FAILS(lseek(reading, 0, SEEK_SET), ESPIPE);
    signal(SIGPIPE, SIG_IGN);
    EQUAL(close(reading), 0);
    FAILS(write(writing, "x", 1), EPIPE);
    EQUAL(close(writing), 0);
    EQUAL(unlink("p"), 0);
}

/* Nothing stays in it when nobody has it open. */
static void forgets(void)
{
    int both;

    EQUAL(mkfifo("p", 0600), 0);
    both = open("p", O_RDWR);
    CHECK(both >= 0);
    EQUAL(write(both, "old", 3), 3);
    EQUAL(close(both), 0);
    both = open("p", O_RDONLY | O_NONBLOCK);
    EQUAL(read(both, block, 10), 0);
    EQUAL(close(both), 0);
    EQUAL(status_at("p").st_size, 0);
    EQUAL(unlink("p"), 0);
}

static void late(int signal)
{
    (void)signal;
}

static void waiting_is_interrupted(void)
{
    struct sigaction action = { .sa_handler = late };

    EQUAL(mkfifo("p", 0600), 0);
    EQUAL(sigaction(SIGALRM, &action, NULL), 0);
    alarm(1);
    FAILS(open("p", O_RDONLY), EINTR);
    alarm(1);
    FAILS(open("p", O_WRONLY), EINTR);
    FAILS(open("p", O_WRONLY | O_NONBLOCK), ENXIO); /* the reader is gone again */
    EQUAL(unlink("p"), 0);
}

const struct test fifos[] = {
    TEST(meet, 0), TEST(brief, 0), TEST(without_waiting, 0), TEST(forgets, 0),
    TEST(waiting_is_interrupted, 0), END,
};
