/* Pipes: order, wholeness, ends that are closed, waiting and not; and that nothing is left over. */
#include <unix/calls.h>
#include <unix/pipe.h>

#include "host.h"

#define LONG 100000

static struct file *reader, *writer;
static struct file *lost; /* an end that another task is to close */
static int result;

static void pipe_start(void)
{
    long value[2];

    CHECK_IS(sys_pipe(current->u_proc, NULL, value), 0);
    reader = current->u_ofile[value[0]];
    writer = current->u_ofile[value[1]];
}

static void end_close(struct file *f)
{
    CHECK_IS(f->f_ops->close(f), 0);
    f->f_count = 0;
}

static void pipe_end(void)
{
    end_close(reader);
    end_close(writer);
    CHECK_IS(memory_pieces, 0);
    CHECK_IS(mbufs_of_type[MT_DATA] + mbufs_of_type[MT_PCB], 0);
}

static int file_transfer(struct file *f, enum uio_rw rw, const void *at, int bytes)
{
    struct transfer t;
    struct uio *uio = transfer_of(&t, rw, at, bytes);
    int error = rw == UIO_READ ? f->f_ops->read(f, uio) : f->f_ops->write(f, uio);
    int moved = bytes - (int)uio->uio_resid;

    if (moved > 0 && (error == EINTR || error == EWOULDBLOCK))
        error = 0;
    return error != 0 ? -error : moved;
}

static int get(void *at, int bytes) { return file_transfer(reader, UIO_READ, at, bytes); }
static int put(const void *at, int bytes) { return file_transfer(writer, UIO_WRITE, at, bytes); }

static void small(void)
{
    char bytes[100];
    int32_t waiting;

    pipe_start();
    CHECK_IS(put("abc", 3), 3);
    CHECK_IS(put("defg", 4), 4);
    CHECK_IS(put("", 0), 0);
    CHECK_IS(reader->f_ops->ioctl(reader, FIONREAD, &waiting), 0);
    CHECK_IS(waiting, 7);
    CHECK_IS(mbufs_of_type[MT_DATA], 1); /* small writes share a buffer */
    CHECK_IS(get(bytes, 2), 2);
    CHECK_IS(get(bytes + 2, 100), 5);
    CHECK_IS(memcmp(bytes, "abcdefg", 7), 0);
    CHECK_IS(get(bytes, 0), 0);
    CHECK_IS(put((void *)BAD_ADDRESS, 10), -EFAULT);
    CHECK_IS(put("xyz", 3), 3);
    CHECK_IS(get((void *)BAD_ADDRESS, 10), -EFAULT);
    CHECK_IS(get(bytes, 10), 3); /* nothing was lost */
    pipe_end();
}

/* Random writes and reads, neither of which waits, against a count of bytes. */
static void random_transfers(void)
{
    static uint8_t bytes[9000];
    uint8_t next_in = 0, next_out = 0;
    int there = 0;

    pipe_start();
    reader->f_flag |= FNONBLOCK;
    writer->f_flag |= FNONBLOCK;
    for (int round = 0; round < 20000; round++) {
        int asked = 1 + chance(chance(4) == 0 ? 9000 : chance(2) ? 300 : 20), moved;
        if (chance(2)) {
            for (int i = 0; i < asked; i++)
                bytes[i] = next_in + i;
            moved = put(bytes, asked);
            if (moved < 0) {
                CHECK_IS(moved, -EWOULDBLOCK);
                CHECK(there > 0);
                moved = 0;
            } else if (asked <= PIPE_BUF)
                CHECK_IS(moved, asked); /* all or nothing */
            else
                CHECK(moved > 0);
            next_in += moved;
            there += moved;
        } else {
            moved = get(bytes, asked);
            CHECK_IS(moved, there == 0 ? -EWOULDBLOCK : min(asked, there));
            for (int i = 0; i < moved; i++)
                CHECK_IS(bytes[i], next_out++);
            there -= max(moved, 0);
        }
        CHECK(there <= LOCAL_SPACE);
    }
    pipe_end();
}

/* However small the pieces are, a pipe holds PIPE_BUF bytes of them. */
static void capacity(void)
{
    static char bytes[PIPE_BUF];

    for (int size = 1; size <= PIPE_BUF; size += 1 + size / 3) {
        int total = 0, moved;
        pipe_start();
        writer->f_flag |= FNONBLOCK;
        while ((moved = put(bytes, size)) > 0)
            total += moved;
        CHECK(total > PIPE_BUF - size);
        CHECK_IS(get(bytes, PIPE_BUF), total);
        CHECK_IS(put(bytes, PIPE_BUF), PIPE_BUF); /* and all of it is there again */
        pipe_end();
    }
}

static char long_text[LONG];

static void write_long(void)
{
    for (int i = 0; i < LONG; i++)
        long_text[i] = (char)(i * 7 + i / 256);
    result = put(long_text, LONG);
    lost = writer;
}

static void waiting(void)
{
    char bytes[5000];
    int at = 0, moved;

    copies_sleep = true;
    pipe_start();
    task_start(1, write_long);
    tasks_run();
    CHECK(task_sleeps(1));
    while (at < LONG) {
        while (!reader->f_ops->select(reader, UIO_READ))
            time_pass(1);
        moved = get(bytes, 1 + chance(sizeof bytes));
        CHECK(moved > 0);
        for (int i = 0; i < moved; i++)
            CHECK_IS(bytes[i], long_text[at + i]);
        at += moved;
    }
    time_pass(10);
    CHECK(task_done(1));
    CHECK_IS(result, LONG);
    copies_sleep = false;
    pipe_end();
}

/* ---- several at once ---- */

#define RECORDS 60

static int sizes[TASKS];
static int records_read;

/* Each record is its writer's letter, all over. */
static void write_records(void)
{
    static char record[TASKS][PIPE_BUF];

    memset(record[self()], 'a' + self(), PIPE_BUF);
    for (int i = 0; i < RECORDS; i++)
        CHECK_IS(put(record[self()], sizes[self()]), sizes[self()]);
}

static void read_records(void)
{
    static char bytes[1500];
    int left = 0, moved;
    char letter = 0;

    while ((moved = get(bytes, 1 + chance(sizeof bytes))) > 0)
        for (int i = 0; i < moved; i++) {
            if (left == 0) {
                letter = bytes[i];
                left = sizes[letter - 'a'];
                records_read++;
            }
            CHECK_IS(bytes[i], letter);
            left--;
        }
    CHECK_IS(left, 0);
}

static void whole_writes(void)
{
    copies_sleep = true;
    pipe_start();
    for (int i = 2; i < TASKS; i++) {
        sizes[i] = (const int[]){ 1, 700, 2049, PIPE_BUF }[i - 2];
        task_start(i, write_records);
    }
    task_start(1, read_records);
    for (int i = 2; i < TASKS; i++)
        while (!task_done(i))
            time_pass(1);
    end_close(writer);
    while (!task_done(1))
        time_pass(1);
    CHECK_IS(records_read, (TASKS - 2) * RECORDS);
    copies_sleep = false;
    end_close(reader);
    CHECK_IS(memory_pieces, 0);
}

static int taken;

static void take_bytes(void)
{
    char byte;

    while (get(&byte, 1) == 1)
        taken++;
}

/* Several readers: each byte goes to one, and the end comes to all. */
static void several_readers(void)
{
    pipe_start();
    for (int i = 1; i < TASKS; i++)
        task_start(i, take_bytes);
    tasks_run();
    for (int i = 0; i < 50; i++) {
        CHECK_IS(put("abcdefg", 7), 7);
        tasks_run();
    }
    CHECK_IS(taken, 350);
    end_close(writer);
    tasks_run();
    for (int i = 1; i < TASKS; i++)
        CHECK(task_done(i));
    end_close(reader);
    CHECK_IS(memory_pieces, 0);
}

/* ---- ends ---- */

static void no_writer(void)
{
    char bytes[10];

    pipe_start();
    CHECK_IS(put("abc", 3), 3);
    end_close(writer);
    CHECK_IS(get(bytes, 2), 2);
    CHECK_IS(reader->f_ops->select(reader, UIO_READ), 1);
    CHECK_IS(get(bytes, 10), 1);
    CHECK_IS(get(bytes, 10), 0);
    CHECK_IS(get(bytes, 10), 0);
    CHECK_IS(reader->f_ops->select(reader, UIO_READ), 1);
    end_close(reader);
    CHECK_IS(memory_pieces, 0);
}

static void no_reader(void)
{
    pipe_start();
    signals_forget();
    CHECK_IS(put("abc", 3), 3);
    end_close(reader);
    CHECK_IS(writer->f_ops->select(writer, UIO_WRITE), 1);
    CHECK_IS(put("abc", 3), -EPIPE);
    CHECK_IS(signals_sent[SIGPIPE], 1);
    end_close(writer);
    CHECK_IS(memory_pieces, 0);
    signals_forget();
}

/* The reader goes while a writer waits for room. */
static void reader_goes(void)
{
    pipe_start();
    task_start(1, write_long);
    tasks_run();
    CHECK(task_sleeps(1));
    end_close(reader);
    tasks_run();
    CHECK(task_done(1));
    CHECK_IS(result, -EPIPE);
    CHECK_IS(signals_sent[SIGPIPE], 1);
    end_close(writer);
    CHECK_IS(memory_pieces, 0);
    signals_forget();
}

static void interrupted(void)
{
    char bytes[LOCAL_SPACE];

    pipe_start();
    task_start(1, write_long);
    tasks_run();
    signal_post(&procs[1], SIGALRM);
    tasks_run();
    CHECK(task_done(1));
    CHECK_IS(result, LOCAL_SPACE); /* what has gone */
    signals_forget();
    CHECK_IS(get(bytes, sizeof bytes), LOCAL_SPACE);
    task_start(1, take_bytes);
    tasks_run();
    signal_post(&procs[1], SIGALRM);
    tasks_run();
    CHECK(task_done(1));
    CHECK_IS(taken, 0);
    signals_forget();
    pipe_end();
}

static void selecting(void)
{
    static char bytes[LOCAL_SPACE];
    struct proc *p = &procs[0];

    pipe_start();
    CHECK_IS(reader->f_ops->select(reader, UIO_READ), 0);
    p->p_flag |= P_SELECTING;
    CHECK_IS(put("x", 1), 1);
    CHECK((p->p_flag & P_SELECTING) == 0);
    CHECK_IS(reader->f_ops->select(reader, UIO_READ), 1);
    CHECK_IS(writer->f_ops->select(writer, UIO_WRITE), 1);
    CHECK_IS(put(bytes, LOCAL_SPACE - 1), LOCAL_SPACE - 1);
    CHECK_IS(writer->f_ops->select(writer, UIO_WRITE), 0);
    p->p_flag |= P_SELECTING;
    CHECK_IS(get(bytes, sizeof bytes), LOCAL_SPACE);
    CHECK((p->p_flag & P_SELECTING) == 0);
    CHECK_IS(writer->f_ops->select(writer, UIO_WRITE), 1);
    pipe_end();
}

static void status(void)
{
    struct stat st;

    pipe_start();
    CHECK_IS(put("abc", 3), 3);
    CHECK_IS(reader->f_ops->stat(reader, &st), 0);
    CHECK(S_ISFIFO(st.st_mode));
    CHECK_IS(st.st_size, 3);
    CHECK_IS(st.st_uid, 7);
    pipe_end();
}

const struct test pipe_tests[] = {
    { "pipes: small", small },
    { "pipes: random transfers", random_transfers },
    { "pipes: capacity", capacity },
    { "pipes: waiting", waiting },
    { "pipes: whole writes", whole_writes },
    { "pipes: several readers", several_readers },
    { "pipes: no writer", no_writer },
    { "pipes: no reader", no_reader },
    { "pipes: the reader goes", reader_goes },
    { "pipes: interrupted", interrupted },
    { "pipes: select", selecting },
    { "pipes: stat", status },
    { NULL, NULL },
};
