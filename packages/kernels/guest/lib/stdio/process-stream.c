/* A stream to or from a command of the shell. */
#include <errno.h>
#include <paths.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stream.h"

#define NOT_EXECUTED 127

FILE *popen(const char *command, const char *mode)
{
    int ends[2];
    int reads = mode[0] == 'r';
    int ours, theirs;
    pid_t child;
    FILE *stream;

    if (mode[0] != 'r' && mode[0] != 'w') {
        errno = EINVAL;
        return NULL;
    }
    if (pipe(ends) < 0)
        return NULL;
    ours = ends[reads ? 0 : 1];
    theirs = ends[reads ? 1 : 0];
    stream = fdopen(ours, mode);
    child = stream == NULL ? -1 : vfork();
    if (child == 0) {
        for (FILE *other = _streams; other != NULL; other = other->link)
            if (other->child != 0)
                close(other->descriptor);
        close(ours);
        if (theirs != (reads ? 1 : 0)) {
            dup2(theirs, reads ? 1 : 0);
            close(theirs);
        }
        execl(_PATH_BSHELL, "sh", "-c", command, (char *)NULL);
        _exit(NOT_EXECUTED);
    }
    close(theirs);
    if (child < 0) {
        if (stream != NULL)
            fclose(stream);
        else
            close(ours);
        return NULL;
    }
    stream->child = child;
    return stream;
}

int pclose(FILE *stream)
{
    pid_t child = stream->child;
    int status;

    fclose(stream);
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return status;
}
