/* mkdir, rmdir, and counts of links. */
#include "suite.h"

static void make_and_remove(void)
{
    struct stat status;

    SAME(status_at(".").st_nlink, OR(2, status_at(".").st_nlink));
    SAME(mkdir("d", 0751), 0);
    status = status_at("d");
    SAME(status.st_mode, S_IFDIR | 0751);
    SAME(status.st_uid, geteuid());
    CHECK(status_at("d/.").st_ino == status.st_ino);
    CHECK(status_at("d/..").st_ino == status_at(".").st_ino);
    SAME(rmdir("d"), 0);
    CHECK(!exists("d"));
    FAILS(rmdir("d"), ENOENT);
}

static void directory_links(void)
{
    nlink_t before = status_at(".").st_nlink;

    SAME(mkdir("d", 0755), 0);
    if (status_at("d").st_nlink != 2)
        SKIP("this file system does not count them");
    SAME(status_at(".").st_nlink, before + 1);
    SAME(mkdir("d/a", 0755), 0);
    SAME(mkdir("d/b", 0755), 0);
    SAME(status_at("d").st_nlink, 4);
    make_file("d/f", "");
    SAME(status_at("d").st_nlink, 4);
    SAME(rename("d/a", "a"), 0);
    SAME(status_at("d").st_nlink, 3);
    SAME(status_at(".").st_nlink, before + 2);
    CHECK(status_at("a/..").st_ino == status_at(".").st_ino);
    SAME(rename("a", "d/b"), 0); /* in place of another one */
    SAME(status_at("d").st_nlink, 3);
    SAME(status_at(".").st_nlink, before + 1);
    SAME(rmdir("d/b"), 0);
    SAME(unlink("d/f"), 0);
    SAME(status_at("d").st_nlink, 2);
    SAME(rmdir("d"), 0);
    SAME(status_at(".").st_nlink, before);
}

static void mkdir_errors(void)
{
    char long_name[NAME_MAX + 2];

    memset(long_name, 'n', sizeof(long_name));
    long_name[NAME_MAX + 1] = '\0';
    make_file("f", "");
    SAME(mkdir("d", 0755), 0);
    SAME(symlink("nowhere", "l"), 0);
    FAILS(mkdir("d", 0755), EEXIST);
    FAILS(mkdir("f", 0755), EEXIST);
    FAILS(mkdir("l", 0755), EEXIST);
    FAILS(mkdir(".", 0755), EEXIST);
    FAILS(mkdir("..", 0755), EEXIST);
    FAILS(mkdir("/", 0755), EEXIST);
    FAILS(mkdir("", 0755), ENOENT);
    FAILS(mkdir("nowhere/d", 0755), ENOENT);
    FAILS(mkdir("f/d", 0755), ENOTDIR);
    FAILS(mkdir(long_name, 0755), ENAMETOOLONG);
    SAME(mkdir("e/", 0755), 0); /* a slash is all right here */
    SAME(rmdir("e/"), 0);
}

static void rmdir_errors(void)
{
    make_file("f", "");
    SAME(mkdir("d", 0755), 0);
    SAME(mkdir("d/e", 0755), 0);
    make_file("d/e/f", "");
    FAILS(rmdir("nothing"), ENOENT);
    FAILS(rmdir(""), ENOENT);
    FAILS(rmdir("f"), ENOTDIR);
    FAILS(rmdir("f/x"), ENOTDIR);
    FAILS(rmdir("d"), ENOTEMPTY);
    FAILS(rmdir("d/e"), ENOTEMPTY);
    FAILS(rmdir("d/."), EINVAL);
    FAILS(rmdir("."), EINVAL);
    FAILS(rmdir("d/e/.."), ENOTEMPTY);
    FAILS(rmdir("/"), EBUSY);
    SAME(unlink("d/e/f"), 0);
    SAME(rmdir("d/e"), 0);
    SAME(rmdir("d"), 0);
}

static void set_group(void)
{
    struct stat status;

    SAME(chown(".", -1, 77), 0);
    SAME(mkdir("d", 0755), 0);
    make_file("f", "");
    status = status_at("d");
    SAME(status.st_gid, OR(77, 0)); /* 4.3BSD: the directory's */
    status = status_at("f");
    SAME(status.st_gid, OR(77, 0));
}

static void removed_directory(void)
{
    int directory;

    SAME(mkdir("d", 0755), 0);
    SAME(chdir("d"), 0);
    directory = open(".", O_RDONLY);
    CHECK(directory >= 0);
    SAME(rmdir("../d"), 0);
    FAILS(creat("f", 0644), ENOENT);
    FAILS(mkdir("e", 0755), ENOENT);
    FAILS(symlink("x", "l"), ENOENT);
    FAILS(link("g", "h"), ENOENT);
    SAME(chdir("."), 0);
    SAME(status_at(".").st_nlink, 0);
    close_ok(directory);
    SAME(chdir("/"), 0);
}

static void deep(void)
{
    enum { LEVELS = 150 };
    struct stat top = status_at(".");

    for (int i = 0; i < LEVELS; i++) {
        SAME(mkdir("inner", 0755), 0);
        SAME(chdir("inner"), 0);
    }
    make_file("bottom", "text");
    expect_text("bottom", "text");
    SAME(unlink("bottom"), 0);
    for (int i = 0; i < LEVELS; i++) {
        SAME(chdir(".."), 0);
        if (i % 3 == 0) /* the rest is left to be removed */
            SAME(rmdir("inner") == 0 || errno == ENOTEMPTY, 1);
    }
    CHECK(status_at(".").st_ino == top.st_ino);
}

const struct test directories_make[] = {
    TEST(make_and_remove, 0),
    TEST(directory_links, 0),
    TEST(mkdir_errors, 0),
    TEST(rmdir_errors, 0),
    TEST(set_group, ROOT),
    TEST(removed_directory, 0),
    TEST(deep, 0),
    END,
};
