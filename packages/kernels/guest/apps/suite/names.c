/* Names: links, symbolic links, rename. */
#include "suite.h"

static void hard_links(void)
{
    struct stat status;

    make_file("a", "content");
    EQUAL(link("a", "b"), 0);
    status = status_at("b");
    EQUAL(status.st_nlink, 2);
    EQUAL(status.st_ino, status_at("a").st_ino);
    FAILS(link("a", "b"), EEXIST);
    FAILS(link("none", "c"), ENOENT);
    FAILS(link("a/c", "c"), ENOTDIR);
    EQUAL(unlink("a"), 0);
    expect_content("b", "content");
    EQUAL(status_at("b").st_nlink, 1);
    EQUAL(mkdir("d", 0755), 0);
    FAILS(link("d", "e"), EPERM);
    CHECK(!exists("e"));
    EQUAL(status_at("d").st_nlink, 2);
    CHECK(unlink("b") == 0 && rmdir("d") == 0);
}

static void symbolic_links(void)
{
    char target[100];
    struct stat status;

    make_file("f", "through");
    EQUAL(symlink("f", "l"), 0);
    FAILS(symlink("f", "l"), EEXIST);
    expect_content("l", "through");
    EQUAL(readlink("l", target, sizeof(target)), 1);
    EQUAL(target[0], 'f');
    EQUAL(lstat("l", &status), 0);
    CHECK(S_ISLNK(status.st_mode));
    EQUAL(status.st_size, 1);
    EQUAL(stat("l", &status), 0);
    CHECK(S_ISREG(status.st_mode));
    FAILS(readlink("f", target, sizeof(target)), EINVAL);
    EQUAL(symlink("something/long", "m"), 0);
    EQUAL(readlink("m", target, 4), 4); /* cut off */
    CHECK(memcmp(target, "some", 4) == 0);
    FAILS(open("m", O_RDONLY), ENOENT);
    EQUAL(unlink("l"), 0); /* the link, not the file */
    expect_content("f", "through");
    CHECK(unlink("f") == 0 && unlink("m") == 0);
}

static void long_links(void)
{
    static char target[PATH_MAX + 10], back[PATH_MAX];

    for (int length = 1; length < PATH_MAX; length = length * 2 + 1) {
        memset(target, 'x', length);
        target[length] = '\0';
        EQUAL(symlink(target, "l"), 0);
        EQUAL(readlink("l", back, sizeof(back)), length);
        CHECK(memcmp(back, target, length) == 0);
        EQUAL(unlink("l"), 0);
    }
    if (IS_OURS) {
        memset(target, 'x', PATH_MAX);
        FAILS(symlink(target, "l"), ENAMETOOLONG);
    }
}

/* One link names the next. */
static void chains(void)
{
    char name[10], next[10];

    make_file("0", "at last");
    for (int i = 1; i <= 8; i++) {
        sprintf(name, "%d", i);
        sprintf(next, "%d", i - 1);
        EQUAL(symlink(next, name), 0);
    }
    expect_content("8", "at last");
    EQUAL(symlink("8", "9"), 0);
    if (IS_OURS)
        FAILS(open("9", O_RDONLY), ELOOP);
    EQUAL(symlink("round", "about"), 0);
    EQUAL(symlink("about", "round"), 0);
    FAILS(open("round", O_RDONLY), ELOOP);
    FAILS(chdir("round"), ELOOP);
    FAILS(open("round/f", O_RDWR | O_CREAT, 0644), ELOOP);
    CHECK(unlink("round") == 0 && unlink("about") == 0);
    for (int i = 0; i <= 9; i++) {
        sprintf(name, "%d", i);
        EQUAL(unlink(name), 0);
    }
}

static void links_on_the_way(void)
{
    EQUAL(mkdir("d", 0755), 0);
    EQUAL(mkdir("d/e", 0755), 0);
    EQUAL(symlink("d/e", "l"), 0);
    make_file("l/f", "there");
    expect_content("d/e/f", "there");
    EQUAL(status_at("l/..").st_ino, status_at("d").st_ino);
    EQUAL(symlink("..", "d/e/up"), 0);
    expect_content("l/up/e/up/e/f", "there");
    FAILS(rmdir("l"), ENOTDIR);
    FAILS(mkdir("l", 0755), EEXIST);
    EQUAL(unlink("d/e/up"), 0);
    EQUAL(unlink("l/f"), 0);
    CHECK(unlink("l") == 0 && rmdir("d/e") == 0 && rmdir("d") == 0);
}

static void rename_files(void)
{
    unsigned inode;

    make_file("a", "first");
    make_file("b", "second");
    inode = status_at("a").st_ino;
    EQUAL(rename("a", "c"), 0);
    CHECK(!exists("a"));
    EQUAL(status_at("c").st_ino, inode);
    EQUAL(rename("c", "b"), 0); /* what was there goes */
    expect_content("b", "first");
    CHECK(!exists("c"));
    EQUAL(rename("b", "b"), 0);
    expect_content("b", "first");
    EQUAL(link("b", "d"), 0);
    EQUAL(rename("b", "d"), 0); /* two names of one file: nothing is done */
    CHECK(exists("b") && exists("d"));
    EQUAL(status_at("b").st_nlink, 2);
    FAILS(rename("none", "b"), ENOENT);
    FAILS(rename("b", "none/b"), ENOENT);
    FAILS(rename("b/x", "y"), ENOTDIR);
    CHECK(unlink("b") == 0 && unlink("d") == 0);
}

static void rename_directories(void)
{
    EQUAL(mkdir("a", 0755), 0);
    EQUAL(mkdir("b", 0755), 0);
    make_file("a/f", "inside");
    FAILS(rename("b", "a"), ENOTEMPTY);
    EQUAL(rename("a", "b"), 0); /* an empty one makes place */
    expect_content("b/f", "inside");
    CHECK(!exists("a"));
    EQUAL(status_at(".").st_nlink, 3);
    make_file("f", "");
    FAILS(rename("b", "f"), ENOTDIR);
    FAILS(rename("f", "b"), EISDIR);
    EQUAL(mkdir("b/c", 0755), 0);
    EQUAL(mkdir("b/c/d", 0755), 0);
    FAILS(rename("b", "b/x"), EINVAL);
    FAILS(rename("b", "b/c"), EINVAL);
    FAILS(rename("b", "b/c/d/x"), EINVAL);
    FAILS(rename("b/c/d", "b/c"), ENOTEMPTY);
    FAILS(rename("b/c", "b"), ENOTEMPTY);
    FAILS(rename("b/.", "x"), IS_OURS ? EINVAL : EBUSY);
    FAILS(rename("b/..", "x"), IS_OURS ? EINVAL : EBUSY);
    EQUAL(rename("b/c/d", "d"), 0);
    EQUAL(status_at("d/..").st_ino, status_at(".").st_ino);
    EQUAL(status_at("b/c").st_nlink, 2);
    EQUAL(status_at(".").st_nlink, 4);
    CHECK(rmdir("d") == 0 && rmdir("b/c") == 0 && unlink("b/f") == 0);
    CHECK(rmdir("b") == 0 && unlink("f") == 0);
}

static void rename_links(void)
{
    make_file("f", "file");
    EQUAL(symlink("f", "l"), 0);
    EQUAL(rename("l", "m"), 0); /* the link itself */
    CHECK(S_ISLNK(status_at("m").st_mode) && S_ISREG(status_at("f").st_mode));
    make_file("g", "other");
    EQUAL(rename("g", "m"), 0);
    CHECK(S_ISREG(status_at("m").st_mode));
    expect_content("f", "file");
    EQUAL(mkdir("d", 0755), 0);
    EQUAL(symlink("d", "k"), 0);
    FAILS(rename("d", "k"), ENOTDIR);
    EQUAL(rename("k", "d/k"), 0);
    CHECK(unlink("d/k") == 0 && rmdir("d") == 0 && unlink("m") == 0 && unlink("f") == 0);
}

/* What is open stays what it is. */
static void rename_open(void)
{
    char byte;
    int file;

    make_file("a", "a");
    make_file("b", "b");
    file = open("b", O_RDONLY);
    EQUAL(rename("a", "b"), 0);
    EQUAL(read(file, &byte, 1), 1);
    EQUAL(byte, 'b');
    EQUAL(close(file), 0);
    EQUAL(mkdir("d", 0755), 0);
    EQUAL(chdir("d"), 0);
    EQUAL(rename("../d", "../e"), 0);
    make_file("f", "found");
    EQUAL(chdir(".."), 0);
    expect_content("e/f", "found");
    CHECK(unlink("e/f") == 0 && rmdir("e") == 0 && unlink("b") == 0);
}

static void paths(void)
{
    static char path[PATH_MAX + 10];

    EQUAL(mkdir("d", 0755), 0);
    make_file("d/f", "found");
    expect_content("./d/f", "found");
    expect_content("d//f", "found");
    expect_content("d/./f", "found");
    expect_content("d/../d/f", "found");
    expect_content("////////./d/f" + 8, "found");
    FAILS(open("d/f/", O_RDONLY), ENOTDIR);
    FAILS(open("d/f/.", O_RDONLY), ENOTDIR);
    FAILS(open("d/f/../f", O_RDONLY), ENOTDIR);
    FAILS(open("", O_RDONLY), ENOENT);
    EQUAL(status_at("/..").st_ino, status_at("/").st_ino);
    strcpy(path, "d");
    while (strlen(path) + 4 < PATH_MAX - 1)
        strcat(path, "/./.");
    strcat(path, "/f");
    path[PATH_MAX - 1] = '\0';
    expect_content(path, "found");
    memset(path, '/', PATH_MAX);
    path[PATH_MAX] = '\0';
    FAILS(open(path, O_RDONLY), ENAMETOOLONG);
    CHECK(unlink("d/f") == 0 && rmdir("d") == 0);
}

const struct test names[] = {
    TEST(hard_links, 0), TEST(symbolic_links, 0), TEST(long_links, 0), TEST(chains, 0),
    TEST(links_on_the_way, 0), TEST(rename_files, 0), TEST(rename_directories, 0),
    TEST(rename_links, 0), TEST(rename_open, 0), TEST(paths, 0), END,
};
