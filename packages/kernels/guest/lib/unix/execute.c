/*
 * The functions of exec: arguments in the call or in an array, a path or a name to look for in PATH.
 * A file that is no program goes to the shell.
 */
#include <errno.h>
#include <limits.h>
#include <paths.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int execv(const char *path, char *const arguments[])
{
    return execve(path, arguments, environ);
}

static int by_shell(const char *path, char *const arguments[])
{
    int count = 0;

    while (arguments[count] != NULL)
        count++;
    {
        const char *with[count + 3];

        with[0] = "sh";
        with[1] = path;
        for (int i = 1; i <= count; i++)
            with[i + 1] = arguments[i];
        if (count == 0)
            with[2] = NULL;
        return execve(_PATH_BSHELL, (char *const *)with, environ);
    }
}

static int try(const char *path, char *const arguments[])
{
    execve(path, arguments, environ);
    return errno == ENOEXEC ? by_shell(path, arguments) : -1;
}

int execvp(const char *file, char *const arguments[])
{
    const char *list = getenv("PATH");
    char path[PATH_MAX];
    int denied = 0;

    if (strchr(file, '/') != NULL)
        return try(file, arguments);
    if (list == NULL)
        list = _PATH_DEFPATH;
    for (;;) {
        size_t length = strcspn(list, ":");

        if (length + 1 + strlen(file) < sizeof(path)) {
            memcpy(path, list, length);
            if (length > 0) /* an empty name is the working directory */
                path[length++] = '/';
            strcpy(path + length, file);
            try(path, arguments);
            if (errno == EACCES)
                denied = 1;
            else if (errno != ENOENT && errno != ENOTDIR)
                return -1;
        }
        list = strchr(list, ':');
        if (list == NULL)
            break;
        list++;
    }
    errno = denied ? EACCES : ENOENT;
    return -1;
}

/* How many arguments of a call there are before the NULL, the first included. */
static int count_arguments(va_list arguments)
{
    int count = 1;

    while (va_arg(arguments, char *) != NULL)
        count++;
    return count;
}

static void collect(char **array, const char *first, int count, va_list arguments)
{
    array[0] = (char *)first;
    for (int i = 1; i <= count; i++)
        array[i] = va_arg(arguments, char *);
}

#define ARGUMENTS_OF_THE_CALL(array)            \
    va_list list;                               \
    int count;                                  \
                                                \
    va_start(list, argument);                   \
    count = count_arguments(list);              \
    va_end(list);                               \
    char *array[count + 1];                     \
    va_start(list, argument);                   \
    collect(array, argument, count, list)

int execl(const char *path, const char *argument, ...)
{
    ARGUMENTS_OF_THE_CALL(arguments);
    va_end(list);
    return execv(path, arguments);
}

int execlp(const char *file, const char *argument, ...)
{
    ARGUMENTS_OF_THE_CALL(arguments);
    va_end(list);
    return execvp(file, arguments);
}

int execle(const char *path, const char *argument, ...)
{
    char *const *environment;

    ARGUMENTS_OF_THE_CALL(arguments);
    environment = va_arg(list, char *const *);
    va_end(list);
    return execve(path, arguments, environment);
}
