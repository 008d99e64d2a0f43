/*
 * Processes to be killed from outside. Each tells its number on the host and then works: with files,
 * with pipes, by itself, waiting. Who is killed is another of them soon, until as many have died as
 * the argument says.
 */
#include <fcntl.h>
#include <lib/hosted/host-calls.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOST_GETPID 39
#define KINDS 5
#define AT_A_TIME 10
#define BYTES 20000

static char bytes[BYTES];

static void with_files(int number)
{
    char name[40], other[40];
    int file;

    sprintf(name, "/tmp/victim%d", number);
    sprintf(other, "/tmp/other%d", number);
    file = open(name, O_RDWR | O_CREAT | O_TRUNC, 0644);
    for (int i = 0; i < 10; i++)
        write(file, bytes, sizeof bytes);
    lseek(file, 0, SEEK_SET);
    while (read(file, bytes, sizeof bytes) > 0)
        continue;
    close(file);
    rename(name, other);
    mkdir(name, 0755);
    rmdir(name);
    unlink(other);
}

static void with_pipes(void)
{
    int ends[2];

    pipe(ends);
    write(ends[1], bytes, 3000);
    read(ends[0], bytes, 3000);
    close(ends[0]);
    close(ends[1]);
}

static void with_children(void)
{
    pid_t child = fork();

    if (child == 0) {
        execl("/bin/true", "true", NULL);
        _exit(1);
    }
    if (child > 0)
        waitpid(child, NULL, 0);
}

static void work(int number)
{
    dprintf(1, "host process %ld\n", host_call(HOST_GETPID, 0, 0, 0, 0, 0, 0));
    for (;;)
        switch (number % KINDS) {
        case 0:
            with_files(number);
            break;
        case 1:
            with_pipes();
            break;
        case 2:
            with_children();
            break;
        case 3:
            break;
        case 4:
            pause();
        }
}

int main(int argc, char *argv[])
{
    int most = argc > 1 ? atoi(argv[1]) : AT_A_TIME, started = 0, ended = 0, wrong = 0;

    while (ended < most) {
        int status;

        if (started < most && started - ended < AT_A_TIME) {
            if (fork() == 0)
                work(started);
            started++;
            continue;
        }
        wait(&status);
        wrong += !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL;
        ended++;
    }
    printf("victims: %d dead, %d otherwise\n", ended, wrong);
    return wrong != 0;
}
