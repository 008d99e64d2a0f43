/*
 * driver [-c] [-b buffer-bytes] [-l log] [-o image-after] image: reads commands and does them on the
 * image. With -c, lines that are "----" separate cases: each is done for itself, in a process of its
 * own with the image as it was, and "---- status" is printed behind it.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver.h"

#define CASE_SECONDS 20
#define SEPARATOR "----\n"

uint8_t *disk_image;
size_t disk_bytes;
static FILE *log_file;

void log_bytes(const void *bytes, size_t count)
{
    if (log_file != NULL && count > 0 && fwrite(bytes, count, 1, log_file) != 1) {
        perror("log");
        _exit(ENDS_BY_USE);
    }
}

void say_error(const char *format, va_list arguments) { vfprintf(stderr, format, arguments); }

_Noreturn void end_run(int status)
{
    fflush(stdout);
    _exit(status);
}

static void too_long(int signal)
{
    (void)signal;
    _exit(ENDS_BY_TIME);
}

static void run(char *script)
{
    char *line, *rest = script;

    while ((line = strsep(&rest, "\n")) != NULL) {
        current_command++;
        command_run(line);
        fflush(stdout);
    }
}

static int run_case(char *script)
{
    int status;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        signal(SIGALRM, too_long);
        alarm(CASE_SECONDS);
        run(script);
        exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static char *read_all(FILE *file)
{
    size_t size = 1 << 16, used = 0, got;
    char *text = malloc(size);

    while ((got = fread(text + used, 1, size - used - 1, file)) > 0) {
        used += got;
        if (used == size - 1)
            text = realloc(text, size *= 2);
    }
    text[used] = '\0';
    return text;
}

static void load(const char *name)
{
    int file = open(name, O_RDONLY);
    off_t bytes = file < 0 ? -1 : lseek(file, 0, SEEK_END);
    void *at = bytes <= 0 ? MAP_FAILED
                          : mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);

    if (at == MAP_FAILED) {
        perror(name);
        exit(ENDS_BY_USE);
    }
    disk_image = at;
    disk_bytes = (size_t)bytes;
    close(file);
}

static void save(const char *name)
{
    FILE *file = fopen(name, "wb");

    if (file == NULL || fwrite(disk_image, disk_bytes, 1, file) != 1 || fclose(file) != 0) {
        perror(name);
        exit(ENDS_BY_USE);
    }
}

int main(int count, char **arguments)
{
    const char *after = NULL;
    size_t buffer_bytes = 256 << 10;
    int cases = 0, option;
    char *script;

    while ((option = getopt(count, arguments, "cb:l:o:")) != -1)
        switch (option) {
        case 'c':
            cases = 1;
            break;
        case 'b':
            buffer_bytes = strtoul(optarg, NULL, 0);
            break;
        case 'l':
            log_file = fopen(optarg, "wb");
            break;
        case 'o':
            after = optarg;
            break;
        default:
            return ENDS_BY_USE;
        }
    if (optind != count - 1)
        return ENDS_BY_USE;
    load(arguments[optind]);
    script = read_all(stdin);
    commands_start(buffer_bytes);
    if (!cases)
        run(script);
    for (char *one = script, *next; cases && one != NULL; one = next) {
        next = strstr(one, SEPARATOR);
        if (next != NULL) {
            *next = '\0';
            next += sizeof SEPARATOR - 1;
        }
        printf("\n---- %d\n", run_case(one));
    }
    free(script);
    if (log_file != NULL)
        fclose(log_file);
    if (after != NULL)
        save(after);
    return 0;
}
