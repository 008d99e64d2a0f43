/* open and creat: what they make, what they refuse. */
#include "suite.h"

static void open_modes(void)
{
    char bytes[8];
    int file;

    make_file("f", "content");
    file = open("f", O_RDONLY);
    SAME(read(file, bytes, 3), 3);
    FAILS(write(file, "x", 1), EBADF);
    SAME(fcntl(file, F_GETFL, 0) & O_ACCMODE, O_RDONLY);
    close_ok(file);
    file = open("f", O_WRONLY);
    FAILS(read(file, bytes, 1), EBADF);
    SAME(write(file, "C", 1), 1);
    SAME(fcntl(file, F_GETFL, 0) & O_ACCMODE, O_WRONLY);
    close_ok(file);
    file = open("f", O_RDWR);
    SAME(read(file, bytes, 3), 3);
    SAME(write(file, "T", 1), 1);
    close_ok(file);
    expect_text("f", "ConTent");
}

static void open_new_file(void)
{
    struct stat status;
    time_t before = time(NULL);
    int file = open("f", O_RDWR | O_CREAT, 0666);

    CHECK(file >= 0);
    status = status_at("f");
    SAME(status.st_mode, S_IFREG | 0644); /* umask 022 */
    SAME(status.st_nlink, 1);
    SAME(status.st_size, 0);
    SAME(status.st_blocks, 0);
    SAME(status.st_uid, geteuid());
    CHECK(status.st_mtime >= before - 1 && status.st_mtime <= before + 2);
    close_ok(file);
}

static void open_ignores_mode_once(void)
{
    int file = open("f", O_RDWR | O_CREAT, 0); /* permissions are for later */

    SAME(write(file, "x", 1), 1);
    close_ok(file);
    SAME(status_at("f").st_mode, S_IFREG);
    SAME(chmod("f", 0600), 0);
}

static void open_exclusive(void)
{
    make_file("f", "x");
    SAME(mkdir("d", 0755), 0);
    SAME(symlink("nowhere", "dangling"), 0);
    SAME(symlink("f", "link"), 0);
    FAILS(open("f", O_RDWR | O_CREAT | O_EXCL, 0644), EEXIST);
    FAILS(open("d", O_RDWR | O_CREAT | O_EXCL, 0644), EEXIST);
    FAILS(open("dangling", O_RDWR | O_CREAT | O_EXCL, 0644), EEXIST);
    FAILS(open("link", O_RDWR | O_CREAT | O_EXCL | O_TRUNC, 0644), EEXIST);
    CHECK(!exists("nowhere"));
    SAME(size_of("f"), 1);
}

static void open_through_dangling_link(void)
{
    SAME(symlink("nowhere", "l"), 0);
    FAILS(open("l", O_RDWR), ENOENT);
    close_ok(open("l", O_RDWR | O_CREAT, 0644));
    CHECK(S_ISREG(status_at("nowhere").st_mode));
    CHECK(S_ISLNK(status_at("l").st_mode));
    SAME(symlink("d/x", "far"), 0);
    FAILS(open("far", O_RDWR | O_CREAT, 0644), ENOENT);
}

static void open_truncates(void)
{
    make_file("f", "some text");
    SAME(chmod("f", 0640), 0);
    close_ok(open("f", O_WRONLY | O_TRUNC));
    SAME(size_of("f"), 0);
    SAME(status_at("f").st_mode, S_IFREG | 0640);
    make_file("f", "some text");
    close_ok(open("f", O_WRONLY | O_CREAT, 0600));
    SAME(size_of("f"), 9);
    SAME(status_at("f").st_mode, S_IFREG | 0640);
}

static void creat_truncates(void)
{
    char byte;
    int file = creat("f", 0640), again;

    FAILS(read(file, &byte, 1), EBADF);
    write_all(file, "12345", 5);
    again = creat("f", 0600);
    SAME(size_of("f"), 0);
    SAME(status_at("f").st_mode, S_IFREG | 0640);
    write_all(file, "6", 1); /* the first descriptor is where it was: a hole before it */
    SAME(size_of("f"), 6);
    close_ok(again);
    close_ok(file);
}

static void open_umask(void)
{
    SAME(umask(077), 022);
    close_ok(open("a", O_WRONLY | O_CREAT, 0777));
    SAME(status_at("a").st_mode, S_IFREG | 0700);
    SAME(umask(0), 077);
    close_ok(open("b", O_WRONLY | O_CREAT, 0777));
    SAME(status_at("b").st_mode, S_IFREG | 0777);
    SAME(mkdir("d", 0777), 0);
    SAME(status_at("d").st_mode & 0777, 0777);
    SAME(umask(0777), 0);
    close_ok(open("c", O_WRONLY | O_CREAT, 0777));
    SAME(status_at("c").st_mode, S_IFREG);
    SAME(umask(01777), 0777); /* other bits are not kept */
    SAME(umask(022), 0777);
}

static void open_directory(void)
{
    char byte;
    int directory;

    SAME(mkdir("d", 0755), 0);
    FAILS(open("d", O_WRONLY), EISDIR);
    FAILS(open("d", O_RDWR), EISDIR);
    FAILS(open("d", O_RDONLY | O_TRUNC), EISDIR);
    FAILS(creat("d", 0644), EISDIR);
    FAILS(open("/", O_WRONLY | O_CREAT, 0644), EISDIR);
    FAILS(open(".", O_RDWR), EISDIR);
    directory = open("d", O_RDONLY);
    CHECK(directory >= 0);
    FAILS(read(directory, &byte, 1), EISDIR);
    FAILS(write(directory, "x", 1), EBADF);
    FAILS(ftruncate(directory, 0), EINVAL);
    close_ok(directory);
}

static void open_errors(void)
{
    char long_name[NAME_MAX + 2];

    memset(long_name, 'n', sizeof(long_name));
    long_name[NAME_MAX + 1] = '\0';
    make_file("f", "x");
    FAILS(open("nothing", O_RDONLY), ENOENT);
    FAILS(open("", O_RDONLY), ENOENT);
    FAILS(open("", O_RDWR | O_CREAT, 0644), ENOENT);
    FAILS(open("nowhere/f", O_RDWR | O_CREAT, 0644), ENOENT);
    FAILS(open("f/x", O_RDONLY), ENOTDIR);
    FAILS(open("f/x", O_RDWR | O_CREAT, 0644), ENOTDIR);
    FAILS(open("f/", O_RDONLY), ENOTDIR);
    FAILS(open("new/", O_RDWR | O_CREAT, 0644), EISDIR);
    FAILS(open(long_name, O_RDONLY), ENAMETOOLONG);
    FAILS(open(long_name, O_RDWR | O_CREAT, 0644), ENAMETOOLONG);
    CHECK(!exists("new"));
}

static void open_bad_mode(void)
{
    make_file("f", "x");
    FAILS(open("f", O_ACCMODE), EINVAL);
    FAILS(open("new", O_ACCMODE | O_CREAT, 0644), EINVAL);
    CHECK(!exists("new"));
}

static void denied(void)
{
    FAILS(open("none", O_RDONLY), EACCES);
    FAILS(open("none", O_WRONLY), EACCES);
    FAILS(open("none", O_RDONLY | O_TRUNC), EACCES);
    FAILS(open("read", O_RDWR), EACCES);
    FAILS(open("read", O_WRONLY | O_CREAT, 0666), EACCES);
    FAILS(open("write", O_RDONLY), EACCES);
    close_ok(open("read", O_RDONLY));
    close_ok(open("write", O_WRONLY));
    FAILS(open("closed/f", O_RDONLY), EACCES);
    FAILS(open("closed/new", O_WRONLY | O_CREAT, 0666), EACCES);
    FAILS(open("fixed/new", O_WRONLY | O_CREAT, 0666), EACCES);
    FAILS(creat("fixed/new", 0666), EACCES);
    close_ok(open("fixed/f", O_RDONLY));
    FAILS(open("closed/nothing", O_RDONLY), EACCES); /* not even ENOENT */
}

static void open_permissions(void)
{
    SAME(mkdir("closed", 0700), 0);
    SAME(mkdir("fixed", 0755), 0);
    make_file("closed/f", "x");
    make_file("fixed/f", "x");
    make_file("none", "x");
    make_file("read", "x");
    make_file("write", "x");
    SAME(chmod("none", 0600), 0);
    SAME(chmod("read", 0604), 0);
    SAME(chmod("write", 0602), 0);
    run_as_user(denied);
    SAME(size_of("none"), 1);
}

static void classes(void)
{
    FAILS(open("owner", O_RDONLY), EACCES); /* the owner has the owner's rights, not the others' */
    FAILS(open("group", O_RDONLY), EACCES); /* and the group the group's */
    close_ok(open("other", O_RDONLY));
}

static void open_permission_classes(void)
{
    make_file("owner", "x");
    make_file("group", "x");
    make_file("other", "x");
    SAME(chown("owner", USER, 0), 0);
    SAME(chown("group", 0, USER), 0);
    SAME(chmod("owner", 0077), 0);
    SAME(chmod("group", 0707), 0);
    SAME(chmod("other", 0004), 0);
    run_as_user(classes);
    close_ok(open("owner", O_RDWR)); /* the superuser always may */
}

static void open_while_gone(void)
{
    char bytes[4];
    int file = open_new("f");
    struct stat status;

    write_all(file, "abcd", 4);
    SAME(unlink("f"), 0);
    FAILS(open("f", O_RDONLY), ENOENT);
    SAME(fstat(file, &status), 0);
    SAME(status.st_nlink, 0);
    SAME(status.st_size, 4);
    SAME(lseek(file, 0, SEEK_SET), 0);
    read_all(file, bytes, 4);
    CHECK(memcmp(bytes, "abcd", 4) == 0);
    close_ok(open_new("f")); /* another one of the same name */
    SAME(fchmod(file, 0600), 0);
    SAME(ftruncate(file, 100000), 0);
    SAME(write(file, "e", 1), 1);
    close_ok(file);
    SAME(size_of("f"), 0);
}

const struct test files_open[] = {
    TEST(open_modes, 0),
    TEST(open_new_file, 0),
    TEST(open_ignores_mode_once, 0),
    TEST(open_exclusive, 0),
    TEST(open_through_dangling_link, 0),
    TEST(open_truncates, 0),
    TEST(creat_truncates, 0),
    TEST(open_umask, 0),
    TEST(open_directory, 0),
    TEST(open_errors, 0),
    TEST(open_bad_mode, OURS),
    TEST(open_permissions, ROOT),
    TEST(open_permission_classes, ROOT),
    TEST(open_while_gone, 0),
    END,
};
