/* Pipes, within a process and between two. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "operation.h"

/* Gives back every byte that it gets. */
static void echo(int from, int to)
{
    char byte;
    while (read(from, &byte, 1) == 1)
        write(to, &byte, 1);
    _exit(0);
}

void measure_pipes(void)
{
    int ends[2], back[2];
    char byte = 'x';

    OPERATION(PIPE, "pipe", "pipe", , pipe(ends), close(ends[0]); close(ends[1]));
    must(pipe(ends) == 0, "pipe");
    OPERATION(PIPE_WRITE, "pipe-write", "write of 1 byte to a pipe", , write(ends[1], &byte, 1),
              read(ends[0], &byte, 1));
    OPERATION(PIPE_READ, "pipe-read", "read of 1 byte from a pipe", write(ends[1], &byte, 1),
              read(ends[0], &byte, 1), );
    must(pipe(back) == 0, "pipe");
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        close(back[0]);
        echo(ends[0], back[1]);
    }
    OPERATION(PIPE_ROUND_TRIP, "pipe-round-trip", "round trip over two pipes", ,
              write(ends[1], &byte, 1);
              read(back[0], &byte, 1), );
    close(ends[1]);
    waitpid(child, 0, 0);
    close(ends[0]);
    close(back[0]);
    close(back[1]);
}
