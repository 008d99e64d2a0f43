/* Several processes and the names of one tree. */
#include "suite.h"

#include <dirent.h>

#define CHILDREN 4

static void do_all(void (*run)(int number))
{
    pid_t children[CHILDREN];

    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork_child();
        if (children[i] == 0) {
            run(i);
            _exit(0);
        }
    }
    for (int i = 0; i < CHILDREN; i++)
        expect_exit(children[i], 0);
}

static int count_entries(void)
{
    DIR *directory = opendir(".");
    int count = 0;

    CHECK(directory != NULL);
    while (readdir(directory) != NULL)
        count++;
    SAME(closedir(directory), 0);
    return count;
}

static void make_and_remove(int number)
{
    char name[30];

    for (int turn = 0; turn < 3; turn++) {
        for (int i = 0; i < 25; i++) {
            snprintf(name, sizeof(name), "name-%d-%d-%d", number, turn, i);
            close_ok(open_new(name));
        }
        for (int i = 24; i >= 0; i--) {
            snprintf(name, sizeof(name), "name-%d-%d-%d", number, turn, i);
            SAME(unlink(name), 0);
        }
    }
}

static void storm_in_directory(void)
{
    do_all(make_and_remove);
    SAME(count_entries(), 2);
}

/* All make the same name: one of them does. */
static void race_to_make(int number)
{
    char name[20];
    int won = 0;

    for (int i = 0; i < 40; i++) {
        int file;

        snprintf(name, sizeof(name), "f%d", i);
        file = open(name, O_WRONLY | O_CREAT | O_EXCL, 0644);
        if (file < 0) {
            SAME(errno, EEXIST);
            continue;
        }
        won++;
        close_ok(file);
    }
    snprintf(name, sizeof(name), "won%d", number);
    {
        int file = open_new(name);

        write_all(file, &won, sizeof(won));
        close_ok(file);
    }
}

static void exclusive_names(void)
{
    int total = 0;

    do_all(race_to_make);
    for (int i = 0; i < CHILDREN; i++) {
        char name[20];
        int won, file;

        snprintf(name, sizeof(name), "won%d", i);
        file = open(name, O_RDONLY);
        read_all(file, &won, sizeof(won));
        close_ok(file);
        total += won;
    }
    SAME(total, 40);
}

/* Names added to and taken from one file: afterwards the count is right. */
static void link_life(int number)
{
    char name[20];

    snprintf(name, sizeof(name), "n%d", number);
    for (int turn = 0; turn < 30; turn++) {
        CHECK(link("f", "shared") == 0 || errno == EEXIST);
        SAME(link("f", name), 0);
        CHECK(unlink("shared") == 0 || errno == ENOENT);
        SAME(unlink(name), 0);
    }
}

static void links_come_and_go(void)
{
    make_file("f", "text");
    do_all(link_life);
    unlink("shared");
    SAME(status_at("f").st_nlink, 1);
    expect_text("f", "text");
}

/* "f" is replaced by rename again and again: it is always there, with one content or the other. */
static void replace_life(int number)
{
    char name[20], bytes[20];

    snprintf(name, sizeof(name), "new%d", number);
    for (int turn = 0; turn < 40; turn++)
        if (number < 2) {
            make_file(name, number == 0 ? "zero" : "one.");
            SAME(rename(name, "f"), 0);
        } else {
            int file = open("f", O_RDONLY);

            CHECK(file >= 0);
            SAME(read(file, bytes, sizeof(bytes)), 4);
            CHECK(memcmp(bytes, "zero", 4) == 0 || memcmp(bytes, "one.", 4) == 0);
            close_ok(file);
        }
}

static void replaced_names(void)
{
    make_file("f", "zero");
    do_all(replace_life);
    SAME(count_entries(), 3);
    SAME(status_at("f").st_nlink, 1);
}

static void rename_life(int number)
{
    for (int turn = 0; turn < 40; turn++)
        CHECK(rename(number % 2 ? "a" : "b", number % 2 ? "b" : "a") == 0 || errno == ENOENT);
}

static void renamed_to_and_fro(void)
{
    make_file("a", "text");
    do_all(rename_life);
    SAME(count_entries(), 3);
    expect_text(exists("a") ? "a" : "b", "text");
}

/* Directories moved into each other: no loop comes of it, and none is lost. */
static void move_life(int number)
{
    static const char *const places[] = { "a", "b", "c", "a/x", "b/x", "c/x", "a/x/x", "b/x/x" };
    uint32_t state = number + 1;

    for (int turn = 0; turn < 60; turn++) {
        const char *from = places[random_next(&state) % 8], *to = places[random_next(&state) % 8];

        if (rename(from, to) < 0)
            CHECK(errno == ENOENT || errno == EINVAL || errno == ENOTEMPTY || errno == EEXIST ||
                  errno == EBUSY);
        if (turn % 10 == 0)
            CHECK(mkdir(places[number], 0755) == 0 || errno == EEXIST || errno == ENOENT);
    }
}

static int count_directories(int depth)
{
    DIR *directory = opendir(".");
    struct dirent *entry;
    int count = 0;

    CHECK(directory != NULL && depth < 20);
    while ((entry = readdir(directory)) != NULL) {
        struct stat up;

        if (entry->d_name[0] == '.')
            continue;
        SAME(stat(".", &up), 0);
        SAME(chdir(entry->d_name), 0);
        CHECK(status_at("..").st_ino == up.st_ino); /* its parent is where it is */
        count += 1 + count_directories(depth + 1);
        SAME(chdir(".."), 0);
    }
    SAME(closedir(directory), 0);
    return count;
}

static void moved_directories(void)
{
    SAME(mkdir("a", 0755), 0);
    SAME(mkdir("b", 0755), 0);
    SAME(mkdir("c", 0755), 0);
    do_all(move_life);
    CHECK(count_directories(0) >= 1);
}

/* A directory is made and removed while others go into it and make files there. */
static void directory_life(int number)
{
    int home = open(".", O_RDONLY);

    CHECK(home >= 0);
    for (int turn = 0; turn < 40; turn++)
        switch (number) {
        case 0:
            CHECK(mkdir("d", 0755) == 0 || errno == EEXIST);
            break;
        case 1:
            CHECK(rmdir("d") == 0 || errno == ENOENT || errno == ENOTEMPTY);
            break;
        case 2: {
            int file = open("d/f", O_WRONLY | O_CREAT, 0644);

            CHECK(file >= 0 || errno == ENOENT);
            if (file >= 0)
                close_ok(file);
            CHECK(unlink("d/f") == 0 || errno == ENOENT);
            break;
        }
        default:
            if (chdir("d") == 0) {
                close(open("g", O_WRONLY | O_CREAT, 0644));
                unlink("g");
                CHECK(chdir("..") == 0 || errno == ENOENT); /* if it has been removed, ".." has */
                SAME(fchdir(home), 0);
            }
        }
    close_ok(home);
}

static void directory_comes_and_goes(void)
{
    int result;

    do_all(directory_life);
    result = rmdir("d");
    CHECK(result == 0 || errno == ENOENT);
    SAME(count_entries(), 2);
}

/* What stays is seen by each reader exactly once. */
static void read_life(int number)
{
    char name[30];

    for (int turn = 0; turn < 12; turn++) {
        if (number < 2) {
            for (int i = 0; i < 8; i++) {
                snprintf(name, sizeof(name), "moving-%d-%d-%d", number, turn, i);
                close_ok(open_new(name));
            }
            for (int i = 0; i < 8; i++) {
                snprintf(name, sizeof(name), "moving-%d-%d-%d", number, turn, i);
                SAME(unlink(name), 0);
            }
        } else {
            DIR *directory = opendir(".");
            struct dirent *entry;
            int seen = 0;

            CHECK(directory != NULL);
            while ((entry = readdir(directory)) != NULL)
                seen += strncmp(entry->d_name, "stays", 5) == 0;
            SAME(seen, 30);
            SAME(closedir(directory), 0);
        }
    }
}

static void reading_changing_directory(void)
{
    char name[30];

    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof(name), "stays%d", i);
        make_file(name, "");
    }
    do_all(read_life);
}

/* Many that walk the same long path, at which others pull. */
static void walk_life(int number)
{
    struct stat status;

    for (int turn = 0; turn < 60; turn++)
        if (number == 0)
            CHECK(rename("a/b/c", "a/b/d") == 0 && rename("a/b/d", "a/b/c") == 0);
        else
            CHECK(stat("a/b/c/../c/../../b/c/e/f", &status) == 0 || errno == ENOENT);
}

static void walking_changing_paths(void)
{
    SAME(mkdir("a", 0755), 0);
    SAME(mkdir("a/b", 0755), 0);
    SAME(mkdir("a/b/c", 0755), 0);
    SAME(mkdir("a/b/c/e", 0755), 0);
    make_file("a/b/c/e/f", "");
    do_all(walk_life);
    CHECK(exists("a/b/c/e/f"));
}

const struct test concurrency_names[] = {
    TEST(storm_in_directory, 0),
    TEST(exclusive_names, 0),
    TEST(links_come_and_go, 0),
    TEST(replaced_names, 0),
    TEST(renamed_to_and_fro, 0),
    TEST(moved_directories, 0),
    TEST(directory_comes_and_goes, 0),
    TEST(reading_changing_directory, 0),
    TEST(walking_changing_paths, 0),
    END,
};
