/* Opening files for commands, and putting back what was there before. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sh.h"

#define NEW_FILE_MODE 0666
#define FIRST_SAVED 10 /* copies of descriptors are put from here on */
/* A here-document that fits is given through a pipe, a longer one through a file. */
#define PIPE_ROOM 4096

static int document_in_file(const char *text, size_t length)
{
    char name[] = "/tmp/shXXXXXX";
    int file = mkstemp(name);
    if (file < 0)
        return -1;
    unlink(name);
    if (write(file, text, length) != (ssize_t)length || lseek(file, 0, SEEK_SET) < 0) {
        close(file);
        return -1;
    }
    return file;
}

static int open_document(const struct redirection *redirection)
{
    char *text = redirection->expanded ? expand_document(redirection->document)
                                       : strdup(redirection->document);
    size_t length = strlen(text);
    int ends[2], result = -1;
    if (length > PIPE_ROOM)
        result = document_in_file(text, length);
    else if (pipe(ends) == 0) {
        write(ends[1], text, length);
        close(ends[1]);
        result = ends[0];
    }
    free(text);
    return result;
}

static int open_file(const struct redirection *redirection, const char *name)
{
    static const int flags[] = {
        [READ_FILE] = O_RDONLY,
        [WRITE_FILE] = O_WRONLY | O_CREAT | O_TRUNC,
        [APPEND_FILE] = O_WRONLY | O_CREAT | O_APPEND,
        [OPEN_FILE] = O_RDWR | O_CREAT,
    };
    return open(name, flags[redirection->kind], NEW_FILE_MODE);
}

static bool save(int descriptor, struct saved_descriptors *saved)
{
    if (saved == NULL)
        return true;
    if (saved->count == SAVED_MAX) {
        fprintf(stderr, "%s: too many redirections\n", shell_name);
        return false;
    }
    int copy = fcntl(descriptor, F_DUPFD, FIRST_SAVED);
    if (copy >= 0)
        fcntl(copy, F_SETFD, FD_CLOEXEC);
    saved->at[saved->count].descriptor = descriptor;
    saved->at[saved->count++].copy = copy;
    return true;
}

static bool put(int from, int to, const char *name)
{
    if (from < 0) {
        fprintf(stderr, "%s: %s: %s\n", shell_name, name, strerror(errno));
        return false;
    }
    if (from != to) {
        dup2(from, to);
        close(from);
    }
    return true;
}

static bool duplicate(int to, const char *word)
{
    char *end;
    if (strcmp(word, "-") == 0) {
        close(to);
        return true;
    }
    int from = (int)strtol(word, &end, 10);
    if (*word == '\0' || *end != '\0' || (from != to && dup2(from, to) < 0)) {
        fprintf(stderr, "%s: %s: bad descriptor\n", shell_name, word);
        return false;
    }
    return true;
}

bool redirect(const struct redirection *list, struct saved_descriptors *saved)
{
    for (; list != NULL; list = list->next) {
        bool done;
        fflush(stdout);
        if (list->kind == HERE_DOCUMENT) {
            int document = open_document(list);
            done = save(list->descriptor, saved) && put(document, list->descriptor, "here-document");
        } else {
            char *word = expand_string(list->word);
            if (list->kind == DUPLICATE)
                done = save(list->descriptor, saved) && duplicate(list->descriptor, word);
            else {
                int file = open_file(list, word);
                if (file < 0)
                    done = put(file, list->descriptor, word);
                else
                    done = save(list->descriptor, saved) && put(file, list->descriptor, word);
            }
            free(word);
        }
        if (!done)
            return false;
    }
    return true;
}

void redirect_undo(struct saved_descriptors *saved)
{
    fflush(stdout);
    while (saved->count > 0) {
        saved->count--;
        int descriptor = saved->at[saved->count].descriptor, copy = saved->at[saved->count].copy;
        if (copy < 0)
            close(descriptor);
        else {
            dup2(copy, descriptor);
            close(copy);
        }
    }
}
