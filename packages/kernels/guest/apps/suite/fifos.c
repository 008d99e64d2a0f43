/* Named pipes. */
#include "suite.h"

static void fifo_meets(void)
{
    char bytes[10];
    pid_t child;
    int reader;

    SAME(mkfifo("p", 0600), 0);
    child = fork_child();
    if (child == 0) {
        int writer = open("p", O_WRONLY); /* waits for the reader */

        CHECK(writer >= 0);
        write_all(writer, "text", 4);
        _exit(0);
    }
    pause_ms(30);
    reader = open("p", O_RDONLY);
    CHECK(reader >= 0);
    read_all(reader, bytes, 4);
    CHECK(memcmp(bytes, "text", 4) == 0);
    SAME(read(reader, bytes, 1), 0);
    expect_exit(child, 0);
    close_ok(reader);
}

static void fifo_not_waiting(void)
{
    char byte;
    int reader, writer;

    SAME(mkfifo("p", 0600), 0);
    FAILS(open("p", O_WRONLY | O_NONBLOCK), ENXIO); /* nobody reads */
    reader = open("p", O_RDONLY | O_NONBLOCK);
    CHECK(reader >= 0);
    SAME(read(reader, &byte, 1), 0); /* nobody writes */
    writer = open("p", O_WRONLY | O_NONBLOCK);
    CHECK(writer >= 0);
    FAILS(read(reader, &byte, 1), EWOULDBLOCK);
    write_all(writer, "x", 1);
    SAME(read(reader, &byte, 1), 1);
    close_ok(writer);
    SAME(read(reader, &byte, 1), 0);
    writer = open("p", O_WRONLY); /* again */
    write_all(writer, "y", 1);
    SAME(read(reader, &byte, 1), 1);
    SAME(byte, 'y');
    close_ok(reader);
    catch_signal(SIGPIPE, SIG_IGN, 0);
    FAILS(write(writer, "x", 1), EPIPE);
    close_ok(writer);
}

/* What nobody has read is gone with the last who has it open. */
static void fifo_forgets(void)
{
    char byte;
    int both, reader;

    SAME(mkfifo("p", 0600), 0);
    both = open("p", O_RDWR);
    CHECK(both >= 0);
    write_all(both, "left", 4);
    SAME(read(both, &byte, 1), 1);
    close_ok(both);
    reader = open("p", O_RDONLY | O_NONBLOCK);
    SAME(read(reader, &byte, 1), 0);
    SAME(size_of("p"), 0);
    close_ok(reader);
}

static void fifo_errors(void)
{
    int both;

    SAME(mkfifo("p", 0640), 0);
    CHECK(S_ISFIFO(status_at("p").st_mode));
    FAILS(mkfifo("p", 0600), EEXIST);
    FAILS(mkfifo("nowhere/p", 0600), ENOENT);
    both = open("p", O_RDWR);
    FAILS(lseek(both, 0, SEEK_SET), ESPIPE);
    FAILS(truncate("p", 0), EINVAL);
    SAME(link("p", "q"), 0);
    SAME(rename("q", "r"), 0);
    SAME(unlink("p"), 0);
    write_all(both, "x", 1); /* goes on */
    close_ok(both);
}

static void fifo_many_writers(void)
{
    enum { WRITERS = 5, BYTES = 3000 };
    pid_t children[WRITERS];
    static char bytes[1000];
    int reader, total = 0;

    SAME(mkfifo("p", 0600), 0);
    for (int i = 0; i < WRITERS; i++) {
        children[i] = fork_child();
        if (children[i] == 0) {
            int writer = open("p", O_WRONLY);

            for (int sent = 0; sent < BYTES; sent += 500)
                write_all(writer, bytes, 500);
            pause_ms(100); /* until all have begun */
            _exit(0);
        }
    }
    reader = open("p", O_RDONLY);
    for (ssize_t got; (got = read(reader, bytes, sizeof(bytes))) > 0;)
        total += got;
    for (int i = 0; i < WRITERS; i++)
        expect_exit(children[i], 0);
    SAME(total, WRITERS * BYTES);
    close_ok(reader);
}

const struct test fifos[] = {
    TEST(fifo_meets, 0),
    TEST(fifo_not_waiting, 0),
    TEST(fifo_forgets, 0),
    TEST(fifo_errors, 0),
    TEST(fifo_many_writers, 0),
    END,
};
