/* link, unlink, symlink, readlink. */
#include "suite.h"

static void hard_links(void)
{
    make_file("a", "text");
    SAME(link("a", "b"), 0);
    SAME(status_at("a").st_nlink, 2);
    CHECK(status_at("a").st_ino == status_at("b").st_ino);
    make_file("b", "other");
    expect_text("a", "other");
    SAME(unlink("a"), 0);
    SAME(status_at("b").st_nlink, 1);
    expect_text("b", "other");
}

static void link_errors(void)
{
    char long_name[NAME_MAX + 2];

    memset(long_name, 'n', sizeof(long_name));
    long_name[NAME_MAX + 1] = '\0';
    make_file("a", "");
    make_file("b", "");
    SAME(mkdir("d", 0755), 0);
    FAILS(link("a", "b"), EEXIST);
    FAILS(link("a", "a"), EEXIST);
    FAILS(link("a", "d"), EEXIST);
    FAILS(link("d", "e"), EPERM);
    FAILS(link("nothing", "c"), ENOENT);
    FAILS(link("a", "nowhere/c"), ENOENT);
    FAILS(link("a", "b/c"), ENOTDIR);
    FAILS(link("a/x", "c"), ENOTDIR);
    FAILS(link("a", ""), ENOENT);
    FAILS(link("", "c"), ENOENT);
    FAILS(link("a", long_name), ENAMETOOLONG);
    FAILS(link("a", "c/"), ENOENT);
    SAME(status_at("a").st_nlink, 1);
}

static void unlink_errors(void)
{
    SAME(mkdir("d", 0755), 0);
    make_file("f", "");
    FAILS(unlink("nothing"), ENOENT);
    FAILS(unlink(""), ENOENT);
    FAILS(unlink("d"), OR(EPERM, EISDIR));
    FAILS(unlink("f/x"), ENOTDIR);
    FAILS(unlink("f/"), ENOTDIR);
    FAILS(unlink("nowhere/x"), ENOENT);
    CHECK(exists("d") && exists("f"));
}

static void many_names(void)
{
    char name[20];

    make_file("f", "text");
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof(name), "n%d", i);
        SAME(link("f", name), 0);
    }
    SAME(status_at("f").st_nlink, 101);
    for (int i = 0; i < 100; i += 2) {
        snprintf(name, sizeof(name), "n%d", i);
        SAME(unlink(name), 0);
    }
    SAME(status_at("f").st_nlink, 51);
    SAME(unlink("f"), 0);
    expect_text("n99", "text");
}

static void in_closed_directory(void)
{
    FAILS(unlink("d/f"), EACCES);
    if (IS_OURS) /* Linux may not let one link what is not one's own */
        FAILS(link("d/f", "d/g"), EACCES);
    FAILS(symlink("x", "d/s"), EACCES);
    FAILS(rename("d/f", "d/g"), EACCES);
    FAILS(mkdir("d/e", 0755), EACCES);
    FAILS(rmdir("d/inner"), EACCES);
    SAME(unlink("open/f"), 0); /* whoever it belongs to */
    FAILS(unlink("sticky/f"), EPERM);
    FAILS(rename("sticky/f", "sticky/g"), EPERM);
    make_file("sticky/mine", "");
    SAME(rename("sticky/mine", "sticky/mine2"), 0);
    FAILS(rename("sticky/mine2", "sticky/f"), EPERM);
    SAME(unlink("sticky/mine2"), 0);
}

static void unlink_permission(void)
{
    SAME(mkdir("d", 0755), 0);
    SAME(mkdir("d/inner", 0755), 0);
    SAME(mkdir("open", 0755), 0);
    SAME(mkdir("sticky", 0755), 0);
    SAME(chmod("open", 0777), 0);
    SAME(chmod("sticky", 01777), 0);
    make_file("d/f", "");
    make_file("open/f", "");
    make_file("sticky/f", "");
    run_as_user(in_closed_directory);
    CHECK(exists("d/f") && exists("sticky/f") && !exists("open/f"));
}

static void symbolic_links(void)
{
    char text[100];

    make_file("f", "text");
    SAME(symlink("f", "l"), 0);
    SAME(readlink("l", text, sizeof(text)), 1);
    SAME(text[0], 'f');
    expect_text("l", "text");
    make_file("l", "more");
    expect_text("f", "more");
    SAME(unlink("l"), 0);
    expect_text("f", "more");
    SAME(symlink("nowhere", "l"), 0);
    FAILS(open("l", O_RDONLY), ENOENT);
    FAILS(symlink("x", "l"), EEXIST);
    FAILS(symlink("x", "nowhere/l"), ENOENT);
    FAILS(symlink("x", "f/l"), ENOTDIR);
    FAILS(symlink("x", ""), ENOENT);
    FAILS(symlink("", "empty"), ENOENT);
    FAILS(symlink("x", "new/"), ENOENT);
}

/* Short texts are in the inode, longer ones are not. */
static void link_lengths(void)
{
    static const int lengths[] = { 1, 58, 59, 60, 61, 255, 512, 1000,
                                   PATH_MAX > 1024 ? 1023 : PATH_MAX - 1 };
    static char text[2000], is[2000];

    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        int length = lengths[i];

        for (int at = 0; at < length; at++)
            text[at] = at % 10 == 9 ? '/' : 'a' + at % 26;
        text[length] = '\0';
        SAME(symlink(text, "l"), 0);
        SAME(size_of("l"), length);
        memset(is, 'X', sizeof(is));
        SAME(readlink("l", is, sizeof(is)), length);
        CHECK(memcmp(is, text, length) == 0 && is[length] == 'X'); /* no NUL is stored */
        if (length > 5) {
            memset(is, 'X', sizeof(is));
            SAME(readlink("l", is, 5), 5);
            CHECK(memcmp(is, text, 5) == 0 && is[5] == 'X');
        }
        FAILS(open("l", O_RDONLY), ENOENT);
        SAME(unlink("l"), 0);
    }
}

static void link_too_long(void)
{
    static char text[PATH_MAX + 1];

    memset(text, 'a', PATH_MAX);
    FAILS(symlink(text, "l"), ENAMETOOLONG);
    CHECK(!exists("l"));
    text[PATH_MAX - 1] = '\0';
    SAME(symlink(text, "l"), 0);
}

static void readlink_errors(void)
{
    char text[10];

    make_file("f", "");
    FAILS(readlink("f", text, 10), EINVAL);
    FAILS(readlink(".", text, 10), EINVAL);
    FAILS(readlink("nothing", text, 10), ENOENT);
    FAILS(readlink("f/x", text, 10), ENOTDIR);
    SAME(symlink("target", "l"), 0);
    FAILS(readlink("l", text, unseen(-1)), EINVAL);
}

static void link_loops(void)
{
    struct stat status;

    SAME(symlink("self", "self"), 0);
    SAME(symlink("b", "a"), 0);
    SAME(symlink("a", "b"), 0);
    SAME(symlink("./in/../in", "in"), 0);
    FAILS(open("self", O_RDONLY), ELOOP);
    FAILS(open("a", O_RDONLY), ELOOP);
    FAILS(open("a", O_RDWR | O_CREAT, 0644), ELOOP);
    FAILS(open("a/x", O_RDONLY), ELOOP);
    FAILS(stat("in", &status), ELOOP);
    FAILS(chdir("self"), ELOOP);
    FAILS(mkdir("self/x", 0755), ELOOP);
    FAILS(truncate("a", 0), ELOOP);
    FAILS(rmdir("a"), ENOTDIR); /* the link itself */
    SAME(lstat("self", &status), 0);
    SAME(rename("a", "c"), 0);
}

static void link_chains(void)
{
    char name[20], before[20] = "f";

    make_file("f", "text");
    for (int i = 1; i <= OR(SYMLOOP_MAX, 40); i++) {
        snprintf(name, sizeof(name), "l%d", i);
        SAME(symlink(before, name), 0);
        strcpy(before, name);
    }
    expect_text(name, "text");
    SAME(symlink(name, "more"), 0);
    FAILS(open("more", O_RDONLY), ELOOP);
}

static void links_on_the_way(void)
{
    SAME(mkdir("d", 0755), 0);
    SAME(mkdir("d/e", 0755), 0);
    make_file("d/e/f", "text");
    SAME(symlink("d", "to-d"), 0);
    SAME(symlink("../d/e", "d/to-e"), 0);
    SAME(symlink("e/f", "d/to-f"), 0);
    expect_text("to-d/e/f", "text");
    expect_text("to-d/to-e/f", "text");
    expect_text("to-d/to-f", "text"); /* relative to where the link is */
    expect_text("to-d/to-e/../e/../to-f", "text");
    FAILS(rmdir("to-d"), ENOTDIR);
    FAILS(rmdir("to-d/"), OR(ENOTEMPTY, ENOTDIR)); /* the slash follows the link */
    SAME(unlink("to-d/to-e/f"), 0);
    CHECK(!exists("d/e/f"));
}

const struct test files_links[] = {
    TEST(hard_links, 0),
    TEST(link_errors, 0),
    TEST(unlink_errors, 0),
    TEST(many_names, 0),
    TEST(unlink_permission, ROOT),
    TEST(symbolic_links, 0),
    TEST(link_lengths, 0),
    TEST(link_too_long, 0),
    TEST(readlink_errors, 0),
    TEST(link_loops, 0),
    TEST(link_chains, 0),
    TEST(links_on_the_way, 0),
    END,
};
