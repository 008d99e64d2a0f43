/* Calls with a path, here and on the host. */
#include "compare.h"

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

/* Some twice: they come up more often. */
const call_t path_calls[] = {
    do_stat, do_stat, do_access, do_readlink, do_mkdir, do_mkdir, do_rmdir, do_unlink, do_link,
    do_rename, do_rename, do_symlink, do_chmod, do_truncate, do_utimes, do_umask, do_open, do_open,
    do_open, do_chdir, NULL,
};
