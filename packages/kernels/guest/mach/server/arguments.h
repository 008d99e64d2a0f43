/* The boot arguments that are the server's. */
#ifndef SERVER_ARGUMENTS_H
#define SERVER_ARGUMENTS_H

#include <stdbool.h>

#define INIT_ARGUMENTS_MAX 16

/* Sizes of tables, as in the monolithic kernel (ultrix/param.h). */
#define MAXUSERS 32
#define PROCESSES (20 + 8 * MAXUSERS)
#define FILES (16 * (PROCESSES + 16 + MAXUSERS) / 10 + 64)
#define VNODES (PROCESSES + 16 + MAXUSERS + 64)

struct server_arguments {
    int hz;
    unsigned buffer_megabytes;
    unsigned root_target;
    bool mapped_files;
    const char *init_path;
    const char *init_arguments[INIT_ARGUMENTS_MAX + 1];
};

void arguments_parse(struct server_arguments *a, int argc, char *const *argv);

#endif
