/*
 * The same random calls here and on the host's own file system: results and errors are the same
 * where POSIX leaves no choice, and so are the trees at the end. What is not compared: which of
 * several errors a rename or link has, or a size below 0; whether a name is too long before the
 * directory may be searched or after; opening directories with O_CREAT, which only Linux refuses;
 * directories' sizes and counts; positions in directories.
 */
#include <abi/dirent.h>

#include "host/host-calls.h"
#include "random.h"
#include "tree.h"

#define DEEP 24 /* directories above the one where all happens: ".." does not get out of them */
#define BYTES 3000
#define OPEN_FILES 16

uint64_t random_state;
static int fds[OPEN_MAX]; /* the host's descriptors; -1: not open */
static int calls_done, calls_good;
static char what[1024]; /* the call being made */
static char name_255[NAME_MAX + 1], name_256[NAME_MAX + 2];

static _Noreturn void differ(long ours, long theirs)
{
    printf("call %d: %s: %ld here, %ld on the host\n", calls_done, what, ours, theirs);
    exit(1);
}

static long same(long ours, long theirs)
{
    calls_done++;
    calls_good += ours >= 0;
    if (ours == -ENAMETOOLONG && (theirs == -ENOTDIR || theirs == -EACCES))
        return ours;
    if (ours != theirs)
        differ(ours, theirs);
    return ours;
}

/* That both fail is all that can be said. */
static void same_or_errors(long ours, long theirs)
{
    same(ours, ours < 0 && theirs < 0 ? ours : theirs);
}

/* ---- what calls are given ---- */

static void name_append(char *path)
{
    static const char *const names[] = {"a", "b", "c", "d", "s", "t", "longer-than-fifteen-bytes"};
    unsigned choice = below(100);

    path += strlen(path);
    if (choice < 75)
        strcpy(path, names[below(sizeof names / sizeof names[0])]);
    else if (choice < 87)
        strcpy(path, "..");
    else if (choice < 95)
        strcpy(path, ".");
    else if (choice < 98)
        strcpy(path, "absent");
    else
        strcpy(path, one_in(2) ? name_255 : name_256);
}

static char *path_make(char *path, bool may_end_in_slash)
{
    unsigned components = 1 + below(4);

    *path = '\0';
    if (one_in(200))
        return path;
    while (components-- > 0) {
        name_append(path);
        if (components > 0)
            strcpy(path + strlen(path), one_in(10) ? "//" : "/");
    }
    if (may_end_in_slash && one_in(12))
        strcpy(path + strlen(path), "/");
    return path;
}

/* More links on the way than are followed here, or longer ones, and not more than there: not to be
 * compared. */
static bool too_many_links(const char *path)
{
    struct host_stat st;
    long error = stat_error(path);

    return (error == -ELOOP || error == -ENAMETOOLONG) && host_stat(path, &st) != error;
}

static int some_descriptor(void) { return (int)below(OPEN_FILES + 2); }
static int on_host(int descriptor) { return descriptor < OPEN_MAX ? fds[descriptor] : -1; }

static bool is_directory(int descriptor)
{
    struct stat st;

    return CALL(fstat, descriptor, (long)&st) == 0 && S_ISDIR(st.st_mode);
}

static void stat_same(const struct stat *ours, const struct host_stat *theirs)
{
    mode_t compared = S_ISLNK(ours->st_mode) ? S_IFMT : ~(mode_t)0; /* permissions of links mean nothing */

    if (((ours->st_mode ^ theirs->mode) & compared) != 0 || ours->st_uid != theirs->uid || ours->st_gid != theirs->gid)
        differ((long)ours->st_mode, (long)theirs->mode);
    if (S_ISDIR(ours->st_mode))
        return;
    if (ours->st_nlink != theirs->links)
        differ((long)ours->st_nlink, (long)theirs->links);
    if (ours->st_size != theirs->size)
        differ(ours->st_size, theirs->size);
}

/* ---- calls with a path ---- */

static char first[2048], second[2048];

static void do_stat(void)
{
    bool follow = one_in(2);
    struct stat st;
    struct host_stat theirs;

    snprintf(what, sizeof what, "%s %s", follow ? "stat" : "lstat", path_make(first, true));
    if (too_many_links(first))
        return;
    if (same(follow ? CALL(stat, PATH(first), (long)&st) : CALL(lstat, PATH(first), (long)&st),
             follow ? host_stat(first, &theirs) : host_lstat(first, &theirs)) == 0)
        stat_same(&st, &theirs);
}

static void do_access(void)
{
    int mode = (int)below(8);

    snprintf(what, sizeof what, "access %s %d", path_make(first, true), mode);
    if (!too_many_links(first))
        same(CALL(access, PATH(first), mode), host_access(first, mode));
}

static void do_readlink(void)
{
    char ours[64], theirs[64];
    long size = 1 + (long)below(60), length;

    snprintf(what, sizeof what, "readlink %s", path_make(first, true));
    if (too_many_links(first))
        return;
    length = same(CALL(readlink, PATH(first), (long)ours, size), host_readlink(first, theirs, size));
    if (length > 0 && memcmp(ours, theirs, (size_t)length) != 0)
        differ(ours[0], theirs[0]);
}

static void do_mkdir(void)
{
    static const mode_t modes[] = {0777, 0755, 0700, 0500, 0300, 0600};
    mode_t mode = modes[one_in(3) ? below(6) : 0];

    snprintf(what, sizeof what, "mkdir %s %o", path_make(first, false), mode);
    if (!too_many_links(first))
        same(MKDIR(first, mode), host_mkdir(first, mode));
}

static void do_rmdir(void)
{
    snprintf(what, sizeof what, "rmdir %s", path_make(first, false));
    if (!too_many_links(first))
        same(CALL(rmdir, PATH(first)), host_rmdir(first));
}

static void do_unlink(void)
{
    long theirs;

    snprintf(what, sizeof what, "unlink %s", path_make(first, false));
    if (too_many_links(first))
        return;
    theirs = host_unlink(first);
    same(UNLINK(first), theirs == -EISDIR ? -EPERM : theirs);
}

static void do_link(void)
{
    long ours;

    snprintf(what, sizeof what, "link %s %s", path_make(first, false), path_make(second, false));
    if (too_many_links(first) || too_many_links(second))
        return;
    ours = CALL(link, PATH(first), PATH(second));
    same_or_errors(ours, host_link(first, second));
}

static void do_rename(void)
{
    long ours;

    snprintf(what, sizeof what, "rename %s %s", path_make(first, false), path_make(second, false));
    if (too_many_links(first) || too_many_links(second))
        return;
    ours = RENAME(first, second);
    same_or_errors(ours, host_rename(first, second));
}

static void do_symlink(void)
{
    first[0] = '\0';
    for (unsigned components = 1 + below(3); components > 0; components--) {
        name_append(first);
        if (components > 1)
            strcpy(first + strlen(first), "/");
    }
    snprintf(what, sizeof what, "symlink %s %s", first, path_make(second, false));
    if (!too_many_links(second))
        same(SYMLINK(first, second), host_symlink(first, second));
}

static mode_t some_mode(void)
{
    static const mode_t modes[] = {0644, 0600, 0444, 0200, 0755, 0700, 0777, 0, 0311, 0555};

    return modes[below(one_in(4) ? 10 : 7)];
}

/* The directory that all is relative to must stay searchable. */
static void do_chmod(void)
{
    mode_t mode = some_mode();

    snprintf(what, sizeof what, "chmod %s %o", path_make(first, true), mode);
    if (too_many_links(first))
        return;
    same(CALL(chmod, PATH(first), mode), host_chmod(first, mode));
    same(CALL(fchmod, 0, 0755), host_fchmod(fds[0], 0755));
}

static void do_truncate(void)
{
    long size = one_in(20) ? -1 : (long)below(BYTES);

    snprintf(what, sizeof what, "truncate %s %ld", path_make(first, true), size);
    if (too_many_links(first))
        return;
    if (size >= 0)
        same(CALL(truncate, PATH(first), size), host_truncate(first, size));
    else
        same_or_errors(CALL(truncate, PATH(first), size), host_truncate(first, size));
}

static void do_utimes(void)
{
    int seconds[2] = {(int)below(1000), (int)below(1000)};
    struct timeval times[2] = {{seconds[0], 0}, {seconds[1], 0}};
    bool now = one_in(2);

    snprintf(what, sizeof what, "utimes %s%s", path_make(first, true), now ? " now" : "");
    if (!too_many_links(first))
        same(CALL(utimes, PATH(first), now ? 0 : (long)times),
             host_utimes(first, now ? NULL : seconds));
}

static void do_umask(void)
{
    static const mode_t masks[] = {022, 0, 077, 027};
    mode_t mask = masks[below(4)];

    snprintf(what, sizeof what, "umask %o", mask);
    same(CALL(umask, mask), host_umask(mask));
}

static void do_open(void)
{
    static const int kinds[] = {
        O_RDONLY, O_RDWR, O_WRONLY, O_RDWR | O_CREAT, O_WRONLY | O_CREAT | O_TRUNC,
        O_RDWR | O_CREAT | O_EXCL, O_RDONLY | O_TRUNC, O_WRONLY | O_APPEND | O_CREAT,
        O_RDONLY | O_CREAT,
    };
    int flags = kinds[below(sizeof kinds / sizeof kinds[0])] | (one_in(5) ? O_NONBLOCK : 0);
    mode_t mode = some_mode();
    long ours, theirs;

    snprintf(what, sizeof what, "open %s %x %o", path_make(first, !(flags & O_CREAT)), flags, mode);
    if (too_many_links(first) || current->u_ofile[OPEN_FILES] != NULL)
        return;
    ours = OPEN(first, flags, mode);
    theirs = host_open(first, flags, mode);
    if (ours == -EACCES && theirs == -EISDIR)
        return; /* which is asked first */
    if ((flags & O_CREAT) && theirs == -EISDIR && (ours >= 0 || ours == -EEXIST)) {
        if (ours >= 0)
            CLOSE(ours);
        return;
    }
    same(ours < 0 ? ours : 0, theirs < 0 ? theirs : 0);
    if (ours >= 0)
        fds[ours] = (int)theirs;
}

/* There and back: what happens in between is relative to another directory. */
static void do_chdir(void)
{
    static void (*const inside[])(void) = {do_stat, do_mkdir, do_open, do_symlink, do_unlink};

    snprintf(what, sizeof what, "chdir %s", path_make(first, true));
    if (too_many_links(first))
        return;
    if (same(CALL(chdir, PATH(first)), host_chdir(first)) != 0)
        return;
    inside[below(sizeof inside / sizeof inside[0])]();
    snprintf(what, sizeof what, "fchdir back");
    same(CALL(fchdir, 0), host_fchdir(fds[0]));
}

/* ---- calls with a descriptor ---- */

static char ours_bytes[BYTES], theirs_bytes[BYTES];

static void bytes_same(long count)
{
    if (count > 0 && memcmp(ours_bytes, theirs_bytes, (size_t)count) != 0)
        differ(ours_bytes[0], theirs_bytes[0]);
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

/* ---- whole trees ---- */

static void sort_in(char names[][NAME_MAX + 1], long count, const char *name)
{
    long at = count;

    while (at > 0) {
        const char *a = names[at - 1], *b = name;

        while (*a != '\0' && *a == *b)
            a++, b++;
        if ((unsigned char)*a < (unsigned char)*b)
            break;
        strcpy(names[at], names[at - 1]);
        at--;
    }
    strcpy(names[at], name);
}

#define NAMES_MAX 64

static long our_names(const char *path, char names[][NAME_MAX + 1])
{
    static char buffer[4 * DIRECTORY_BLOCK];
    long f = OPEN(path, O_RDONLY, 0), bytes, count = 0;

    if (f < 0)
        return f;
    while ((bytes = CALL(getdirentries, f, (long)buffer, sizeof buffer, 0)) > 0)
        for (long at = 0; at < bytes; at += ((struct dirent *)(buffer + at))->d_reclen) {
            const struct dirent *d = (const struct dirent *)(buffer + at);

            if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
                sort_in(names, count++, d->d_name);
        }
    CLOSE(f);
    return bytes < 0 ? bytes : count;
}

static void trees_same(const char *path, int depth)
{
    char names[NAMES_MAX][NAME_MAX + 1];
    static char theirs[NAMES_MAX * (NAME_MAX + 1)];
    char inner[4096];
    const char *at = theirs;
    long count;

    snprintf(what, sizeof what, "names in %s", path);
    count = same(our_names(path, names), host_names(path, theirs));
    for (long i = 0; i < count; i++, at += strlen(at) + 1)
        if (strcmp(names[i], at) != 0)
            differ(i, 0);
    for (long i = 0; i < count; i++) {
        struct stat st;
        struct host_stat host_st;

        snprintf(inner, sizeof inner, "%s/%s", path, names[i]);
        if (strlen(inner) >= PATH_MAX)
            continue;
        snprintf(what, sizeof what, "lstat %s", inner);
        if (same(CALL(lstat, PATH(inner), (long)&st), host_lstat(inner, &host_st)) != 0)
            continue;
        stat_same(&st, &host_st);
        if (S_ISDIR(st.st_mode) && depth < DEEP)
            trees_same(inner, depth + 1);
        else if (S_ISREG(st.st_mode)) {
            long f = OPEN(inner, O_RDONLY, 0), g = host_open(inner, O_RDONLY, 0);

            same(f < 0 ? f : 0, g < 0 ? g : 0);
            if (f < 0)
                continue;
            bytes_same(same(READ(f, ours_bytes, BYTES), host_read((int)g, theirs_bytes, BYTES)));
            CLOSE(f);
            host_close((int)g);
        }
    }
}

static void (*const calls[])(void) = {
    do_stat, do_stat, do_access, do_readlink, do_mkdir, do_mkdir, do_rmdir, do_unlink, do_link,
    do_rename, do_rename, do_symlink, do_chmod, do_truncate, do_utimes, do_open, do_open, do_open,
    do_chdir, do_close, do_close, do_read, do_read, do_write, do_write, do_lseek, do_dup, do_dup2,
    do_flags, do_fstat, do_ftruncate, do_fchmod, do_flock, do_fsync,
};

int compare_with_host(unsigned seed, const char *folder, int count, uid_t uid)
{
    random_state = seed;
    memset(name_255, 'n', NAME_MAX);
    memset(name_256, 'n', NAME_MAX + 1);
    for (int i = 0; i < OPEN_MAX; i++)
        fds[i] = -1;
    WORKS(CALL(chown, PATH("/"), uid, uid));
    act_as(uid, uid);
    host_start(folder, uid, 022);
    for (int i = 0; i < DEEP; i++) {
        WORKS(MKDIR("deep", 0755));
        CHECK_IS(host_mkdir("deep", 0755), 0);
        WORKS(CALL(chdir, PATH("deep")));
        CHECK_IS(host_chdir("deep"), 0);
    }
    CHECK_IS(OPEN(".", O_RDONLY, 0), 0);
    fds[0] = (int)host_open(".", O_RDONLY, 0);
    while (calls_done < count) {
        if (one_in(100))
            do_umask();
        calls[below(sizeof calls / sizeof calls[0])]();
    }
    count = calls_done;
    trees_same(".", 0);
    printf("ok: %d calls, %d of them succeeded\n", calls_done, calls_good);
    return 0;
}
