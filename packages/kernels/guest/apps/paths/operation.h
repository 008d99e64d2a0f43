/*
 * One operation that is measured: it is announced on standard output, then done TIMES times between
 * its two marks. `mcpi paths` reads the announcement and the marks
 * (packages/report/src/paths/measure-paths.ts).
 */
#ifndef OPERATION_H
#define OPERATION_H

#include <mark.h>
#include <stdio.h>
#include <termios.h>

/* The first time finds things as others left them; of the rest the shortest is taken. */
#define TIMES 9

/* Operation n's marks. Numbers are constants: they are part of the instruction. */
#define BEGIN(n) mark(0x100 + 2 * (n))
#define END(n) mark(0x101 + 2 * (n))

/* Marks where measuring begins: all that came before is preparation. */
#define MEASURING_BEGINS 1

#define ANNOUNCE(n, key, title)                     \
    do {                                            \
        printf("\noperation %d " key " " title "\n", n); \
        fflush(stdout);                             \
        tcdrain(1); /* nor does the line interrupt */ \
    } while (0)

/* Does `statement` TIMES times, each after `before` and before `after`, which are not measured. */
#define OPERATION(n, key, title, before, statement, after) \
    do {                                                   \
        ANNOUNCE(n, key, title);                           \
        for (int i = 0; i < TIMES; i++) {                  \
            before;                                        \
            BEGIN(n);                                      \
            statement;                                     \
            END(n);                                        \
            after;                                         \
        }                                                  \
    } while (0)

/* Ends the program with a message: what it measures would be something else. */
void must(int done, const char *what);

/* The numbers: those of programs that are executed need to be known there, too. */
enum {
    GETPID, READ_4K, READ_1, WRITE_4K, WRITE_4K_EXTEND, WRITE_TTY_1, WRITE_TTY_62, OPEN, OPEN_COLD,
    CREATE, CLOSE, STAT, ACCESS, FSTAT, LSEEK, FORK, VFORK, EXEC, EXEC_FIRST, EXIT_WAIT, WAIT,
    FAULT_ZERO, PIPE, PIPE_WRITE, PIPE_READ, PIPE_ROUND_TRIP, SIGNAL, SIGRETURN, SIGACTION, BRK,
    DUP2, IOCTL, GETTIMEOFDAY, UNLINK, MKDIR, RMDIR, LINK, RENAME, CHMOD, SYNC, SELECT,
    CLOCK_INTERRUPT, UTLB, SEQUENCE_A, SEQUENCE_B, SEQUENCE_D
};

/* By part: each measures some of them. */
void measure_calls(void);
void measure_files(void);
void measure_processes(void);
void measure_pipes(void);
void measure_signals(void);
void measure_memory(void);
void measure_sequences(void);

/* What this program does when it was executed by one of them. */
int executed(const char *why);
/* Of the sequences: 1 if it was one of theirs. */
int sequence_executed(const char *why);

/* Prepared by main: a file of 16 KB three directories deep, and this program's name. */
#define TEXT_FILE "/tmp/paths/include/x.h"
#define TEXT_BYTES 16384
extern const char *program;

#endif
