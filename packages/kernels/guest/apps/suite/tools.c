/* What many tests do. */
#include <dirent.h>
#include <grp.h>
#include <sys/select.h>
#include <sys/time.h>

#include "suite.h"

#define OTHER_USER 10

const char *program_path;

pid_t fork_child(void)
{
    pid_t child = fork();

    CHECK(child >= 0);
    return child;
}

int status_of(pid_t child)
{
    int status;

    EQUAL(waitpid(child, &status, 0), child);
    return status;
}

void expect_success(pid_t child)
{
    EQUAL(status_of(child), 0);
}

pid_t fork_user(void)
{
    pid_t child = fork_child();

    if (child == 0) {
        gid_t group = OTHER_USER;

        EQUAL(setgroups(1, &group), 0);
        EQUAL(setregid(OTHER_USER, OTHER_USER), 0);
        EQUAL(setuid(OTHER_USER), 0);
    }
    return child;
}

pid_t fork_sleeper(void)
{
    pid_t child = fork_child();

    if (child == 0)
        for (;;)
            pause();
    return child;
}

void make_file(const char *path, const char *content)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    CHECK(file >= 0);
    EQUAL(write(file, content, strlen(content)), strlen(content));
    EQUAL(close(file), 0);
}

void expect_content(const char *path, const char *content)
{
    char buffer[500];
    int file = open(path, O_RDONLY);

    CHECK(file >= 0);
    EQUAL(read(file, buffer, sizeof(buffer)), strlen(content));
    CHECK(memcmp(buffer, content, strlen(content)) == 0);
    EQUAL(close(file), 0);
}

int exists(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0;
}

struct stat status_at(const char *path)
{
    struct stat status;

    EQUAL(lstat(path, &status), 0);
    return status;
}

void fill(void *memory, size_t bytes, unsigned seed)
{
    for (size_t i = 0; i < bytes; i++)
        ((unsigned char *)memory)[i] = seed * 31 + i + (i >> 8) * 7;
}

int is_filled(const void *memory, size_t bytes, unsigned seed)
{
    for (size_t i = 0; i < bytes; i++)
        if (((const unsigned char *)memory)[i] != (unsigned char)(seed * 31 + i + (i >> 8) * 7))
            return 0;
    return 1;
}

void pause_ms(int milliseconds)
{
    struct timeval time = { milliseconds / 1000, milliseconds % 1000 * 1000 };

    select(0, NULL, NULL, NULL, &time);
}

/* Goes into a directory for what is in it: paths can be longer than any call takes. */
void remove_tree(const char *path)
{
    DIR *directory;
    struct dirent *entry;
    int before;

    if (unlink(path) == 0 || rmdir(path) == 0)
        return;
    chmod(path, 0700);
    before = open(".", O_RDONLY);
    if (before < 0)
        return;
    if (chdir(path) == 0 && (directory = opendir(".")) != NULL) {
        while ((entry = readdir(directory)) != NULL)
            if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
                remove_tree(entry->d_name);
                rewinddir(directory);
            }
        closedir(directory);
    }
    if (fchdir(before) == 0)
        rmdir(path);
    close(before);
}
