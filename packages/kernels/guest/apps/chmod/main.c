/* chmod [-R] mode file ...: an octal mode, or [ugoa][+-=][rwxst], ... */
#include <dirent.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../common/copy.h"

#define PERMISSIONS 07777

/* The mode that a file gets which has `mode`; exits if the text is none. */
static mode_t changed(const char *text, mode_t mode)
{
    char *end;
    long octal = strtol(text, &end, 8);
    if (*end == '\0' && *text != '\0' && octal >= 0 && octal <= PERMISSIONS)
        return (mode_t)octal;
    const char *at = text;
    for (;;) {
        mode_t who = 0, what = 0;
        for (; *at != '\0' && strchr("ugoa", *at) != NULL; at++)
            who |= *at == 'u' ? 04700 : *at == 'g' ? 02070 : *at == 'o' ? 01007 : PERMISSIONS;
        if (who == 0)
            who = PERMISSIONS;
        char operator = *at++;
        if (operator != '+' && operator != '-' && operator != '=')
            errx(2, "%s: is no mode", text);
        for (; *at != '\0' && *at != ','; at++)
            switch (*at) {
            case 'r':
                what |= 0444;
                break;
            case 'w':
                what |= 0222;
                break;
            case 'x':
                what |= 0111;
                break;
            case 'X':
                what |= (mode & 0111) != 0 || S_ISDIR(mode) ? 0111 : 0;
                break;
            case 's':
                what |= S_ISUID | S_ISGID;
                break;
            case 't':
                what |= S_ISVTX;
                who |= S_ISVTX;
                break;
            default:
                errx(2, "%s: is no mode", text);
            }
        if (operator == '+')
            mode |= what & who;
        else if (operator == '-')
            mode &= ~(what & who);
        else
            mode = (mode & ~(who & 0777)) | (what & who);
        if (*at++ == '\0')
            return mode & PERMISSIONS;
    }
}

static int change(const char *text, const char *path, bool recursive)
{
    struct stat status;
    int failed = 0;
    if (stat(path, &status) < 0 || chmod(path, changed(text, status.st_mode)) < 0) {
        warn("%s", path);
        return 1;
    }
    if (!recursive || !S_ISDIR(status.st_mode))
        return 0;
    DIR *directory = opendir(path);
    if (directory == NULL) {
        warn("%s", path);
        return 1;
    }
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        struct stat inner_status;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        char *inner = path_in(path, entry->d_name);
        if (lstat(inner, &inner_status) == 0 && !S_ISLNK(inner_status.st_mode))
            failed |= change(text, inner, true);
        free(inner);
    }
    closedir(directory);
    return failed;
}

int main(int count, char **arguments)
{
    int failed = 0, first = 1;
    bool recursive = count > 1 && strcmp(arguments[1], "-R") == 0;
    first += recursive;
    if (count - first < 2) {
        fputs("usage: chmod [-R] mode file ...\n", stderr);
        return 2;
    }
    for (int i = first + 1; i < count; i++)
        failed |= change(arguments[first], arguments[i], recursive);
    return failed;
}
