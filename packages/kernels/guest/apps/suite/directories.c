/* Directories: what is in them, and trees. */
#include <dirent.h>

#include "suite.h"

static void make_and_remove(void)
{
    struct stat status;

    EQUAL(mkdir("d", 0750), 0);
    status = status_at("d");
    EQUAL(status.st_mode, S_IFDIR | 0750);
    EQUAL(status_at("d/.").st_ino, status.st_ino);
    EQUAL(status_at("d/..").st_ino, status_at(".").st_ino);
    FAILS(mkdir("d", 0755), EEXIST);
    FAILS(mkdir("d/.", 0755), EEXIST);
    FAILS(mkdir("none/d", 0755), ENOENT);
    make_file("d/f", "");
    FAILS(rmdir("d"), ENOTEMPTY);
    FAILS(mkdir("d/f/g", 0755), ENOTDIR);
    FAILS(rmdir("d/f"), ENOTDIR);
    EQUAL(unlink("d/f"), 0);
    FAILS(rmdir("d/."), EINVAL);
    EQUAL(mkdir("d/e/", 0755), 0); /* a slash behind it is allowed */
    EQUAL(rmdir("d/e/"), 0);
    EQUAL(rmdir("d"), 0);
    FAILS(rmdir("d"), ENOENT);
}

static void links_of_directories(void)
{
    char name[20];

    EQUAL(mkdir("d", 0755), 0);
    EQUAL(status_at("d").st_nlink, 2);
    for (int i = 0; i < 20; i++) {
        sprintf(name, "d/%d", i);
        EQUAL(mkdir(name, 0755), 0);
        EQUAL(status_at("d").st_nlink, 3 + i);
    }
    EQUAL(mkdir("e", 0755), 0);
    EQUAL(rename("d/7", "e/7"), 0);
    EQUAL(status_at("d").st_nlink, 21);
    EQUAL(status_at("e").st_nlink, 3);
    EQUAL(status_at("e/7/..").st_ino, status_at("e").st_ino);
    EQUAL(rename("e/7", "d/7"), 0);
    for (int i = 19; i >= 0; i--) {
        sprintf(name, "d/%d", i);
        EQUAL(rmdir(name), 0);
        EQUAL(status_at("d").st_nlink, 2 + i);
    }
    CHECK(rmdir("d") == 0 && rmdir("e") == 0);
}

/* How many entries of the directory are called by a number below `count`, each once. */
static int numbered(const char *path, int count)
{
    static char seen[1000];
    DIR *directory = opendir(path);
    struct dirent *entry;
    int found = 0;

    CHECK(directory != NULL);
    memset(seen, 0, sizeof(seen));
    while ((entry = readdir(directory)) != NULL) {
        char *rest;
        long number = strtol(entry->d_name, &rest, 10);

        if (entry->d_name[0] == '.')
            continue;
        CHECK(*rest == '\0' && number < count && !seen[number]);
        seen[number] = 1;
        found++;
    }
    EQUAL(closedir(directory), 0);
    return found;
}

static void many_entries(void)
{
    char name[20];

    EQUAL(mkdir("d", 0755), 0);
    for (int i = 0; i < 120; i++) {
        sprintf(name, "d/%d", i);
        make_file(name, name);
    }
    EQUAL(numbered("d", 120), 120);
    for (int i = 0; i < 120; i += 2) {
        sprintf(name, "d/%d", i);
        EQUAL(unlink(name), 0);
    }
    EQUAL(numbered("d", 120), 60);
    for (int i = 0; i < 120; i++) {
        sprintf(name, "d/%d", i);
        EQUAL(exists(name), i % 2);
    }
    for (int i = 0; i < 120; i += 4) {
        sprintf(name, "d/%d", i);
        make_file(name, name);
    }
    EQUAL(numbered("d", 120), 90);
    for (int i = 0; i < 120; i++) {
        sprintf(name, "d/%d", i);
        if (i % 2 || i % 4 == 0) {
            expect_content(name, name);
            EQUAL(unlink(name), 0);
        }
    }
    EQUAL(numbered("d", 120), 0);
    EQUAL(rmdir("d"), 0);
}

static void long_names(void)
{
    char name[NAME_MAX + 2];
    DIR *directory;
    struct dirent *entry;
    int found = 0;

    memset(name, 'n', sizeof(name));
    name[NAME_MAX] = '\0';
    make_file(name, "long");
    expect_content(name, "long");
    name[NAME_MAX - 1] = 'm'; /* the last character counts */
    CHECK(!exists(name));
    name[NAME_MAX - 1] = 'n';
    directory = opendir(".");
    while ((entry = readdir(directory)) != NULL)
        found += strcmp(entry->d_name, name) == 0;
    EQUAL(closedir(directory), 0);
    EQUAL(found, 1);
    EQUAL(unlink(name), 0);
    name[NAME_MAX] = 'n';
    name[NAME_MAX + 1] = '\0';
    FAILS(open(name, O_RDWR | O_CREAT, 0644), ENAMETOOLONG);
    FAILS(mkdir(name, 0755), ENAMETOOLONG);
    for (int length = 1; length < 60; length++) {
        name[length] = '\0';
        make_file(name, "");
        name[length] = 'n';
    }
    for (int length = 59; length >= 1; length--) {
        name[length] = '\0';
        EQUAL(unlink(name), 0);
        CHECK(!exists(name));
        name[length] = 'n';
    }
}

/* Any byte but the slash. */
static void odd_names(void)
{
    char name[2] = "";

    for (int c = 1; c < 256; c++)
        if (c != '/' && c != '.') {
            name[0] = c;
            make_file(name, name);
        }
    for (int c = 1; c < 256; c++)
        if (c != '/' && c != '.') {
            name[0] = c;
            expect_content(name, name);
            EQUAL(unlink(name), 0);
        }
    make_file("...", "three");
    make_file("..x", "two");
    CHECK(unlink("...") == 0 && unlink("..x") == 0);
}

static void deep(void)
{
    int depth = 100;
    char path[PATH_MAX], back[PATH_MAX];

    for (int i = 0; i < depth; i++) {
        EQUAL(mkdir("deeper", 0755), 0);
        EQUAL(chdir("deeper"), 0);
    }
    CHECK(getcwd(path, sizeof(path)) != NULL);
    CHECK(strcmp(path + strlen(path) - 14, "/deeper/deeper") == 0);
    make_file("f", "down here");
    for (int i = 0; i < depth; i++)
        strcpy(back + 3 * i, "../");
    EQUAL(chdir(back), 0);
    EQUAL(chdir(path), 0);
    expect_content("f", "down here");
    EQUAL(unlink("f"), 0);
    for (int i = 0; i < depth; i++) {
        EQUAL(chdir(".."), 0);
        EQUAL(rmdir("deeper"), 0);
    }
}

/* Nothing can be made in a directory that is no more; one can leave it. */
static void removed_directory(void)
{
    int here = open(".", O_RDONLY);

    EQUAL(mkdir("d", 0755), 0);
    EQUAL(chdir("d"), 0);
    EQUAL(rmdir("../d"), 0);
    FAILS(open("f", O_RDWR | O_CREAT, 0644), ENOENT);
    FAILS(mkdir("e", 0755), ENOENT);
    FAILS(symlink("x", "y"), ENOENT);
    FAILS(link("/etc/passwd", "y"), ENOENT);
    EQUAL(fchdir(here), 0);
    EQUAL(close(here), 0);
}

static void not_a_file(void)
{
    int directory;
    char buffer[100];

    EQUAL(mkdir("d", 0755), 0);
    FAILS(open("d", O_WRONLY), EISDIR);
    FAILS(open("d", O_RDWR), EISDIR);
    FAILS(open("d", O_RDONLY | O_TRUNC), EISDIR);
    FAILS(truncate("d", 0), EISDIR);
    directory = open("d", O_RDONLY);
    CHECK(directory >= 0);
    FAILS(write(directory, "x", 1), EBADF);
    if (!IS_OURS)
        FAILS(read(directory, buffer, 100), EISDIR);
    FAILS(unlink("d"), IS_OURS ? EPERM : EISDIR);
    EQUAL(close(directory), 0);
    EQUAL(rmdir("d"), 0);
}

static void change_directory(void)
{
    int here = open(".", O_RDONLY), file;

    EQUAL(mkdir("d", 0755), 0);
    make_file("f", "");
    FAILS(chdir("f"), ENOTDIR);
    FAILS(chdir("none"), ENOENT);
    file = open("f", O_RDONLY);
    FAILS(fchdir(file), ENOTDIR);
    EQUAL(chdir("d"), 0);
    EQUAL(status_at("..").st_ino, status_at("../d/..").st_ino);
    EQUAL(fchdir(here), 0);
    CHECK(exists("f"));
    CHECK(close(here) == 0 && close(file) == 0 && unlink("f") == 0 && rmdir("d") == 0);
}

static void places(void)
{
    char name[20];
    DIR *directory;
    long third = -1;
    char at_third[30];
    struct dirent *entry;
    int count = 0, more = 0;

    EQUAL(mkdir("d", 0755), 0);
    for (int i = 0; i < 100; i++) {
        sprintf(name, "d/%d", i);
        make_file(name, "");
    }
    directory = opendir("d");
    for (int i = 0; i < 50; i++) {
        CHECK(readdir(directory) != NULL);
        count++;
    }
    third = telldir(directory);
    entry = readdir(directory);
    strcpy(at_third, entry->d_name);
    while (readdir(directory) != NULL)
        more++;
    EQUAL(count + 1 + more, 102);
    seekdir(directory, third);
    CHECK(strcmp(readdir(directory)->d_name, at_third) == 0);
    rewinddir(directory);
    for (count = 0; readdir(directory) != NULL; count++)
        continue;
    EQUAL(count, 102);
    EQUAL(closedir(directory), 0);
    for (int i = 0; i < 100; i++) {
        sprintf(name, "d/%d", i);
        EQUAL(unlink(name), 0);
    }
    EQUAL(rmdir("d"), 0);
}

static void times_change(void)
{
    struct stat before, after;

    EQUAL(mkdir("d", 0755), 0);
    before = status_at("d");
    pause_ms(1100);
    make_file("d/f", "");
    after = status_at("d");
    CHECK(after.st_mtime > before.st_mtime && after.st_ctime > before.st_ctime);
    pause_ms(1100);
    EQUAL(unlink("d/f"), 0);
    CHECK(status_at("d").st_mtime > after.st_mtime);
    EQUAL(rmdir("d"), 0);
}

const struct test directories[] = {
    TEST(make_and_remove, 0), TEST(links_of_directories, 0), TEST(many_entries, 0),
    TEST(long_names, 0), TEST(odd_names, 0), TEST(deep, 0), TEST(removed_directory, 0),
    TEST(not_a_file, 0), TEST(change_directory, 0), TEST(places, 0), TEST(times_change, 0), END,
};
