/* stat, access, chmod, chown, utimes. */
#include "suite.h"

static void stat_kinds(void)
{
    struct stat by_path, by_descriptor;
    int file = open_new("f"), ends[2];

    SAME(stat("f", &by_path), 0);
    SAME(fstat(file, &by_descriptor), 0);
    CHECK(by_path.st_ino == by_descriptor.st_ino && by_path.st_dev == by_descriptor.st_dev);
    CHECK(by_path.st_blksize >= 512);
    SAME(mkdir("d", 0750), 0);
    SAME(status_at("d").st_mode, S_IFDIR | 0750);
    SAME(symlink("f", "l"), 0);
    CHECK(S_ISLNK(status_at("l").st_mode));
    SAME(size_of("l"), 1);
    SAME(stat("l", &by_path), 0);
    CHECK(S_ISREG(by_path.st_mode) && by_path.st_ino == by_descriptor.st_ino);
    SAME(stat("/dev/null", &by_path), 0);
    CHECK(S_ISCHR(by_path.st_mode) && by_path.st_rdev != 0);
    make_pipe(ends);
    SAME(fstat(ends[0], &by_path), 0);
    CHECK(S_ISFIFO(by_path.st_mode));
    close_pipe(ends);
    close_ok(file);
}

static void stat_errors(void)
{
    struct stat status;

    make_file("f", "");
    FAILS(stat("nothing", &status), ENOENT);
    FAILS(lstat("nothing", &status), ENOENT);
    FAILS(stat("", &status), ENOENT);
    FAILS(stat("f/x", &status), ENOTDIR);
    FAILS(stat("f/", &status), ENOTDIR);
    FAILS(lstat("f/", &status), ENOTDIR);
    FAILS(fstat(77, &status), EBADF);
    SAME(symlink("nowhere", "l"), 0);
    FAILS(stat("l", &status), ENOENT);
    SAME(lstat("l", &status), 0);
    SAME(mkdir("d", 0755), 0);
    SAME(stat("d/", &status), 0);
    SAME(symlink("d", "to-d"), 0);
    SAME(lstat("to-d/", &status), 0); /* a slash follows it */
    CHECK(S_ISDIR(status.st_mode));
}

static void change_mode(void)
{
    int file = open_new("f");

    for (unsigned mode = 0; mode <= 0777; mode += 0111)
        if (chmod("f", mode) < 0 || (status_at("f").st_mode & 07777) != mode)
            fail(__FILE__, __LINE__, "chmod");
    SAME(fchmod(file, 0600), 0);
    SAME(status_at("f").st_mode, S_IFREG | 0600);
    SAME(symlink("f", "l"), 0);
    SAME(chmod("l", 0640), 0); /* the file's, not the link's */
    SAME(status_at("f").st_mode, S_IFREG | 0640);
    SAME(mkdir("d", 0700), 0);
    SAME(chmod("d", 01777), 0);
    SAME(status_at("d").st_mode, S_IFDIR | 01777);
    FAILS(chmod("nothing", 0600), ENOENT);
    FAILS(chmod("f/x", 0600), ENOTDIR);
    FAILS(fchmod(77, 0600), EBADF);
    close_ok(file);
}

static void special_bits(void)
{
    make_file("f", "");
    SAME(chmod("f", 06755), 0);
    SAME(status_at("f").st_mode, S_IFREG | 06755);
    SAME(chmod("f", 0755), 0);
    SAME(status_at("f").st_mode, S_IFREG | 0755);
}

static void not_owner(void)
{
    int file;

    FAILS(chmod("f", 0777), EPERM);
    FAILS(chown("f", USER, USER), EPERM);
    FAILS(utimes("f", (struct timeval[2]){ { 1, 0 }, { 2, 0 } }), EPERM);
    FAILS(utimes("f", NULL), EACCES);
    SAME(utimes("writable", NULL), 0); /* who may write may say now */
    FAILS(utimes("writable", (struct timeval[2]){ { 1, 0 }, { 2, 0 } }), EPERM);
    file = open("f", O_RDONLY);
    FAILS(fchmod(file, 0777), EPERM);
    FAILS(fchown(file, USER, USER), EPERM);
    close_ok(file);
    SAME(chmod("mine", 0700), 0);
    FAILS(chown("mine", 0, USER), EPERM); /* files are not given away */
    FAILS(chown("mine", USER, 5), EPERM);
    SAME(chown("mine", USER, USER), 0);
    SAME(chown("mine", -1, -1), 0);
}

static void attributes_of_others(void)
{
    make_file("f", "text");
    make_file("mine", "");
    make_file("writable", "");
    SAME(chmod("writable", 0606), 0);
    SAME(chown("mine", USER, 7), 0);
    run_as_user(not_owner);
    SAME(status_at("mine").st_gid, USER);
}

static void change_owner(void)
{
    int file = open_new("f");

    SAME(chown("f", 12, 34), 0);
    SAME(status_at("f").st_uid, 12);
    SAME(status_at("f").st_gid, 34);
    SAME(chown("f", -1, 35), 0);
    SAME(status_at("f").st_uid, 12);
    SAME(fchown(file, 13, -1), 0);
    SAME(status_at("f").st_uid, 13);
    SAME(status_at("f").st_gid, 35);
    FAILS(chown("nothing", 1, 1), ENOENT);
    FAILS(fchown(77, 1, 1), EBADF);
    close_ok(file);
}

static void gives_to_group(void)
{
    SAME(chown("mine", -1, USER), 0);
}

static void owner_clears_set_uid(void)
{
    make_file("mine", "");
    SAME(chown("mine", USER, USER), 0);
    SAME(chmod("mine", 06755), 0);
    run_as_user(gives_to_group);
    SAME(status_at("mine").st_mode, S_IFREG | 0755);
}

static void writes(void)
{
    int file = open("f", O_WRONLY);

    write_all(file, "x", 1);
    close_ok(file);
}

static void write_clears_set_uid(void)
{
    make_file("f", "");
    SAME(chmod("f", 06757), 0);
    run_as_user(writes);
    SAME(status_at("f").st_mode & (S_ISUID | S_ISGID), 0);
}

static void set_times(void)
{
    struct stat status;
    time_t now = time(NULL);

    make_file("f", "text");
    SAME(utimes("f", (struct timeval[2]){ { 1000000, 0 }, { 2000000, 0 } }), 0);
    status = status_at("f");
    SAME(status.st_atime, 1000000);
    SAME(status.st_mtime, 2000000);
    CHECK(status.st_ctime >= now - 1);
    SAME(utimes("f", NULL), 0);
    CHECK(status_at("f").st_mtime >= now - 1);
    FAILS(utimes("nothing", NULL), ENOENT);
    FAILS(utimes("f", (struct timeval[2]){ { 1, 1000000 }, { 2, 0 } }), EINVAL);
    FAILS(utimes("f", (struct timeval[2]){ { 1, 0 }, { 2, -1 } }), EINVAL);
}

static void times_change(void)
{
    struct timeval past[2] = { { 1000, 0 }, { 1000, 0 } };
    char byte;
    int file = open_new("f");

    write_all(file, "x", 1);
    SAME(fsync(file), 0);
    SAME(utimes("f", past), 0);
    SAME(status_at("f").st_mtime, 1000);
    write_all(file, "y", 1);
    CHECK(status_at("f").st_mtime > 1000);
    SAME(utimes("f", past), 0);
    SAME(ftruncate(file, 1), 0);
    CHECK(status_at("f").st_mtime > 1000);
    SAME(utimes("f", past), 0);
    SAME(lseek(file, 0, SEEK_SET), 0);
    read_all(file, &byte, 1);
    CHECK(status_at("f").st_atime > 1000);
    SAME(status_at("f").st_mtime, 1000); /* reading changes nothing */
    close_ok(file);
    SAME(mkdir("d", 0755), 0);
    SAME(utimes("d", past), 0);
    make_file("d/f", "");
    CHECK(status_at("d").st_mtime > 1000);
    SAME(utimes("d", past), 0);
    SAME(rename("d/f", "d/g"), 0);
    CHECK(status_at("d").st_mtime > 1000);
    SAME(utimes("d", past), 0);
    SAME(unlink("d/g"), 0);
    CHECK(status_at("d").st_mtime > 1000);
}

static void access_as_user(void)
{
    SAME(access("read", F_OK), 0);
    SAME(access("read", R_OK), 0);
    FAILS(access("read", W_OK), EACCES);
    FAILS(access("read", R_OK | W_OK), EACCES);
    FAILS(access("read", X_OK), EACCES);
    SAME(access("run", X_OK), 0);
    FAILS(access("d/f", F_OK), EACCES);
    SAME(access("d", R_OK), 0);
    FAILS(access("d", X_OK), EACCES);
}

static void access_modes(void)
{
    make_file("read", "");
    make_file("run", "");
    SAME(chmod("run", 0701), 0);
    SAME(mkdir("d", 0744), 0);
    make_file("d/f", "");
    FAILS(access("nothing", F_OK), ENOENT);
    FAILS(access("read/x", F_OK), ENOTDIR);
    FAILS(access("", F_OK), ENOENT);
    SAME(access("read", R_OK | W_OK), 0);
    FAILS(access("read", X_OK), EACCES); /* the superuser, too: nobody may */
    SAME(access("run", X_OK), 0);
    SAME(access("d", X_OK), 0);
    run_as_user(access_as_user);
}

/* access asks for the real user. */
static void access_real_user(void)
{
    pid_t child = fork_child();

    make_file("f", "");
    if (child == 0) {
        pause_ms(20);
        SAME(chmod("f", 0600), 0);
        SAME(setreuid(USER, 0), 0);
        FAILS(access("f", R_OK), EACCES);
        close_ok(open("f", O_RDONLY));
        SAME(setreuid(0, USER), 0);
        SAME(access("f", R_OK), 0);
        FAILS(open("f", O_RDONLY), EACCES);
        _exit(0);
    }
    expect_exit(child, 0);
}

const struct test files_attributes[] = {
    TEST(stat_kinds, 0),
    TEST(stat_errors, 0),
    TEST(change_mode, 0),
    TEST(special_bits, 0),
    TEST(attributes_of_others, ROOT),
    TEST(change_owner, ROOT),
    TEST(owner_clears_set_uid, ROOT),
    TEST(write_clears_set_uid, ROOT),
    TEST(set_times, 0),
    TEST(times_change, 0),
    TEST(access_modes, ROOT),
    TEST(access_real_user, ROOT),
    END,
};
