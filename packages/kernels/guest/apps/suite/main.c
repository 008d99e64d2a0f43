/*
 * suite: tests of a UNIX system, from the side of its programs.
 *
 *      suite [-l] [-s] [-v] [-x name] ... [-t directory] [name ...]
 *
 *      -l   list the tests, by group
 *      -s   the slow ones, too: those that fill the disk, or do the same very often
 *      -v   say of each test when it begins, too
 *      -x   leave a group or a test out
 *      -t   where the scratch directory goes; /tmp if not given
 *
 * A name is a test's or a group's; without any all are done. A slow test is also done by its own
 * name. Each test has a process, a process group, an empty directory and a time limit. Afterwards
 * there must be no process of its group, its descriptors must be closed, its files must be
 * removable, and where nobody else writes, the file system must have the blocks and inodes that it
 * had.
 *
 * A line for each: "ok name", "skipped name: why", "FAILED name: file:line what"; at the end
 * "suite: N passed, M failed, K skipped". Status 1 if one has failed. As process 1, it opens the
 * console first, and halts the machine at the end.
 */
#include "suite.h"

#include "runner.h"

#ifndef __GLIBC__
#include <paths.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <termios.h>
#endif

static const struct topic {
    const char *group;
    const struct test *tests;
} topics[] = {
    { "files", files_open },
    { "files", files_io },
    { "files", files_seek },
    { "files", files_big },
    { "files", files_truncate },
    { "files", files_attributes },
    { "files", files_links },
    { "files", files_locks },
    { "files", files_devices },
    { "directories", directories_make },
    { "directories", directories_rename },
    { "directories", directories_entries },
    { "directories", directories_names },
    { "directories", directories_places },
    { "directories", mounts },
    { "descriptors", descriptors },
    { "descriptors", select_calls },
    { "processes", forks },
    { "processes", waits },
    { "processes", process_groups },
    { "processes", users },
    { "processes", usage },
    { "processes", system_calls },
    { "processes", execs },
    { "processes", scripts },
    { "signals", signals_actions },
    { "signals", signals_handlers },
    { "signals", signals_sending },
    { "signals", signals_stops },
    { "signals", interruptions },
    { "signals", timers },
    { "pipes", pipes },
    { "pipes", fifos },
    { "memory", memory },
    { "terminal", terminals },
    { "terminal", terminals_jobs },
    { "limits", limits_files },
    { "limits", limits_processes },
    { "limits", limits_memory },
    { "limits", limits_disk },
    { "bad-programs", corrupt_programs },
    { "bad-programs", bad_pointers },
    { "bad-programs", bad_references },
    { "bad-programs", bad_frames },
    { "bad-programs", random_calls },
    { "concurrency", concurrency_files },
    { "concurrency", concurrency_names },
};
#define TOPICS (sizeof(topics) / sizeof(topics[0]))
#define EXCLUDED_MOST 20

static const char *excluded[EXCLUDED_MOST];
static int excluded_count;
static int slow_ones;

static void usage_error(void)
{
    static const char text[] =
        "usage: suite [-l] [-s] [-v] [-x name] ... [-t directory] [name ...]\n";

    if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
        _exit(3);
    exit(2);
}

static int is_excluded(const char *group, const struct test *test)
{
    for (int i = 0; i < excluded_count; i++)
        if (strcmp(excluded[i], group) == 0 || strcmp(excluded[i], test->name) == 0)
            return 1;
    return 0;
}

static int is_wanted(const char *group, const struct test *test, int count, char *names[])
{
    int wanted = count == 0;

    for (int i = 0; i < count; i++)
        if (strcmp(names[i], test->name) == 0)
            return 1;
        else if (strcmp(names[i], group) == 0)
            wanted = 1;
    return wanted && !is_excluded(group, test) && (slow_ones || !(test->flags & SLOW));
}

#ifndef __GLIBC__
static void open_console(void)
{
    while (open(_PATH_CONSOLE, O_RDWR) == 0)
        continue;
    dup2(0, 1);
    dup2(0, 2);
    for (int descriptor = 3; descriptor < OPEN_MAX; descriptor++)
        close(descriptor);
}

static void halt_machine(void)
{
    tcdrain(STDOUT_FILENO);
    sync();
    reboot(REBOOT_HALT);
    for (;;)
        pause();
}
#endif

/* Tests execute this program from elsewhere. */
static void find_program(const char *name)
{
    static char path[PATH_MAX];

    program_path = "/bin/suite";
    if (name[0] == '/')
        program_path = name;
    else if (strchr(name, '/') != NULL && getcwd(path, sizeof(path) - strlen(name) - 1) != NULL)
        program_path = strcat(strcat(path, "/"), name);
}

int main(int argc, char *argv[])
{
    int option, list = 0, failures;

    if (argc > 1 && argv[1][0] == '@')
        return helper(argc - 1, argv + 1);
#ifndef __GLIBC__
    if (getpid() == 1)
        open_console();
#endif
    find_program(argv[0]);
    while ((option = getopt(argc, argv, "lsvx:t:")) != -1)
        switch (option) {
        case 'l':
            list = 1;
            break;
        case 's':
            slow_ones = 1;
            break;
        case 'v':
            runner_is_verbose = 1;
            break;
        case 'x':
            if (excluded_count == EXCLUDED_MOST)
                usage_error();
            excluded[excluded_count++] = optarg;
            break;
        case 't':
            runner_directory = optarg;
            break;
        default:
            usage_error();
        }
    runner_start();
    for (size_t i = 0; i < TOPICS; i++)
        for (const struct test *test = topics[i].tests; test->name != NULL; test++)
            if (!is_wanted(topics[i].group, test, argc - optind, argv + optind))
                continue;
            else if (list)
                printf("%s %s\n", topics[i].group, test->name);
            else
                runner_do(test);
    failures = list ? 0 : runner_end();
    fflush(stdout);
#ifndef __GLIBC__
    if (getpid() == 1)
        halt_machine();
#endif
    return failures > 0;
}
