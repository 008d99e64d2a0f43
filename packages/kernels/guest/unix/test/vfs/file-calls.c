/* Calls with a descriptor, here and on the host. */
#include "compare.h"

static int some_descriptor(void) { return (int)below(OPEN_FILES + 2); }
static int on_host(int descriptor) { return descriptor < OPEN_MAX ? fds[descriptor] : -1; }

static bool is_directory(int descriptor)
{
    struct stat st;

    return CALL(fstat, descriptor, (long)&st) == 0 && S_ISDIR(st.st_mode);
}

static void do_close(void)
{
    int d = 1 + (int)below(OPEN_FILES + 1);

    snprintf(what, sizeof what, "close %d", d);
    same(CLOSE(d), host_close(on_host(d)));
    fds[d] = -1;
}

static void do_read(void)
{
    int d = some_descriptor();
    long bytes = (long)below(BYTES), part = (long)below(100);
    bool parts = one_in(3);
    struct iovec vectors[] = {{ours_bytes, (size_t)part}, {ours_bytes + part, 200}};

    snprintf(what, sizeof what, "read%s %d", parts ? "v" : "", d);
    bytes_same(parts ? same(CALL(readv, d, (long)vectors, 2),
                            host_readv(on_host(d), theirs_bytes, part, 200))
                     : same(READ(d, ours_bytes, bytes), host_read(on_host(d), theirs_bytes, bytes)));
}

static void do_write(void)
{
    int d = some_descriptor();
    long bytes = (long)below(one_in(4) ? BYTES : 100), part = (long)below(100);
    bool parts = one_in(3);
    struct iovec vectors[] = {{ours_bytes, (size_t)part}, {ours_bytes + part, 200}};

    for (int i = 0; i < BYTES; i += 1 + (int)below(8))
        ours_bytes[i] = (char)below(256);
    snprintf(what, sizeof what, "write%s %d", parts ? "v" : "", d);
    if (parts)
        same(CALL(writev, d, (long)vectors, 2), host_writev(on_host(d), ours_bytes, part, 200));
    else
        same(WRITE(d, ours_bytes, bytes), host_write(on_host(d), ours_bytes, bytes));
}

static void do_lseek(void)
{
    int d = some_descriptor(), whence = (int)below(3);
    long distance = (long)below(2 * BYTES) - BYTES;

    snprintf(what, sizeof what, "lseek %d %ld %d", d, distance, whence);
    if (!is_directory(d))
        same(CALL(lseek, d, distance, whence), host_lseek(on_host(d), distance, whence));
}

static void do_dup(void)
{
    int d = some_descriptor();
    long from = one_in(2) ? 0 : (long)below(OPEN_FILES), ours, theirs;

    snprintf(what, sizeof what, "dup %d from %ld", d, from);
    if (current->u_ofile[OPEN_FILES] != NULL)
        return;
    ours = from == 0 ? CALL(dup, d) : CALL(fcntl, d, F_DUPFD, from);
    theirs = host_dup(on_host(d));
    same(ours < 0 ? ours : 0, theirs < 0 ? theirs : 0);
    if (ours >= 0)
        fds[ours] = (int)theirs;
}

static void do_dup2(void)
{
    int d = some_descriptor(), to = 1 + (int)below(OPEN_FILES);
    long ours, theirs;

    snprintf(what, sizeof what, "dup2 %d %d", d, to);
    ours = CALL(dup2, d, to);
    if (d == to) {
        same(ours < 0 ? ours : 0, on_host(d) < 0 ? -EBADF : 0);
        return;
    }
    theirs = host_dup(on_host(d));
    same(ours < 0 ? ours : 0, theirs < 0 ? theirs : 0);
    if (ours < 0)
        return;
    if (fds[to] >= 0)
        host_close(fds[to]);
    fds[to] = (int)theirs;
}

static void do_flags(void)
{
    int d = some_descriptor();
    int flags = (one_in(2) ? O_APPEND : 0) | (one_in(2) ? O_NONBLOCK : 0);

    snprintf(what, sizeof what, "flags %d %x", d, flags);
    if (one_in(2))
        same(CALL(fcntl, d, F_SETFL, flags), host_set_flags(on_host(d), flags));
    else
        same(CALL(fcntl, d, F_GETFL, 0), host_get_flags(on_host(d)));
}

static void do_fstat(void)
{
    int d = some_descriptor();
    struct stat st;
    struct host_stat theirs;

    snprintf(what, sizeof what, "fstat %d", d);
    if (same(CALL(fstat, d, (long)&st), host_fstat(on_host(d), &theirs)) == 0)
        stat_same(&st, &theirs);
}

static void do_ftruncate(void)
{
    int d = some_descriptor();
    long size = one_in(20) ? -1 : (long)below(BYTES);

    snprintf(what, sizeof what, "ftruncate %d %ld", d, size);
    if (size >= 0)
        same(CALL(ftruncate, d, size), host_ftruncate(on_host(d), size));
    else
        same_or_errors(CALL(ftruncate, d, size), host_ftruncate(on_host(d), size));
}

static void do_fchmod(void)
{
    int d = 1 + (int)below(OPEN_FILES);
    mode_t mode = some_mode();

    snprintf(what, sizeof what, "fchmod %d %o", d, mode);
    same(CALL(fchmod, d, mode), host_fchmod(on_host(d), mode));
    same(CALL(fchmod, 0, 0755), host_fchmod(fds[0], 0755));
}

static void do_flock(void)
{
    static const int hows[] = {LOCK_SH, LOCK_EX, LOCK_UN};
    int d = some_descriptor(), how = hows[below(3)] | LOCK_NB;

    snprintf(what, sizeof what, "flock %d %d", d, how);
    same(CALL(flock, d, how), host_flock(on_host(d), how));
}

static void do_fsync(void)
{
    int d = some_descriptor();

    snprintf(what, sizeof what, "fsync %d", d);
    same(CALL(fsync, d), on_host(d) < 0 ? -EBADF : 0);
}

/* Some twice: they come up more often. */
const call_t file_calls[] = {
    do_close, do_close, do_read, do_read, do_write, do_write, do_lseek, do_dup, do_dup2,
    do_flags, do_fstat, do_ftruncate, do_fchmod, do_flock, do_fsync, NULL,
};
