/* select: who is ready, who is waited for, how long. */
#include "tree.h"

static long echo, file;
static fd_set sets[3];
static struct timeval limit;

static void files_open(void)
{
    WORKS(MKNOD("/echo", S_IFCHR | 0666, makedev(CHAR_ECHO, 0)));
    file_make("/f", "text");
    echo = OPEN("/echo", O_RDWR, 0);
    file = OPEN("/f", O_RDONLY, 0);
}

static void ask(int set, long descriptor)
{
    FD_SET(descriptor, &sets[set]);
}

static long wait_at_most(int seconds, int microseconds)
{
    limit = (struct timeval){seconds, microseconds};
    return CALL(select, OPEN_MAX, (long)&sets[0], (long)&sets[1], (long)&sets[2], (long)&limit);
}

static long wait_long(void)
{
    return CALL(select, OPEN_MAX, (long)&sets[0], (long)&sets[1], (long)&sets[2], 0);
}

static void polled(void)
{
    files_open();
    ask(0, echo);
    ask(0, file);
    ask(1, echo);
    ask(2, file);
    CHECK_IS(wait_at_most(0, 0), 2);
    CHECK(!FD_ISSET(echo, &sets[0]) && FD_ISSET(file, &sets[0]) && FD_ISSET(echo, &sets[1]));
    CHECK(!FD_ISSET(file, &sets[2]));
    FD_ZERO(&sets[0]);
    FD_ZERO(&sets[1]);
    ask(0, echo);
    CHECK_IS(wait_at_most(0, 0), 0);
    CHECK(!FD_ISSET(echo, &sets[0]));
    CHECK_IS(WRITE(echo, "x", 1), 1);
    ask(0, echo);
    CHECK_IS(wait_long(), 1); /* without waiting */
    CHECK_IS(CALL(select, 0, 0, 0, 0, (long)&limit), 0);
}

static void errors(void)
{
    files_open();
    ask(0, 40);
    FAILS(wait_at_most(0, 0), EBADF);
    CHECK(FD_ISSET(40, &sets[0])); /* as they were */
    CHECK_IS(CALL(select, 40, (long)&sets[0], 0, 0, (long)&limit), 0); /* not asked for */
    FD_ZERO(&sets[0]);
    ask(2, 40);
    FAILS(wait_at_most(0, 0), EBADF);
    FD_ZERO(&sets[2]);
    FAILS(CALL(select, -1, 0, 0, 0, 0), EINVAL);
    FAILS(wait_at_most(-1, 0), EINVAL);
    FAILS(wait_at_most(0, 1000000), EINVAL);
    FAILS(wait_at_most(0, -1), EINVAL);
    FAILS(CALL(select, 4, BAD_ADDRESS, 0, 0, (long)&limit), EFAULT);
    FAILS(CALL(select, 4, 0, 0, 0, BAD_ADDRESS), EFAULT);
    ask(0, file);
    CHECK_IS(CALL(select, 1000, (long)&sets[0], 0, 0, 0), 1);
}

static int wanted_ticks;
static int time_is_over(const void *channel, int priority, int ticks)
{
    (void)channel;
    CHECK(priority & PCATCH);
    CHECK_IS(ticks, wanted_ticks);
    time_pass(ticks);
    return EWOULDBLOCK;
}

static void time_outs(void)
{
    files_open();
    on_sleep = time_is_over;
    wanted_ticks = 150;
    ask(0, echo);
    CHECK_IS(wait_at_most(1, 500000), 0);
    CHECK(!FD_ISSET(echo, &sets[0]));
    wanted_ticks = 1;
    ask(0, echo);
    CHECK_IS(wait_at_most(0, 1), 0);
    CHECK_IS(sleeps, 2);
    wanted_ticks = 3;
    CHECK_IS(CALL(select, 0, 0, 0, 0, (long)&(struct timeval){0, 25000}), 0);
    CHECK_IS(CALL(select, 0, 0, 0, 0, (long)&(struct timeval){0, 0}), 0);
    CHECK_IS(sleeps, 3);
}

/* Another process writes to what is waited for. */
static int other_writes(const void *channel, int priority, int ticks)
{
    (void)channel, (void)priority, (void)ticks;
    become(1);
    CHECK_IS(WRITE(0, "x", 1), 1);
    CHECK(woken);
    return 0;
}

static int signal_comes(const void *channel, int priority, int ticks)
{
    (void)channel, (void)priority, (void)ticks;
    return ERESTART;
}

static void woken_up(void)
{
    files_open();
    become(1);
    CHECK_IS(OPEN("/echo", O_RDWR, 0), 0);
    become(0);
    on_sleep = other_writes;
    ask(0, echo);
    CHECK_IS(wait_long(), 1);
    CHECK(FD_ISSET(echo, &sets[0]));
    CHECK_IS(sleeps, 1);
    echo_length = 0;
    on_sleep = signal_comes;
    FAILS(wait_long(), EINTR);
    CHECK(FD_ISSET(echo, &sets[0]));
    on_sleep = NULL;
    echo_selecting = NULL;
    check_invariants();
}

/* While one waits, a second one does, and the third writes: a collision wakes both. */
static int second_selects(const void *channel, int priority, int ticks)
{
    fd_set set = {{1, 0}};

    (void)channel, (void)priority, (void)ticks;
    on_sleep = other_writes;
    become(2);
    CHECK_IS(CALL(select, 1, (long)&set, 0, 0, 0), 1);
    CHECK(users[0].u_proc->p_wchan == NULL);
    return 0;
}

static void collisions(void)
{
    files_open();
    become(1);
    CHECK_IS(OPEN("/echo", O_RDWR, 0), 0);
    become(2);
    CHECK_IS(OPEN("/echo", O_RDWR, 0), 0);
    become(0);
    ask(0, echo);
    on_sleep = second_selects;
    CHECK_IS(wait_long(), 1);
    CHECK_IS(sleeps, 2);
}

/* It becomes ready while the others are still being asked. */
static int late;
static int late_select(struct file *f, enum uio_rw which)
{
    (void)f, (void)which;
    if (late++ > 0)
        return 1;
    select_wakeup(current->u_proc, false);
    return 0;
}

static int late_close(struct file *f)
{
    (void)f;
    return 0;
}

static int late_stat(struct file *f, struct stat *st)
{
    (void)f;
    bzero(st, sizeof *st);
    return 0;
}

static const struct file_ops late_ops = {.select = late_select, .close = late_close,
                                         .stat = late_stat};

static void between(void)
{
    struct file *f;
    int descriptor;

    CHECK_IS(file_alloc(&f, &descriptor), 0);
    f->f_ops = &late_ops;
    f->f_type = FILE_PIPE;
    f->f_flag = FREAD;
    ask(0, descriptor);
    CHECK_IS(wait_long(), 1);
    CHECK_IS(sleeps, 0);
    /* what only vnodes do */
    FAILS(CALL(lseek, descriptor, 0, SEEK_SET), ESPIPE);
    FAILS(CALL(flock, descriptor, LOCK_SH), EOPNOTSUPP);
    FAILS(CALL(fsync, descriptor), EINVAL);
    FAILS(CALL(fchmod, descriptor, 0644), EINVAL);
    FAILS(CALL(fchown, descriptor, 0, 0), EINVAL);
    FAILS(CALL(ftruncate, descriptor, 0), EINVAL);
    FAILS(CALL(fchdir, descriptor), ENOTDIR);
    FAILS(CALL(fstatfs, descriptor, (long)&limit), EINVAL);
    FAILS(CALL(getdirentries, descriptor, (long)&limit, 512, 0), EINVAL);
    CHECK_IS(CALL(fstat, descriptor, (long)&(struct stat){0}), 0);
}

const struct test select_tests[] = {
    {"select: who is ready", polled},
    {"select: errors", errors},
    {"select: time-outs", time_outs},
    {"select: woken", woken_up},
    {"select: two wait for one", collisions},
    {"select: ready before it sleeps", between},
    {NULL, NULL},
};
