/* Directories. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

#define FILES 150

static void make_files(void)
{
    char name[20];

    for (int i = 0; i < FILES; i++) {
        sprintf(name, "d/file-%d", i);
        CHECK(close(open(name, O_WRONLY | O_CREAT, 0644)) == 0);
    }
}

static void list_files(void)
{
    static char seen[FILES];
    DIR *directory = opendir("d");
    struct dirent *entry;
    int others = 0, number, count = 0;
    struct dirent **names;

    CHECK(directory != NULL);
    if (directory == NULL)
        return;
    while ((entry = readdir(directory)) != NULL)
        if (sscanf(entry->d_name, "file-%d", &number) == 1 && number < FILES)
            seen[number]++;
        else
            others += strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    CHECK(others == 2);
    for (int i = 0; i < FILES; i++)
        CHECK(seen[i] == 1);
    rewinddir(directory);
    while (readdir(directory) != NULL)
        count++;
    CHECK(count == FILES + 2);
    CHECK(closedir(directory) == 0);
    CHECK(scandir("d", &names, NULL, alphasort) == FILES + 2);
    CHECK(strcmp(names[0]->d_name, ".") == 0 && strcmp(names[3]->d_name, "file-1") == 0);
    for (int i = 0; i < FILES + 2; i++)
        free(names[i]);
    free(names);
}

static void working_directory(void)
{
    char here[PATH_MAX], inside[PATH_MAX], resolved[PATH_MAX];

    CHECK(getcwd(here, sizeof(here)) == here);
    CHECK(chdir("d") == 0 && getcwd(inside, sizeof(inside)) == inside);
    CHECK(strncmp(inside, here, strlen(here)) == 0 && strcmp(inside + strlen(here), "/d") == 0);
    CHECK(getcwd(inside, 3) == NULL && errno == ERANGE);
    CHECK(chdir("..") == 0 && realpath("d/./../d/file-3", resolved) == resolved);
    CHECK(strcmp(resolved + strlen(here), "/d/file-3") == 0);
    CHECK(chdir("d/file-1") == -1 && errno == ENOTDIR);
    CHECK(chdir("/") == 0 && getcwd(inside, sizeof(inside)) == inside);
    CHECK(strcmp(inside, "/") == 0);
    CHECK(chdir(here) == 0);
}

static void remove_files(void)
{
    char name[20];

    CHECK(rmdir("d") == -1 && errno == ENOTEMPTY);
    for (int i = 0; i < FILES; i++) {
        sprintf(name, "d/file-%d", i);
        CHECK(unlink(name) == 0);
    }
    CHECK(rmdir("d") == 0 && rmdir("d") == -1 && errno == ENOENT);
}

void test_directories(void)
{
    struct stat status;

    CHECK(mkdir("d", 0755) == 0 && mkdir("d", 0755) == -1 && errno == EEXIST);
    CHECK(stat("d", &status) == 0 && S_ISDIR(status.st_mode) && status.st_nlink == 2);
    CHECK(opendir("none") == NULL && errno == ENOENT);
    make_files();
    list_files();
    working_directory();
    remove_files();
}
