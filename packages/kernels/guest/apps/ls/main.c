/* ls [-1aAdFilRrt] [file ...]: lists files, and what is in directories. One to a line. */
#include <dirent.h>
#include <err.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "../common/copy.h"

#define LINK_BYTES 1024
/* Older files show the year instead of the time of day. */
#define RECENT_SECONDS (182L * 24 * 3600)

static bool shows_hidden, shows_dots, is_directory_itself, marks_types, shows_inodes, is_long,
    is_recursive, is_reversed, by_time;

struct entry {
    char *name;
    char *path;
    struct stat status;
};

struct entries {
    struct entry *at;
    size_t count;
    size_t room;
};

static void add(struct entries *list, const char *name, const char *path, const struct stat *status)
{
    if (list->count == list->room) {
        list->room = list->room == 0 ? 32 : 2 * list->room;
        list->at = realloc(list->at, list->room * sizeof *list->at);
        if (list->at == NULL)
            err(1, NULL);
    }
    struct entry *entry = &list->at[list->count++];
    entry->name = strdup(name);
    entry->path = strdup(path);
    entry->status = *status;
}

static void release(struct entries *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->at[i].name);
        free(list->at[i].path);
    }
    free(list->at);
}

static int compare(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = 0;
    if (by_time && a->status.st_mtime != b->status.st_mtime)
        order = a->status.st_mtime < b->status.st_mtime ? 1 : -1;
    if (order == 0)
        order = strcmp(a->name, b->name);
    return is_reversed ? -order : order;
}

static char type_letter(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFDIR:
        return 'd';
    case S_IFLNK:
        return 'l';
    case S_IFCHR:
        return 'c';
    case S_IFBLK:
        return 'b';
    case S_IFIFO:
        return 'p';
    case S_IFSOCK:
        return 's';
    }
    return '-';
}

static void print_mode(mode_t mode)
{
    char text[11] = "?rwxrwxrwx";
    text[0] = type_letter(mode);
    for (int i = 0; i < 9; i++)
        if ((mode & (0400u >> i)) == 0)
            text[1 + i] = '-';
    if (mode & S_ISUID)
        text[3] = text[3] == 'x' ? 's' : 'S';
    if (mode & S_ISGID)
        text[6] = text[6] == 'x' ? 's' : 'S';
    if (mode & S_ISVTX)
        text[9] = text[9] == 'x' ? 't' : 'T';
    fputs(text, stdout);
}

static void print_names(const struct stat *status)
{
    struct passwd *user = getpwuid(status->st_uid);
    struct group *group = getgrgid(status->st_gid);
    if (user != NULL)
        printf(" %-8s", user->pw_name);
    else
        printf(" %-8ld", (long)status->st_uid);
    if (group != NULL)
        printf(" %-8s", group->gr_name);
    else
        printf(" %-8ld", (long)status->st_gid);
}

static void print_time(time_t when)
{
    char text[32];
    time_t now = time(NULL);
    bool recent = when <= now && now - when < RECENT_SECONDS;
    strftime(text, sizeof text, recent ? "%b %e %H:%M" : "%b %e  %Y", gmtime(&when));
    printf(" %s ", text);
}

static void print(const struct entry *entry)
{
    const struct stat *status = &entry->status;
    if (shows_inodes)
        printf("%6lu ", (unsigned long)status->st_ino);
    if (is_long) {
        print_mode(status->st_mode);
        printf(" %3lu", (unsigned long)status->st_nlink);
        print_names(status);
        if (S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode))
            printf(" %3u,%4u", (unsigned)major(status->st_rdev), (unsigned)minor(status->st_rdev));
        else
            printf(" %8ld", (long)status->st_size);
        print_time(status->st_mtime);
    }
    fputs(entry->name, stdout);
    if (marks_types) {
        const char *mark = S_ISDIR(status->st_mode)    ? "/"
                           : S_ISLNK(status->st_mode)  ? "@"
                           : S_ISFIFO(status->st_mode) ? "|"
                           : (status->st_mode & 0111) != 0 && S_ISREG(status->st_mode) ? "*"
                                                                                       : "";
        fputs(mark, stdout);
    }
    if (is_long && S_ISLNK(status->st_mode)) {
        char target[LINK_BYTES];
        ssize_t length = readlink(entry->path, target, sizeof target - 1);
        if (length >= 0)
            printf(" -> %.*s", (int)length, target);
    }
    putchar('\n');
}

static int list_directory(const char *path, bool titled);

static int list_entries(struct entries *list)
{
    int failed = 0;
    qsort(list->at, list->count, sizeof *list->at, compare);
    for (size_t i = 0; i < list->count; i++)
        print(&list->at[i]);
    if (!is_recursive)
        return 0;
    for (size_t i = 0; i < list->count; i++) {
        const char *name = list->at[i].name;
        if (S_ISDIR(list->at[i].status.st_mode) && strcmp(name, ".") != 0 &&
            strcmp(name, "..") != 0) {
            putchar('\n');
            failed |= list_directory(list->at[i].path, true);
        }
    }
    return failed;
}

static bool is_shown(const char *name)
{
    if (name[0] != '.')
        return true;
    bool dots = name[1] == '\0' || (name[1] == '.' && name[2] == '\0');
    return dots ? shows_dots : shows_hidden;
}

static int list_directory(const char *path, bool titled)
{
    struct entries list = {0};
    DIR *directory = opendir(path);
    int failed = 0;
    if (directory == NULL) {
        warn("%s", path);
        return 1;
    }
    if (titled)
        printf("%s:\n", path);
    long blocks = 0;
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        struct stat status;
        if (!is_shown(entry->d_name))
            continue;
        char *inner = path_in(path, entry->d_name);
        if (lstat(inner, &status) < 0) {
            warn("%s", inner);
            failed = 1;
        } else {
            add(&list, entry->d_name, inner, &status);
            blocks += (long)status.st_blocks;
        }
        free(inner);
    }
    closedir(directory);
    if (is_long)
        printf("total %ld\n", blocks / 2);
    failed |= list_entries(&list);
    release(&list);
    return failed;
}

int main(int count, char **arguments)
{
    int failed = 0, option;
    while ((option = getopt(count, arguments, "1aACdFilRrt")) != -1)
        switch (option) {
        case '1':
        case 'C':
            break;
        case 'a':
            shows_hidden = shows_dots = true;
            break;
        case 'A':
            shows_hidden = true;
            break;
        case 'd':
            is_directory_itself = true;
            break;
        case 'F':
            marks_types = true;
            break;
        case 'i':
            shows_inodes = true;
            break;
        case 'l':
            is_long = true;
            break;
        case 'R':
            is_recursive = true;
            break;
        case 'r':
            is_reversed = true;
            break;
        case 't':
            by_time = true;
            break;
        default:
            return 2;
        }
    static char *here[] = {".", NULL};
    char **paths = optind < count ? arguments + optind : here;
    struct entries files = {0}, directories = {0};
    for (; *paths != NULL; paths++) {
        struct stat status;
        if ((is_long || is_directory_itself ? lstat : stat)(*paths, &status) < 0 &&
            lstat(*paths, &status) < 0) {
            warn("%s", *paths);
            failed = 1;
        } else if (S_ISDIR(status.st_mode) && !is_directory_itself)
            add(&directories, *paths, *paths, &status);
        else
            add(&files, *paths, *paths, &status);
    }
    bool recursive = is_recursive;
    is_recursive = false;
    list_entries(&files);
    is_recursive = recursive;
    qsort(directories.at, directories.count, sizeof *directories.at, compare);
    bool titled = directories.count + files.count > 1 || failed || is_recursive;
    for (size_t i = 0; i < directories.count; i++) {
        if (i > 0 || files.count > 0)
            putchar('\n');
        failed |= list_directory(directories.at[i].name, titled);
    }
    release(&files);
    release(&directories);
    return failed;
}
