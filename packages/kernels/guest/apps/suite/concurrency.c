/* Several processes at the same names and the same file. */
#include <dirent.h>

#include "suite.h"

#define WORKERS 4

static void at_once(void (*does)(int))
{
    pid_t children[WORKERS];

    for (int i = 0; i < WORKERS; i++) {
        children[i] = fork_child();
        if (children[i] == 0) {
            does(i);
            _exit(0);
        }
    }
    for (int i = 0; i < WORKERS; i++)
        expect_success(children[i]);
}

static void make_and_remove_own(int worker)
{
    char name[20], other[20];

    for (int i = 0; i < 15; i++) {
        sprintf(name, "%d-%d", worker, i);
        sprintf(other, "%d+%d", worker, i);
        make_file(name, name);
        EQUAL(rename(name, other), 0);
        expect_content(other, name);
        CHECK(!exists(name));
        EQUAL(unlink(other), 0);
    }
}

static void own_names(void)
{
    at_once(make_and_remove_own);
}

/* One of them is first. */
static void exclusively(int worker)
{
    char name[20];

    for (int i = 0; i < 12; i++) {
        int file;

        sprintf(name, "%d", i);
        file = open(name, O_WRONLY | O_CREAT | O_EXCL, 0644);
        if (file < 0) {
            EQUAL(errno, EEXIST);
            continue;
        }
        EQUAL(close(file), 0);
        file = open("count", O_WRONLY | O_APPEND);
        EQUAL(write(file, "x", 1), 1);
        EQUAL(close(file), 0);
    }
    (void)worker;
}

static void one_wins(void)
{
    char name[20];

    make_file("count", "");
    at_once(exclusively);
    EQUAL(status_at("count").st_size, 12);
    for (int i = 0; i < 12; i++) {
        sprintf(name, "%d", i);
        EQUAL(unlink(name), 0);
    }
    EQUAL(unlink("count"), 0);
}

static void same_names(int worker)
{
    for (int i = 0; i < 15; i++) {
        static const char *const names[] = { "a", "b", "c" };
        const char *one = names[(worker + i) % 3], *other = names[(worker * 2 + i + 1) % 3];
        int file;

        switch ((worker + i) % 4) {
        case 0:
            file = open(one, O_RDWR | O_CREAT, 0644);
            if (file >= 0)
                close(file);
            break;
        case 1:
            rename(one, other);
            break;
        case 2:
            link(one, other);
            break;
        default:
            unlink(one);
        }
    }
}

static void same_directories(int worker)
{
    for (int i = 0; i < 10; i++) {
        mkdir("d", 0755);
        mkdir("d/e", 0755);
        if (worker % 2)
            rename("d/e", "f");
        else
            rename("f", "d/g");
        rmdir("d/g");
        rmdir("d/e");
        rmdir("d");
        rmdir("f");
    }
}

/* Whatever comes of it: nothing hangs, nothing is damaged. */
static void contended(void)
{
    at_once(same_names);
    unlink("a"), unlink("b"), unlink("c");
    at_once(same_directories);
    rmdir("d/g"), rmdir("d/e"), rmdir("d"), rmdir("f");
}

static void add_records(int worker)
{
    char record[100];
    int file = open("f", O_WRONLY | O_APPEND);

    memset(record, 'a' + worker, sizeof(record));
    for (int i = 0; i < 50; i++)
        EQUAL(write(file, record, sizeof(record)), sizeof(record));
}

static void appended(void)
{
    char record[100];
    int file, seen[WORKERS] = { 0 };

    make_file("f", "");
    at_once(add_records);
    EQUAL(status_at("f").st_size, WORKERS * 50 * 100);
    file = open("f", O_RDONLY);
    while (read(file, record, sizeof(record)) == sizeof(record)) {
        CHECK(record[0] >= 'a' && record[0] < 'a' + WORKERS);
        CHECK(memcmp(record, record + 1, sizeof(record) - 1) == 0);
        seen[record[0] - 'a']++;
    }
    for (int i = 0; i < WORKERS; i++)
        EQUAL(seen[i], 50);
    EQUAL(close(file), 0);
    EQUAL(unlink("f"), 0);
}

/* A reader sees what was written, or its end, and no other bytes. */
static void cut_while_read(void)
{
    static char buffer[20000];
    pid_t child = fork_child();
    int file, part;

    if (child == 0) {
        file = open("f", O_RDWR | O_CREAT, 0644);
        memset(buffer, 'x', sizeof(buffer));
        for (int i = 0; i < 20; i++) {
            EQUAL(lseek(file, 0, SEEK_SET), 0);
            EQUAL(write(file, buffer, sizeof(buffer)), sizeof(buffer));
            EQUAL(ftruncate(file, i * 777), 0);
        }
        _exit(0);
    }
    while ((file = open("f", O_RDONLY)) < 0)
        pause_ms(10);
    while (waitpid(child, &part, WNOHANG) == 0) {
        EQUAL(lseek(file, 0, SEEK_SET), 0);
        part = read(file, buffer, sizeof(buffer));
        CHECK(part >= 0);
        for (int i = 0; i < part; i++)
            CHECK(buffer[i] == 'x');
    }
    EQUAL(part, 0);
    EQUAL(close(file), 0);
    EQUAL(unlink("f"), 0);
}

/* What stays all the time is seen once in each reading of the directory. */
static void read_while_it_changes(void)
{
    char name[20];
    pid_t child;
    int status;

    EQUAL(mkdir("d", 0755), 0);
    for (int i = 0; i < 20; i++) {
        sprintf(name, "d/stays%d", i);
        make_file(name, "");
    }
    child = fork_child();
    if (child == 0) {
        for (int i = 0; i < 40; i++) {
            sprintf(name, "d/%d", i);
            make_file(name, "");
            if (i >= 5) {
                sprintf(name, "d/%d", i - 5);
                EQUAL(unlink(name), 0);
            }
        }
        for (int i = 35; i < 40; i++) {
            sprintf(name, "d/%d", i);
            EQUAL(unlink(name), 0);
        }
        _exit(0);
    }
    while (waitpid(child, &status, WNOHANG) == 0) {
        DIR *directory = opendir("d");
        struct dirent *entry;
        int staying = 0;

        while ((entry = readdir(directory)) != NULL)
            staying += strncmp(entry->d_name, "stays", 5) == 0;
        EQUAL(staying, 20);
        EQUAL(closedir(directory), 0);
    }
    EQUAL(status, 0);
    for (int i = 0; i < 20; i++) {
        sprintf(name, "d/stays%d", i);
        EQUAL(unlink(name), 0);
    }
    EQUAL(rmdir("d"), 0);
}

const struct test concurrency[] = {
    TEST(own_names, 0), TEST(one_wins, 0), TEST(contended, 0), TEST(appended, 0),
    TEST(cut_while_read, 0), TEST(read_while_it_changes, 0), END,
};
