/* rename, of every kind. */
#include "suite.h"

static void rename_file(void)
{
    ino_t number;

    make_file("a", "text");
    number = status_at("a").st_ino;
    SAME(rename("a", "b"), 0);
    CHECK(!exists("a"));
    CHECK(status_at("b").st_ino == number);
    SAME(status_at("b").st_nlink, 1);
    SAME(mkdir("d", 0755), 0);
    SAME(rename("b", "d/c"), 0);
    CHECK(!exists("b"));
    expect_text("d/c", "text");
    SAME(status_at("d/c").st_nlink, 1);
}

static void rename_over_file(void)
{
    int old;
    char bytes[8];

    make_file("a", "new");
    make_file("b", "old");
    old = open("b", O_RDONLY);
    SAME(rename("a", "b"), 0);
    CHECK(!exists("a"));
    expect_text("b", "new");
    SAME(status_at("b").st_nlink, 1);
    SAME(read(old, bytes, 8), 3); /* who has it open keeps it */
    CHECK(memcmp(bytes, "old", 3) == 0);
    close_ok(old);
}

static void rename_to_itself(void)
{
    make_file("a", "text");
    SAME(rename("a", "a"), 0);
    expect_text("a", "text");
    SAME(link("a", "b"), 0);
    SAME(rename("a", "b"), 0); /* two names of one file: nothing happens */
    SAME(status_at("a").st_nlink, 2);
    CHECK(exists("b"));
    SAME(mkdir("d", 0755), 0);
    SAME(rename("d", "d"), 0);
    SAME(rename("d/", "d"), 0);
    SAME(rename("d", "./d/"), 0);
    CHECK(exists("d"));
}

static void rename_directory(void)
{
    SAME(mkdir("d", 0755), 0);
    SAME(mkdir("e", 0755), 0);
    SAME(mkdir("d/inner", 0755), 0);
    make_file("d/inner/f", "text");
    SAME(rename("d/inner", "e/moved"), 0);
    expect_text("e/moved/f", "text");
    expect_text("e/moved/../moved/f", "text");
    CHECK(status_at("e/moved/..").st_ino == status_at("e").st_ino);
    CHECK(!exists("d/inner"));
    SAME(rename("e/moved", "moved"), 0);
    CHECK(status_at("moved/..").st_ino == status_at(".").st_ino);
    expect_text("moved/f", "text");
    SAME(rmdir("d"), 0);
    SAME(rmdir("e"), 0);
}

static void rename_over_directory(void)
{
    SAME(mkdir("a", 0755), 0);
    SAME(mkdir("empty", 0755), 0);
    SAME(mkdir("full", 0755), 0);
    make_file("a/f", "text");
    make_file("full/f", "");
    FAILS(rename("a", "full"), ENOTEMPTY);
    SAME(rename("a", "empty"), 0);
    CHECK(!exists("a"));
    expect_text("empty/f", "text");
    SAME(mkdir("full/in", 0755), 0);
    FAILS(rename("full/in", "full"), ENOTEMPTY); /* its own parent */
    SAME(unlink("full/f"), 0);
    FAILS(rename("full/in", "full"), ENOTEMPTY);
}

static void rename_kinds(void)
{
    make_file("f", "");
    SAME(mkdir("d", 0755), 0);
    SAME(mkdir("full", 0755), 0);
    make_file("full/f", "");
    SAME(symlink("d", "l"), 0);
    FAILS(rename("f", "d"), EISDIR);
    FAILS(rename("f", "full"), EISDIR);
    FAILS(rename("d", "f"), ENOTDIR);
    FAILS(rename("d", "l"), ENOTDIR);
    FAILS(rename("f", "new/"), ENOTDIR);
    FAILS(rename("f/", "new"), ENOTDIR);
    FAILS(rename("d", "f/x"), ENOTDIR);
    SAME(rename("d", "new/"), 0);
    CHECK(exists("new") && exists("f"));
}

static void rename_into_itself(void)
{
    SAME(mkdir("d", 0755), 0);
    SAME(mkdir("d/e", 0755), 0);
    SAME(mkdir("d/e/f", 0755), 0);
    FAILS(rename("d", "d/x"), EINVAL);
    FAILS(rename("d", "d/e/x"), EINVAL);
    FAILS(rename("d", "d/e/f/x"), EINVAL);
    FAILS(rename("d/e", "d/e/f/x"), EINVAL);
    FAILS(rename("d", "d/e/../e/f/../x"), EINVAL);
    FAILS(rename("d", "d/e"), EINVAL);
    CHECK(exists("d/e/f"));
    SAME(rename("d/e/f", "d/x"), 0); /* up is all right */
}

static void rename_dots(void)
{
    SAME(mkdir("d", 0755), 0);
    SAME(mkdir("d/e", 0755), 0);
    FAILS(rename(".", "x"), OR(EINVAL, EBUSY));
    FAILS(rename("d/.", "x"), OR(EINVAL, EBUSY));
    FAILS(rename("d/..", "x"), OR(EINVAL, EBUSY));
    FAILS(rename("d", "."), OR(EINVAL, EBUSY));
    FAILS(rename("d/e", "d/.."), OR(EINVAL, EBUSY));
    FAILS(rename("/", "x"), EBUSY);
    FAILS(rename("d", "/"), EBUSY);
    CHECK(exists("d/e"));
}

static void rename_errors(void)
{
    char long_name[NAME_MAX + 2];

    memset(long_name, 'n', sizeof(long_name));
    long_name[NAME_MAX + 1] = '\0';
    make_file("f", "");
    FAILS(rename("nothing", "x"), ENOENT);
    FAILS(rename("nothing", "f"), ENOENT);
    FAILS(rename("f", "nowhere/x"), ENOENT);
    FAILS(rename("", "x"), ENOENT);
    FAILS(rename("f", ""), ENOENT);
    FAILS(rename("f/x", "y"), ENOTDIR);
    FAILS(rename("f", "f/x"), ENOTDIR);
    FAILS(rename("f", long_name), ENAMETOOLONG);
    FAILS(rename(long_name, "x"), ENAMETOOLONG);
    CHECK(exists("f"));
}

static void rename_links(void)
{
    make_file("f", "text");
    SAME(symlink("f", "l"), 0);
    SAME(rename("l", "m"), 0); /* the link, not what it leads to */
    CHECK(S_ISLNK(status_at("m").st_mode));
    expect_text("f", "text");
    make_file("g", "other");
    SAME(rename("g", "m"), 0);
    CHECK(S_ISREG(status_at("m").st_mode));
    expect_text("f", "text");
    SAME(symlink("nowhere", "l"), 0);
    SAME(rename("l", "f"), 0);
    CHECK(S_ISLNK(status_at("f").st_mode));
}

static void as_user(void)
{
    FAILS(rename("fixed/f", "open/f"), EACCES);
    FAILS(rename("open/f", "fixed/g"), EACCES);
    FAILS(rename("closed/f", "open/g"), EACCES);
    FAILS(rename("open/d", "mine/d"), EACCES); /* its ".." would change */
    SAME(rename("open/d", "open/e"), 0);
    SAME(rename("open/f", "mine/f"), 0);
    SAME(rename("mine/d2", "open/d2"), 0);
}

static void rename_permissions(void)
{
    SAME(mkdir("fixed", 0755), 0);
    SAME(mkdir("closed", 0700), 0);
    SAME(mkdir("open", 0755), 0);
    SAME(mkdir("mine", 0755), 0);
    SAME(chmod("open", 0777), 0);
    SAME(mkdir("open/d", 0755), 0);
    SAME(mkdir("mine/d2", 0755), 0);
    SAME(chown("mine", USER, USER), 0);
    SAME(chown("mine/d2", USER, USER), 0);
    make_file("fixed/f", "");
    make_file("closed/f", "");
    make_file("open/f", "");
    run_as_user(as_user);
    CHECK(exists("open/e") && exists("mine/f") && exists("open/d2"));
}

/* A chain of directories turned inside out, so that every ".." changes. */
static void rename_many(void)
{
    char from[200], to[20];
    enum { LEVELS = 12 };

    strcpy(from, "d0");
    SAME(mkdir(from, 0755), 0);
    for (int i = 1; i < LEVELS; i++) {
        snprintf(from + strlen(from), 20, "/d%d", i);
        SAME(mkdir(from, 0755), 0);
    }
    for (int i = LEVELS - 1; i > 0; i--) {
        snprintf(to, sizeof(to), "d%d", i);
        SAME(rename(from, to), 0);
        CHECK(status_at(to).st_nlink == 2 || !IS_OURS);
        *strrchr(from, '/') = '\0';
    }
    for (int i = 0; i < LEVELS - 1; i++) { /* d1 into d0 renamed x, and so on */
        char into[20];

        snprintf(from, sizeof(from), "d%d", i);
        snprintf(into, sizeof(into), "d%d/x", i + 1);
        SAME(rename(from, into), 0);
    }
    for (int i = 0; i < LEVELS - 1; i++) {
        SAME(chdir(i == 0 ? "d11" : "x"), 0);
        CHECK(exists("x"));
    }
    for (int i = 0; i < LEVELS - 1; i++)
        SAME(chdir(".."), 0);
    CHECK(exists("d11"));
}

const struct test directories_rename[] = {
    TEST(rename_file, 0),
    TEST(rename_over_file, 0),
    TEST(rename_to_itself, 0),
    TEST(rename_directory, 0),
    TEST(rename_over_directory, 0),
    TEST(rename_kinds, 0),
    TEST(rename_into_itself, 0),
    TEST(rename_dots, 0),
    TEST(rename_errors, 0),
    TEST(rename_links, 0),
    TEST(rename_permissions, ROOT),
    TEST(rename_many, 0),
    END,
};
