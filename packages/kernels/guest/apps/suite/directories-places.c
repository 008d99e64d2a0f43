/* Where a process is: chdir, fchdir, chroot, getcwd. */
#include "suite.h"

static void change_directory(void)
{
    char path[PATH_MAX], inner[PATH_MAX];

    CHECK(getcwd(path, sizeof(path)) != NULL);
    SAME(mkdir("d", 0755), 0);
    make_file("f", "");
    SAME(chdir("d"), 0);
    CHECK(getcwd(inner, sizeof(inner)) != NULL);
    CHECK(strncmp(inner, path, strlen(path)) == 0 && strcmp(inner + strlen(path), "/d") == 0);
    FAILS(open("f", O_RDONLY), ENOENT);
    FAILS(chdir("f"), ENOENT);
    FAILS(chdir("../f"), ENOTDIR);
    FAILS(chdir(""), ENOENT);
    SAME(chdir("../d/./.."), 0);
    CHECK(exists("f"));
    SAME(rename("d", "e"), 0);
    SAME(chdir("e"), 0);
    SAME(chdir(".."), 0);
    CHECK(exists("f"));
}

static void by_descriptor(void)
{
    int here = open(".", O_RDONLY), file = open_new("f"), ends[2];

    make_pipe(ends);
    SAME(mkdir("d", 0755), 0);
    SAME(chdir("d"), 0);
    SAME(fchdir(here), 0);
    CHECK(exists("f"));
    FAILS(fchdir(file), ENOTDIR);
    FAILS(fchdir(ends[0]), ENOTDIR);
    FAILS(fchdir(77), EBADF);
    close_pipe(ends);
    close_ok(file);
    close_ok(here);
}

static void closed_to_user(void)
{
    int directory;

    FAILS(chdir("closed"), EACCES);
    FAILS(chdir("unsearchable"), EACCES);
    directory = open("unsearchable", O_RDONLY);
    CHECK(directory >= 0);
    FAILS(fchdir(directory), EACCES);
    close_ok(directory);
    SAME(chdir("unreadable"), 0);
    FAILS(open(".", O_RDONLY), EACCES);
    SAME(chdir(".."), 0);
    FAILS(chroot("."), EPERM);
}

static void place_permissions(void)
{
    SAME(mkdir("closed", 0700), 0);
    SAME(mkdir("unsearchable", 0744), 0);
    SAME(mkdir("unreadable", 0711), 0);
    run_as_user(closed_to_user);
}

static void child_moves(void)
{
    SAME(chdir("d"), 0);
}

static void place_is_ones_own(void)
{
    SAME(mkdir("d", 0755), 0);
    make_file("f", "");
    run_ok(child_moves);
    CHECK(exists("f"));
}

static void in_jail(void)
{
    struct stat root, other;

    SAME(chroot("jail"), 0);
    SAME(chdir("/"), 0);
    expect_text("/f", "inside");
    expect_text("/../../f", "inside"); /* there is no way out */
    SAME(stat("/", &root), 0);
    SAME(stat("/..", &other), 0);
    CHECK(root.st_ino == other.st_ino);
    expect_text("/out", "inside"); /* a link to /f: of this root */
    FAILS(open("/dev/null", O_RDONLY), ENOENT);
    FAILS(chroot("nothing"), ENOENT);
    FAILS(chroot("/f"), ENOTDIR);
}

static void change_root(void)
{
    SAME(mkdir("jail", 0755), 0);
    make_file("jail/f", "inside");
    make_file("f", "outside");
    SAME(symlink("/f", "jail/out"), 0);
    run_ok(in_jail);
    expect_text("f", "outside");
}

static void long_working_directory(void)
{
    char name[101], path[PATH_MAX];
    int levels = 0;

    memset(name, 'd', 100);
    name[100] = '\0';
    while (levels < 60) {
        SAME(mkdir(name, 0755), 0);
        SAME(chdir(name), 0);
        levels++;
        if (getcwd(path, sizeof(path)) == NULL) {
            CHECK(errno == ERANGE || errno == ENAMETOOLONG);
            break;
        }
        CHECK(strlen(path) > (size_t)levels * 101);
    }
    CHECK(levels > 5 && levels < 60);
    make_file("f", "text"); /* relative paths go on working */
    expect_text("f", "text");
    expect_text("././f", "text");
    while (levels-- > 0)
        SAME(chdir(".."), 0);
}

const struct test directories_places[] = {
    TEST(change_directory, 0),
    TEST(by_descriptor, 0),
    TEST(place_permissions, ROOT),
    TEST(place_is_ones_own, 0),
    TEST(change_root, ROOT),
    TEST(long_working_directory, 0),
    END,
};
