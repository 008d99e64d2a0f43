/* Path names: how they are taken apart, how long they may be. */
#include "suite.h"

static void dots_and_slashes(void)
{
    static const char *const good[] = {
        "d/e/f", "d//e///f", "./d/./e/./f", "d/../d/e/f", "d/e/../e/f", ".//.//d//..//d/e/f",
        "d/e/../../d/e/f",
    };
    static const char *const bad[] = { "d/e/f/", "d/e/f/.", "d/e/f/..", "d/e/f/../f", "d/e/f//" };
    struct stat status;

    SAME(mkdir("d", 0755), 0);
    SAME(mkdir("d/e", 0755), 0);
    make_file("d/e/f", "text");
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        expect_text(good[i], "text");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        FAILS(stat(bad[i], &status), ENOTDIR);
    FAILS(stat("d/x/../e", &status), ENOENT); /* even if it would lead back */
    SAME(stat("d/e/", &status), 0);
    SAME(stat("d/e//", &status), 0);
    SAME(stat("d/e/.", &status), 0);
}

static void root_of_all(void)
{
    struct stat root, other;

    SAME(stat("/", &root), 0);
    SAME(stat("/..", &other), 0);
    CHECK(root.st_ino == other.st_ino && root.st_dev == other.st_dev);
    SAME(stat("/../../..//.", &other), 0);
    CHECK(root.st_ino == other.st_ino);
    SAME(stat("////", &other), 0);
    CHECK(root.st_ino == other.st_ino);
}

/* A path of exactly so many bytes, without the NUL, that leads to "f". */
static void long_path(char *path, size_t bytes)
{
    size_t at = 0;

    while (at + 2 < bytes) {
        path[at++] = '.';
        path[at++] = '/';
    }
    if (at + 1 < bytes)
        path[at++] = '/';
    path[at++] = 'f';
    path[at] = '\0';
}

static void path_lengths(void)
{
    static char path[PATH_MAX + 20];
    struct stat status;

    make_file("f", "text");
    for (size_t bytes = 1; bytes < PATH_MAX; bytes += bytes < PATH_MAX - 40 ? 37 : 1) {
        long_path(path, bytes);
        SAME(strlen(path), bytes);
        SAME(stat(path, &status), 0);
    }
    long_path(path, PATH_MAX - 1);
    expect_text(path, "text");
    long_path(path, PATH_MAX);
    FAILS(stat(path, &status), ENAMETOOLONG);
    FAILS(open(path, O_RDWR | O_CREAT, 0644), ENAMETOOLONG);
    FAILS(mkdir(path, 0755), ENAMETOOLONG);
    FAILS(unlink(path), ENAMETOOLONG);
    FAILS(chdir(path), ENAMETOOLONG);
    FAILS(rename("f", path), ENAMETOOLONG);
    FAILS(rename(path, "f"), ENAMETOOLONG);
    FAILS(link(path, "g"), ENAMETOOLONG);
    FAILS(truncate(path, 0), ENAMETOOLONG);
    FAILS(chmod(path, 0), ENAMETOOLONG);
    FAILS(access(path, F_OK), ENAMETOOLONG);
    FAILS(execve(path, (char *[]){ "x", NULL }, NULL), ENAMETOOLONG);
    long_path(path, PATH_MAX + 10);
    FAILS(stat(path, &status), ENAMETOOLONG);
    SAME(size_of("f"), 4);
}

/* Links' texts count when they are put in. */
static void paths_through_links(void)
{
    static char text[PATH_MAX], path[PATH_MAX];
    struct stat status;

    SAME(mkdir("d", 0755), 0);
    make_file("d/f", "");
    for (size_t at = 0; at < 900; at += 2)
        memcpy(text + at, "./", 2);
    strcpy(text + 900, "d");
    SAME(symlink(text, "l"), 0);
    SAME(stat("l/f", &status), 0);
    strcpy(path, "l");
    for (size_t at = 1; at < 101; at += 2)
        memcpy(path + at, "/.", 2);
    strcpy(path + 101, "/f");
    SAME(stat(path, &status), 0); /* 901 + 102 */
    for (size_t at = 1; at < 201; at += 2)
        memcpy(path + at, "/.", 2);
    strcpy(path + 201, "/f");
    if (IS_OURS)
        FAILS(stat(path, &status), ENAMETOOLONG);
}

static void component_lengths(void)
{
    static char path[600];
    struct stat status;

    strcpy(path, "d/");
    memset(path + 2, 'n', NAME_MAX);
    SAME(mkdir("d", 0755), 0);
    SAME(mkdir(path, 0755), 0);
    strcat(path, "/f");
    make_file(path, "");
    memset(path + 2, 'n', NAME_MAX + 1);
    strcpy(path + 2 + NAME_MAX + 1, "/f");
    FAILS(stat(path, &status), ENAMETOOLONG);
    path[2 + NAME_MAX] = '\0';
    SAME(chdir(path), 0);
    SAME(chdir("../.."), 0);
}

const struct test directories_names[] = {
    TEST(dots_and_slashes, 0),
    TEST(root_of_all, 0),
    TEST(path_lengths, 0),
    TEST(paths_through_links, 0),
    TEST(component_lengths, 0),
    END,
};
