#include "arguments.h"

#include <stddef.h>
#include <string.h>

#define DEFAULT_HZ 64       /* Mach 3.0 on this machine (kn02.md) */
#define DEFAULT_BUFFERS 12  /* MB, in the experiment (chen-bershad-1993.md, 1.1) */
#define DEFAULT_INIT "/bin/init"

/* The value of `argument` if it is name=value, else NULL. */
static const char *value_of(const char *argument, const char *name)
{
    size_t length = strlen(name);

    return strncmp(argument, name, length) == 0 && argument[length] == '=' ? argument + length + 1 : NULL;
}

/* A decimal number, or what it was if it is none. */
static unsigned number(const char *text, unsigned otherwise)
{
    unsigned value = 0;

    if (*text == '\0')
        return otherwise;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9' || value > 100000)
            return otherwise;
        value = value * 10 + *text - '0';
    }
    return value;
}

/* "5/rz3/mach": 3. */
static unsigned disk_of(const char *path)
{
    for (; *path != '\0'; path++)
        if (path[0] == 'r' && path[1] == 'z' && path[2] >= '0' && path[2] <= '6')
            return path[2] - '0';
    return 0;
}

void arguments_parse(struct server_arguments *a, int argc, char *const *argv)
{
    const char *value;

    a->hz = DEFAULT_HZ;
    a->buffer_megabytes = DEFAULT_BUFFERS;
    a->init_path = a->init_arguments[0] = DEFAULT_INIT;
    for (int i = 0; i < argc; i++) {
        if ((value = value_of(argv[i], "init")) != NULL) {
            int count = 0;

            a->init_path = value;
            a->init_arguments[count++] = value;
            for (i++; i < argc && count < INIT_ARGUMENTS_MAX; i++)
                a->init_arguments[count++] = argv[i];
            a->init_arguments[count] = NULL;
            return;
        }
        if ((value = value_of(argv[i], "hz")) != NULL)
            a->hz = number(value, a->hz);
        else if ((value = value_of(argv[i], "buffers")) != NULL)
            a->buffer_megabytes = number(value, a->buffer_megabytes);
        else if ((value = value_of(argv[i], "root")) != NULL)
            a->root_target = number(value, a->root_target);
        else if ((value = value_of(argv[i], "files")) != NULL)
            a->mapped_files = strcmp(value, "mapped") == 0;
        else if (argv[i][0] >= '0' && argv[i][0] <= '9')
            a->root_target = disk_of(argv[i]);
    }
}
