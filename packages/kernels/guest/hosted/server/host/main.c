/*
 * The server's arguments: the disk's image; the path, on it, of the program that takes the place of
 * init; its arguments.
 */
#include <signal.h>
#include <stdio.h>

#include "../main.h"
#include "host.h"

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: %s image program argument ...\n", argv[0]);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    host_disk_open(argv[1]);
    server_main((const char *const *)argv + 2);
}
