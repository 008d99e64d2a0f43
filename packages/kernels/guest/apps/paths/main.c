/*
 * paths: does the operations of a UNIX one by one between marks, so that their path lengths and
 * footprints can be counted, and those sequences of which 4.4BSD's footprints are known
 * (fixtures/published/bsd44-paths.csv). Runs as the first process; halts the machine at the end.
 */
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "operation.h"

#define CONSOLE "/dev/console"

const char *program = "/bin/paths";

void must(int done, const char *what)
{
    if (!done)
        err(1, "%s", what);
}

/* The first process has no files open. */
static void open_console(void)
{
    must(open(CONSOLE, O_RDWR) == 0, CONSOLE);
    dup2(0, 1);
    dup2(0, 2);
}

static void prepare(void)
{
    static char line[64];
    mkdir("/tmp", 01777);
    must(mkdir("/tmp/paths", 0755) == 0, "/tmp/paths");
    must(mkdir("/tmp/paths/include", 0755) == 0, "/tmp/paths/include");
    int file = open(TEXT_FILE, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    must(file >= 0, TEXT_FILE);
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = '\n';
    for (size_t at = 0; at < TEXT_BYTES; at += sizeof line)
        must(write(file, line, sizeof line) == (ssize_t)sizeof line, TEXT_FILE);
    close(file);
    sync();
}

static void measure(void)
{
    prepare();
    mark(MEASURING_BEGINS);
    measure_calls();
    measure_files();
    measure_processes();
    measure_pipes();
    measure_signals();
    measure_sequences();
    measure_memory(); /* last: it makes the process large */
}

int main(int count, char **arguments)
{
    if (count == 2)
        return executed(arguments[1]);
    bool first = getpid() == 1;
    if (first)
        open_console();
    /* The first process must stay: another measures. */
    pid_t child = fork();
    if (child == 0) {
        measure();
        exit(0);
    }
    int status;
    must(waitpid(child, &status, 0) == child, "waitpid");
    printf("paths: %s\n", status == 0 ? "done" : "failed");
    fflush(stdout);
    if (first) {
        tcdrain(1);
        sync();
        reboot(REBOOT_HALT);
    }
    return status != 0;
}
