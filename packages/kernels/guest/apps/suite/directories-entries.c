/* Entries of directories: many, long, odd ones; reading them, by the library and by the call. */
#include "suite.h"

#include <dirent.h>

#ifndef __GLIBC__
int getdirentries(int descriptor, char *buffer, size_t bytes, long *before);
#endif

#define MANY 400
#define READ_MANY 120

static void name_of(char *name, int number)
{
    /* Of all lengths, so that records do not fit into each other's places. */
    snprintf(name, 64, "n%d%.*s", number, number % 50,
             "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz");
}

/* Reads the directory: a number whose `wanted` is not 0 must be there, once, and nothing else. */
static void expect_entries(const char *path, const char wanted[MANY])
{
    char seen[MANY] = { 0 }, name[64];
    DIR *directory = opendir(path);
    struct dirent *entry;
    int dots = 0;

    CHECK(directory != NULL);
    while ((entry = readdir(directory)) != NULL) {
        int number;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            dots++;
            continue;
        }
        number = atoi(entry->d_name + 1);
        CHECK(number >= 0 && number < MANY && !seen[number]);
        name_of(name, number);
        CHECK(strcmp(name, entry->d_name) == 0);
        CHECK(entry->d_ino != 0);
        seen[number] = 1;
    }
    SAME(closedir(directory), 0);
    SAME(dots, 2);
    CHECK(memcmp(seen, wanted, MANY) == 0);
}

static void many_entries(void)
{
    char name[64], there[MANY] = { 0 };
    uint32_t state = 99;

    for (int i = 0; i < MANY; i++) {
        name_of(name, i);
        make_file(name, "");
        there[i] = 1;
    }
    expect_entries(".", there);
    for (int turn = 0; turn < 600; turn++) {
        int i = random_next(&state) % MANY;

        name_of(name, i);
        SAME(exists(name), there[i]);
        if (there[i])
            SAME(unlink(name), 0);
        else
            make_file(name, "");
        there[i] ^= 1;
    }
    expect_entries(".", there);
    for (int i = 0; i < MANY; i++) {
        name_of(name, i);
        if (there[i])
            SAME(unlink(name), 0);
        else
            FAILS(unlink(name), ENOENT);
        there[i] = 0;
    }
    expect_entries(".", there);
}

static void emptied_directory(void)
{
    char name[64], there[MANY] = { 0 };

    SAME(mkdir("d", 0755), 0);
    SAME(chdir("d"), 0);
    for (int i = 0; i < MANY; i++) {
        name_of(name, i);
        SAME(symlink("x", name), 0);
    }
    for (int i = MANY - 1; i >= 0; i--) { /* from the end, where 4.3BSD makes it shorter */
        name_of(name, i);
        SAME(unlink(name), 0);
    }
    expect_entries(".", there);
    for (int i = 0; i < MANY; i += 7) {
        name_of(name, i);
        SAME(mkdir(name, 0755), 0);
        there[i] = 1;
    }
    expect_entries(".", there);
    for (int i = 0; i < MANY; i += 7) {
        name_of(name, i);
        SAME(rmdir(name), 0);
    }
    SAME(chdir(".."), 0);
    SAME(rmdir("d"), 0);
}

static void long_names(void)
{
    static char name[NAME_MAX + 2], longer[NAME_MAX + 2];

    for (int length = 1; length <= NAME_MAX; length += length < 20 || length > 240 ? 1 : 17) {
        memset(name, 'a' + length % 26, length);
        name[length] = '\0';
        SAME(mkdir(name, 0755), 0);
        CHECK(exists(name));
        if (length > 1) {
            strcpy(longer, name);
            longer[length - 1] = '\0';
            CHECK(strcmp(longer, name) != 0 && (length < 27 || !exists(longer)));
        }
        SAME(rmdir(name), 0);
    }
    memset(name, 'x', NAME_MAX + 1);
    FAILS(mkdir(name, 0755), ENAMETOOLONG);
    FAILS(unlink(name), ENAMETOOLONG);
    name[NAME_MAX] = '\0';
    make_file(name, "text");
    expect_text(name, "text");
    memset(longer, 'y', NAME_MAX);
    SAME(link(name, longer), 0);
    SAME(unlink(name), 0);
    expect_text(longer, "text");
}

static void odd_names(void)
{
    static const char *const names[] = { " ", "...", "....", ".a", "a b", "\n", "*", "\\", "\x01",
                                         "~", "-", "\xc3\xa4", "\xff\xfe" };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        make_file(names[i], names[i]);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        expect_text(names[i], names[i]);
        SAME(unlink(names[i]), 0);
    }
}

static void entries_remembered_wrongly(void)
{
    /* Names that are asked for before they are there, and after they are gone. */
    for (int turn = 0; turn < 5; turn++) {
        FAILS(open("f", O_RDONLY), ENOENT);
        FAILS(open("d/f", O_RDONLY), ENOENT);
        make_file("f", "1");
        expect_text("f", "1");
        SAME(mkdir("d", 0755), 0);
        FAILS(open("d/f", O_RDONLY), ENOENT);
        SAME(rename("f", "d/f"), 0);
        expect_text("d/f", "1");
        FAILS(open("f", O_RDONLY), ENOENT);
        SAME(rename("d", "e"), 0);
        FAILS(open("d/f", O_RDONLY), ENOENT);
        expect_text("e/f", "1");
        SAME(unlink("e/f"), 0);
        FAILS(open("e/f", O_RDONLY), ENOENT);
        SAME(rmdir("e"), 0);
        FAILS(open("e/f", O_RDONLY), ENOENT);
    }
}

/* Entries that are not touched are read once, whatever is made and removed meanwhile. */
static void read_while_changing(void)
{
    char name[64], seen[READ_MANY] = { 0 };
    DIR *directory;
    struct dirent *entry;
    int turn = 0;

    for (int i = 0; i < READ_MANY; i++) {
        name_of(name, i);
        make_file(name, "");
    }
    directory = opendir(".");
    CHECK(directory != NULL);
    while ((entry = readdir(directory)) != NULL) {
        int number = atoi(entry->d_name + 1);

        if (entry->d_name[0] != 'n')
            continue;
        CHECK(number >= 0 && number < READ_MANY);
        CHECK(!seen[number]);
        seen[number] = 1;
        name_of(name, turn++ * 2 % READ_MANY); /* the even ones go, others come */
        unlink(name);
        snprintf(name, sizeof(name), "x%d", turn);
        make_file(name, "");
    }
    SAME(closedir(directory), 0);
    for (int i = 1; i < READ_MANY; i += 2)
        CHECK(seen[i]);
}

static void rewind_and_seek(void)
{
    DIR *directory;
    struct dirent *entry;
    char name[64], second[64] = "";
    long place = 0;
    int count = 0;

    for (int i = 0; i < 50; i++) {
        name_of(name, i);
        make_file(name, "");
    }
    directory = opendir(".");
    while ((entry = readdir(directory)) != NULL)
        if (++count == 20) {
            place = telldir(directory);
            entry = readdir(directory);
            strcpy(second, entry->d_name);
            count++;
        }
    SAME(count, 52);
    rewinddir(directory);
    for (count = 0; readdir(directory) != NULL; count++)
        continue;
    SAME(count, 52);
    seekdir(directory, place);
    entry = readdir(directory);
    CHECK(entry != NULL && strcmp(entry->d_name, second) == 0);
    SAME(closedir(directory), 0);
}

#ifndef __GLIBC__
/* Every record as abi/dirent.h says. */
static int check_records(const char *bytes, int count)
{
    int entries = 0;

    for (int at = 0; at < count;) {
        const struct dirent *entry = (const struct dirent *)(bytes + at);

        CHECK(entry->d_reclen > 0 && entry->d_reclen % 4 == 0);
        CHECK(at / DIRECTORY_BLOCK == (at + entry->d_reclen - 1) / DIRECTORY_BLOCK);
        CHECK(at + entry->d_reclen <= count);
        if (entry->d_ino != 0) {
            CHECK(entry->d_reclen >= DIRENT_SIZE(entry->d_namlen));
            SAME(strlen(entry->d_name), entry->d_namlen);
            entries++;
        }
        at += entry->d_reclen;
    }
    return entries;
}

static void records(void)
{
    static char bytes[4 * DIRECTORY_BLOCK] __attribute__((aligned(8)));
    char name[64];
    int directory, count, entries = 0;
    long before, expected = 0;

    for (int i = 0; i < 100; i++) {
        name_of(name, i);
        make_file(name, "");
    }
    directory = open(".", O_RDONLY);
    while ((count = getdirentries(directory, bytes, sizeof(bytes), &before)) > 0) {
        SAME(before, expected);
        SAME(count % DIRECTORY_BLOCK, 0);
        entries += check_records(bytes, count);
        expected = lseek(directory, 0, SEEK_CUR);
    }
    SAME(count, 0);
    SAME(entries, 102);
    SAME(lseek(directory, 0, SEEK_SET), 0);
    SAME(getdirentries(directory, bytes, DIRECTORY_BLOCK + 100, NULL), DIRECTORY_BLOCK);
    close_ok(directory);
}

static void record_errors(void)
{
    static char bytes[DIRECTORY_BLOCK];
    int directory = open(".", O_RDONLY), file = open_new("f"), ends[2];
    long before;

    make_pipe(ends);
    FAILS(getdirentries(directory, bytes, DIRECTORY_BLOCK - 1, &before), EINVAL);
    FAILS(getdirentries(directory, bytes, 0, &before), EINVAL);
    FAILS(getdirentries(directory, bytes, -1, &before), EINVAL);
    FAILS(getdirentries(file, bytes, DIRECTORY_BLOCK, &before), EINVAL);
    FAILS(getdirentries(ends[0], bytes, DIRECTORY_BLOCK, &before), EINVAL);
    FAILS(getdirentries(77, bytes, DIRECTORY_BLOCK, &before), EBADF);
    FAILS(getdirentries(directory, NULL, DIRECTORY_BLOCK, &before), EFAULT);
    SAME(lseek(directory, 4, SEEK_SET), 4); /* in the middle of a chunk */
    FAILS(getdirentries(directory, bytes, DIRECTORY_BLOCK, &before), EINVAL);
    SAME(lseek(directory, 512 * 1000, SEEK_SET), 512 * 1000);
    SAME(getdirentries(directory, bytes, DIRECTORY_BLOCK, &before), 0);
    close_pipe(ends);
    close_ok(file);
    close_ok(directory);
}
#else
static void records(void) {}
static void record_errors(void) {}
#endif

const struct test directories_entries[] = {
    TEST(many_entries, SLOW),
    TEST(emptied_directory, SLOW),
    TEST(long_names, 0),
    TEST(odd_names, 0),
    TEST(entries_remembered_wrongly, 0),
    TEST(read_while_changing, 0),
    TEST(rewind_and_seek, 0),
    TEST(records, OURS),
    TEST(record_errors, OURS),
    END,
};
