/*
 * Sequences A, B and D, whose footprints in 4.4BSD are known: a process from its birth to its end
 * with some reading; the same with what sed or egrep do; and file I/O alone.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "operation.h"

#define BLOCK 4096
#define OUT_FILE "/tmp/paths/sequence"

static char block[BLOCK];

static void read_file(void)
{
    int file = open(TEXT_FILE, O_RDONLY);
    for (int i = 0; i < 4; i++)
        read(file, block, BLOCK);
    close(file);
}

static void file_work(void)
{
    struct stat status;
    int file = open(OUT_FILE, O_RDWR | O_CREAT, 0644);
    read(file, block, BLOCK);
    lseek(file, 0, SEEK_SET);
    write(file, block, BLOCK);
    close(file);
    stat(TEXT_FILE, &status);
}

/* In the program that a sequence executes. */
int sequence_executed(const char *why)
{
    if (strcmp(why, "sequence-a") == 0) {
        read_file();
        return 1;
    }
    if (strcmp(why, "sequence-b") == 0) {
        read_file();
        file_work();
        volatile char *more = sbrk(2 * BLOCK);
        more[0] = more[BLOCK] = 1;
        write(1, "sequence\n", 9);
        return 1;
    }
    return 0;
}

static void execute_and_wait(const char *why)
{
    if (fork() == 0) {
        char *arguments[] = {(char *)program, (char *)why, 0};
        char *environment[] = {0};
        execve(program, arguments, environment);
        _exit(1);
    }
    wait(0);
}

void measure_sequences(void)
{
    OPERATION(SEQUENCE_A, "sequence-a", "fork, exec, open, 4 reads, close, exit, wait", ,
              execute_and_wait("sequence-a"), );
    OPERATION(SEQUENCE_B, "sequence-b", "the same with write, stat, brk, terminal", ,
              execute_and_wait("sequence-b"), );
    OPERATION(SEQUENCE_D, "sequence-d", "file I/O alone: open, read, write, close, stat", ,
              read_file();
              file_work();
              read_file();
              file_work(), );
}
