/* Files of tests: made, compared, removed. */
#include "suite.h"

#include <dirent.h>

#define WORD_PRIME 2654435761u

uint32_t random_next(uint32_t *state)
{
    uint32_t x = *state;

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return *state = x;
}

void write_all(int descriptor, const void *bytes, size_t count)
{
    const char *at = bytes;

    while (count > 0) {
        ssize_t done = write(descriptor, at, count);

        if (done <= 0)
            fail(__FILE__, __LINE__, "write");
        at += done;
        count -= done;
    }
}

void read_all(int descriptor, void *bytes, size_t count)
{
    char *at = bytes;

    while (count > 0) {
        ssize_t done = read(descriptor, at, count);

        if (done <= 0)
            fail(__FILE__, __LINE__, "read");
        at += done;
        count -= done;
    }
}

void close_ok(int descriptor)
{
    if (close(descriptor) < 0)
        fail(__FILE__, __LINE__, "close");
}

int make_file(const char *path, const char *text)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    if (file < 0)
        fail(__FILE__, __LINE__, "a file cannot be made");
    if (text[0] != '\0')
        write_all(file, text, strlen(text));
    close_ok(file);
    return 0;
}

void expect_text(const char *path, const char *text)
{
    size_t length = strlen(text);
    char is[512];
    ssize_t bytes;
    int file = open(path, O_RDONLY);

    if (file < 0)
        fail(__FILE__, __LINE__, "a file cannot be read");
    bytes = read(file, is, sizeof(is));
    if (bytes != (ssize_t)length || memcmp(is, text, length) != 0)
        fail(__FILE__, __LINE__, text);
    close_ok(file);
}

int exists(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0;
}

struct stat status_at(const char *path)
{
    struct stat status;

    if (lstat(path, &status) < 0)
        fail(__FILE__, __LINE__, path);
    return status;
}

off_t size_of(const char *path)
{
    return status_at(path).st_size;
}

int open_new(const char *path)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL, 0644);

    if (file < 0)
        fail(__FILE__, __LINE__, "a new file");
    return file;
}

void copy_file(const char *from, const char *to, mode_t mode)
{
    static char buffer[8192];
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0755);
    ssize_t bytes;

    if (in < 0 || out < 0)
        fail(__FILE__, __LINE__, "a copy");
    while ((bytes = read(in, buffer, sizeof(buffer))) > 0)
        write_all(out, buffer, bytes);
    close_ok(in);
    close_ok(out);
    if (chmod(to, mode) < 0)
        fail(__FILE__, __LINE__, "chmod");
}

static unsigned char byte_of(size_t at, unsigned seed)
{
    return ((at + 1) * WORD_PRIME + seed * 40503u) >> 13;
}

void fill(void *memory, size_t bytes, unsigned seed)
{
    unsigned char *to = memory;

    for (size_t i = 0; i < bytes; i++)
        to[i] = byte_of(i, seed);
}

int is_filled(const void *memory, size_t bytes, unsigned seed)
{
    const unsigned char *at = memory;

    for (size_t i = 0; i < bytes; i++)
        if (at[i] != byte_of(i, seed))
            return 0;
    return 1;
}

int is_zero(const void *memory, size_t bytes)
{
    const char *at = memory;

    for (size_t i = 0; i < bytes; i++)
        if (at[i] != 0)
            return 0;
    return 1;
}

/* One entry of the working directory that is not "." or ".."; 0: there is none. */
static int find_entry(char *name, size_t size)
{
    DIR *directory = opendir(".");
    struct dirent *entry;
    int found = 0;

    if (directory == NULL)
        return 0;
    while (!found && (entry = readdir(directory)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            strncpy(name, entry->d_name, size - 1);
            name[size - 1] = '\0';
            found = 1;
        }
    closedir(directory);
    return found;
}

/* Empties the working directory, however deep it is, without recursion and long paths. */
static int empty_directory(void)
{
    char name[NAME_MAX + 1];
    int depth = 0;

    for (;;) {
        if (!find_entry(name, sizeof(name))) {
            if (depth == 0)
                return 0;
            if (chdir("..") < 0)
                return -1;
            depth--;
            /* The first entry is what was empty now. */
            if (!find_entry(name, sizeof(name)) || rmdir(name) < 0)
                return -1;
            continue;
        }
        if (unlink(name) == 0)
            continue;
        chmod(name, 0700);
        if (rmdir(name) == 0)
            continue;
        if (chdir(name) < 0)
            return -1;
        depth++;
    }
}

int remove_tree(const char *path)
{
    pid_t child = fork();
    int status;

    if (child < 0)
        return -1;
    if (child == 0) {
        if (chdir(path) < 0)
            _exit(errno == ENOENT ? 0 : 1);
        _exit(empty_directory() < 0);
    }
    while (waitpid(child, &status, 0) != child)
        if (errno != EINTR)
            return -1;
    if (status != 0)
        return -1;
    return rmdir(path) == 0 || errno == ENOENT ? 0 : -1;
}
