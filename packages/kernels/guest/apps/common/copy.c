/* Copies of files, links, devices and trees; removal of trees. */
#include "copy.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utime.h>

#define BUFFER_BYTES 8192
#define PERMISSIONS 07777
#define LINK_BYTES 1024

char *path_in(const char *directory, const char *path)
{
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && path[start - 1] != '/')
        start--;
    size_t first = strlen(directory), slash = first == 0 || directory[first - 1] != '/';
    char *joined = malloc(first + slash + end - start + 1);
    if (joined == NULL)
        err(1, NULL);
    memcpy(joined, directory, first);
    if (slash)
        joined[first] = '/';
    memcpy(joined + first + slash, path + start, end - start);
    joined[first + slash + end - start] = '\0';
    return joined;
}

bool is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool copy_bytes(int from, int to)
{
    static char buffer[BUFFER_BYTES];
    ssize_t count;
    while ((count = read(from, buffer, sizeof buffer)) > 0)
        for (ssize_t done = 0; done < count;) {
            ssize_t written = write(to, buffer + done, (size_t)(count - done));
            if (written < 0)
                return false;
            done += written;
        }
    return count == 0;
}

static bool copy_file(const char *from, const char *to, const struct stat *status)
{
    struct stat there;
    if (stat(to, &there) == 0 && there.st_dev == status->st_dev && there.st_ino == status->st_ino) {
        warnx("%s and %s are the same file", from, to);
        return false;
    }
    int in = open(from, O_RDONLY);
    if (in < 0) {
        warn("%s", from);
        return false;
    }
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC, status->st_mode & 0777);
    if (out < 0) {
        warn("%s", to);
        close(in);
        return false;
    }
    bool done = copy_bytes(in, out);
    if (!done)
        warn("%s", to);
    close(in);
    if (close(out) < 0 && done) {
        warn("%s", to);
        done = false;
    }
    return done;
}

static bool copy_link(const char *from, const char *to)
{
    char target[LINK_BYTES];
    ssize_t length = readlink(from, target, sizeof target - 1);
    if (length < 0) {
        warn("%s", from);
        return false;
    }
    target[length] = '\0';
    if (symlink(target, to) < 0) {
        warn("%s", to);
        return false;
    }
    return true;
}

/* Calls `each` for every entry of a directory but . and .. */
static bool for_each(const char *path, bool (*each)(const char *, void *), void *argument)
{
    DIR *directory = opendir(path);
    bool done = true;
    if (directory == NULL) {
        warn("%s", path);
        return false;
    }
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        char *inner = path_in(path, entry->d_name);
        done &= each(inner, argument);
        free(inner);
    }
    closedir(directory);
    return done;
}

struct into {
    const char *to;
    const struct copy_how *how;
};

static bool copy_entry(const char *from, void *argument)
{
    const struct into *into = argument;
    char *to = path_in(into->to, from);
    bool done = copy_path(from, to, into->how);
    free(to);
    return done;
}

static bool copy_directory(const char *from, const char *to, const struct stat *status,
                           const struct copy_how *how)
{
    struct into into = {to, how};
    if (mkdir(to, (status->st_mode & PERMISSIONS) | S_IRWXU) < 0 && !is_directory(to)) {
        warn("%s", to);
        return false;
    }
    bool done = for_each(from, copy_entry, &into);
    chmod(to, status->st_mode & PERMISSIONS);
    return done;
}

static bool copy_special(const char *to, const struct stat *status)
{
    if (mknod(to, status->st_mode, status->st_rdev) == 0)
        return true;
    warn("%s", to);
    return false;
}

bool copy_path(const char *from, const char *to, const struct copy_how *how)
{
    struct stat status;
    bool done;
    if ((how->recursive ? lstat : stat)(from, &status) < 0) {
        warn("%s", from);
        return false;
    }
    if (S_ISDIR(status.st_mode)) {
        if (!how->recursive) {
            warnx("%s: is a directory", from);
            return false;
        }
        done = copy_directory(from, to, &status, how);
    } else if (S_ISLNK(status.st_mode))
        return copy_link(from, to);
    else if (S_ISREG(status.st_mode) || !how->recursive)
        done = copy_file(from, to, &status);
    else
        done = copy_special(to, &status);
    if (done && how->preserves) {
        struct utimbuf times = {status.st_atime, status.st_mtime};
        if (chown(to, status.st_uid, status.st_gid) < 0)
            status.st_mode &= 0777;
        chmod(to, status.st_mode & PERMISSIONS);
        utime(to, &times);
    }
    return done;
}

static bool remove_entry(const char *path, void *argument)
{
    (void)argument;
    return remove_tree(path);
}

bool remove_tree(const char *path)
{
    struct stat status;
    bool done = true;
    if (lstat(path, &status) < 0) {
        warn("%s", path);
        return false;
    }
    if (S_ISDIR(status.st_mode)) {
        done = for_each(path, remove_entry, NULL);
        if (rmdir(path) == 0)
            return done;
    } else if (unlink(path) == 0)
        return true;
    warn("%s", path);
    return false;
}
