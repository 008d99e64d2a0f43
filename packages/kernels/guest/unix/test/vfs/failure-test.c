/*
 * Every call, with the disk or the process's memory failing at each of its steps in turn: nothing is
 * left locked, referenced or open (call() checks that), and the next try succeeds.
 */
#include "tree.h"

#define STEPS_MAX 60

static char buffer[2048];
static struct stat status;
static struct statfs statistics;
static struct timeval times[2];
static long file, directory, echo, position;
static int32_t count;
static fd_set set;
static struct iovec parts[2];

/* Each is a call, and what brings everything back to where it was. */
static long do_stat(void) { return CALL(stat, PATH("/d/s/f"), (long)&status); }
static long do_lstat(void) { return CALL(lstat, PATH("/d/s"), (long)&status); }
static long do_fstat(void) { return CALL(fstat, file, (long)&status); }
static long do_access(void) { return CALL(access, PATH("/d/f"), R_OK | W_OK); }
static long do_readlink(void) { return CALL(readlink, PATH("/d/s"), (long)buffer, 9); }
static long do_open(void) { return OPEN("/d/s/../f", O_RDWR | O_TRUNC, 0); }
static long do_create(void) { return OPEN("/d/new", O_RDWR | O_CREAT, 0644); }
static long do_create_old(void) { return OPEN("/d/f", O_RDWR | O_CREAT | O_TRUNC, 0644); }
static long do_exclusive(void) { return OPEN("/d/f", O_RDWR | O_CREAT | O_EXCL, 0644); }
static long do_mkdir(void) { return MKDIR("/d/new", 0755); }
static long do_rmdir(void) { return CALL(rmdir, PATH("/d/empty")); }
static long do_mknod(void) { return MKNOD("/d/new", S_IFIFO | 0644, 0); }
static long do_symlink(void) { return SYMLINK("x", "/d/new"); }
static long do_link(void) { return CALL(link, PATH("/d/f"), PATH("/new")); }
static long do_unlink(void) { return UNLINK("/d/f"); }
static long do_rename(void) { return RENAME("/d/f", "/new"); }
static long do_rename_over(void) { return RENAME("/d/f", "/g"); }
static long do_rename_directory(void) { return RENAME("/d/empty", "/new"); }
static long do_chmod(void) { return CALL(chmod, PATH("/d/f"), 0600); }
static long do_fchmod(void) { return CALL(fchmod, file, 0600); }
static long do_chown(void) { return CALL(chown, PATH("/d/f"), 1, 1); }
static long do_fchown(void) { return CALL(fchown, file, 1, 1); }
static long do_utimes(void) { return CALL(utimes, PATH("/d/f"), (long)times); }
static long do_truncate(void) { return CALL(truncate, PATH("/d/f"), 2); }
static long do_ftruncate(void) { return CALL(ftruncate, file, 2); }
static long do_chdir(void) { return CALL(chdir, PATH("/d/s")); }
static long do_fchdir(void) { return CALL(fchdir, directory); }
static long do_chroot(void) { return CALL(chroot, PATH("/d/s")); }
static long do_read(void) { return READ(file, buffer, 2); }
static long do_write(void) { return WRITE(file, buffer, 2); }
static long do_readv(void) { return CALL(readv, file, (long)parts, 2); }
static long do_writev(void) { return CALL(writev, file, (long)parts, 2); }
static long do_getdirentries(void)
{
    return CALL(getdirentries, directory, (long)buffer, sizeof buffer, (long)&position);
}
static long do_fsync(void) { return CALL(fsync, file); }
static long do_statfs(void) { return CALL(statfs, PATH("/d"), (long)&statistics); }
static long do_fstatfs(void) { return CALL(fstatfs, file, (long)&statistics); }
static long do_mount(void) { return CALL(mount, PATH("/disk1"), PATH("/d/empty"), 0); }
static long do_umount(void) { return CALL(umount, PATH("/disk1")); }
static long do_select(void)
{
    set.bits[0] = 1u << file;
    return CALL(select, 8, (long)&set, (long)&set, (long)&set, (long)&times[0]);
}
static long do_lseek(void) { return CALL(lseek, file, 0, SEEK_END); }
static long do_ioctl(void) { return CALL(ioctl, file, FIONREAD, (long)&count); }
static long do_device(void) { return OPEN("/d/echo", O_RDWR, 0); }
static long do_device_write(void) { return WRITE(echo, "x", 1); }

static void tree_make(void)
{
    WORKS(MKDIR("/d", 0755));
    WORKS(MKDIR("/d/e", 0755));
    WORKS(MKDIR("/d/empty", 0755));
    file_make("/d/e/f", "text");
    file_make("/d/f", "text");
    file_make("/g", "");
    WORKS(SYMLINK("e", "/d/s"));
    WORKS(MKNOD("/disk1", S_IFBLK | 0600, DEVICE_SECOND));
    WORKS(MKNOD("/d/echo", S_IFCHR | 0666, makedev(CHAR_ECHO, 0)));
    file = OPEN("/d/f", O_RDWR, 0);
    directory = OPEN("/d", O_RDONLY, 0);
    echo = OPEN("/d/echo", O_RDWR, 0);
    parts[0] = (struct iovec){buffer, 2};
    parts[1] = (struct iovec){buffer + 2, 1};
}

/* Again and again, each time with one step more that succeeds, until it does. */
static void try_all(long (*function)(void), int *countdown, int error, const char *name)
{
    for (int steps = 0;; steps++) {
        long result;

        if (steps > STEPS_MAX) {
            printf("%s never succeeds\n", name);
            check_failed(__FILE__, __LINE__, "success");
        }
        *countdown = steps;
        result = function();
        if (*countdown >= 0 || (result != -error && function == do_exclusive)) {
            *countdown = -1;
            check_invariants();
            if (result < 0 && !(function == do_exclusive && result == -EEXIST)) {
                printf("%s: %ld\n", name, result);
                check_failed(__FILE__, __LINE__, "the last try");
            }
            return;
        }
        if (result >= 0) { /* the step's failure is not the call's: an address that was no use */
            printf("%s succeeds after a failure\n", name);
            check_failed(__FILE__, __LINE__, "failure");
        }
        CHECK_IS(result, -error);
    }
}

struct call_of_test {
    const char *name;
    long (*function)(void);
};
#define ONE(what) {#what, do_##what}
static const struct call_of_test calls[] = {
    ONE(stat), ONE(lstat), ONE(fstat), ONE(access), ONE(readlink), ONE(fchmod), ONE(chmod),
    ONE(fchown), ONE(chown), ONE(utimes), ONE(getdirentries), ONE(fsync), ONE(statfs),
    ONE(fstatfs), ONE(select), ONE(lseek), ONE(ioctl), ONE(read), ONE(write), ONE(readv),
    ONE(writev), ONE(ftruncate), ONE(truncate), ONE(device), ONE(device_write), ONE(exclusive),
    ONE(mount), ONE(umount), ONE(open), ONE(create_old), ONE(create), ONE(rename_over),
    {NULL, NULL},
};
static const struct call_of_test changes[] = {
    ONE(mkdir), ONE(rmdir), ONE(mknod), ONE(symlink), ONE(link), ONE(unlink), ONE(rename),
    ONE(rename_over), ONE(rename_directory), ONE(chdir), ONE(fchdir), ONE(chroot),
    {NULL, NULL},
};

static void try_calls(const struct call_of_test *which, int *countdown, int error)
{
    tree_make();
    for (; which->name != NULL; which++) {
        if (which->function == do_write || which->function == do_writev)
            CALL(lseek, file, 0, SEEK_SET);
        try_all(which->function, countdown, error, which->name);
        if (current->u_rdir != NULL) {
            vnode_release(current->u_rdir);
            current->u_rdir = NULL;
        }
        UNLINK("/new");
        UNLINK("/d/new");
        CALL(rmdir, PATH("/d/new"));
        CALL(rmdir, PATH("/new"));
        MKDIR("/d/empty", 0755);
        if (stat_error("/d/f") < 0)
            file_make("/d/f", "text");
    }
}

static void disk_fails(void) { try_calls(calls, &steps_until_error, EIO); }
static void disk_fails_at_changes(void) { try_calls(changes, &steps_until_error, EIO); }
static void memory_fails(void) { try_calls(calls, &copies_until_fault, EFAULT); }
static void memory_fails_at_changes(void) { try_calls(changes, &copies_until_fault, EFAULT); }

const struct test failure_tests[] = {
    {"failures: of the disk", disk_fails},
    {"failures: of the disk, at changes", disk_fails_at_changes},
    {"failures: of addresses", memory_fails},
    {"failures: of addresses, at changes", memory_fails_at_changes},
    {NULL, NULL},
};
