/*
 * suite: checks of a UNIX system's calls, one test after another. Each is a child with a directory of
 * its own and so many seconds; afterwards nothing of it may be left.
 *
 *      suite [-l] [-s] [-t directory] [name ...]
 *
 * -l lists the tests, -s has the slow ones done, too. A name is a test's, topic.test, or a topic's.
 */
#include <err.h>
#include <sys/resource.h>
#include <sys/time.h>

#include "suite.h"

#define SECONDS 120
#define SECONDS_SLOW 600

static const struct {
    const char *name;
    const struct test *tests;
} topics[] = {
    { "files", files },
    { "directories", directories },
    { "names", names },
    { "attributes", attributes },
    { "users", users },
    { "descriptors", descriptors },
    { "pipes", pipes },
    { "fifos", fifos },
    { "processes", processes },
    { "groups", groups },
    { "exec", exec },
    { "signals", signals },
    { "timers", timers },
    { "memory", memory },
    { "faults", faults },
    { "limits", limits },
    { "space", space },
    { "concurrency", concurrency },
};
#define TOPICS (sizeof(topics) / sizeof(topics[0]))

static char name[60]; /* of the test */
static const char *directory = "/tmp";
static char scratch[100];
static volatile pid_t running;
static volatile sig_atomic_t is_late;

/* At once, without the streams: a process that fails may have any number of copies. */
static void say(const char *text)
{
    if (write(STDOUT_FILENO, text, strlen(text)) < 0)
        _exit(3);
}

void fail(const char *file, int line, const char *what)
{
    const char *slash = strrchr(file, '/');
    char text[400];

    snprintf(text, sizeof(text), "FAILED %s: %s:%d %s\n", name, slash != NULL ? slash + 1 : file,
             line, what);
    say(text);
    _exit(1);
}

void check_equal(long is, long wanted, const char *file, int line, const char *what)
{
    char text[300];

    if (is == wanted)
        return;
    snprintf(text, sizeof(text), "%s is %ld, not %ld", what, is, wanted);
    fail(file, line, text);
}

void check_failure(long result, int wanted, const char *file, int line, const char *what)
{
    int is = errno;
    char text[300];

    if (result == -1 && is == wanted)
        return;
    if (result != -1)
        snprintf(text, sizeof(text), "%s is %ld, must fail: %s", what, result, strerror(wanted));
    else
        snprintf(text, sizeof(text), "%s: %s (%d), must be: %s", what, strerror(is), is,
                 strerror(wanted));
    fail(file, line, text);
}

static void is_over(const char *why)
{
    char text[200];

    snprintf(text, sizeof(text), "FAILED %s: %s\n", name, why);
    say(text);
}

/* The test's process: its life. */
static void child(const struct test *test)
{
    signal(SIGALRM, SIG_DFL);
    setpgid(0, 0);
    umask(022);
    if (chdir(scratch) < 0)
        fail(__FILE__, __LINE__, "no scratch directory");
    test->run();
    if (wait4(-1, NULL, WNOHANG, NULL) != -1 || errno != ECHILD)
        fail(__FILE__, __LINE__, "a child is left");
    for (int descriptor = 3; descriptor < OPEN_MAX; descriptor++)
        if (fcntl(descriptor, F_GETFD) != -1)
            fail(__FILE__, __LINE__, "a descriptor is left open");
    _exit(0);
}

static void late(int signal)
{
    (void)signal;
    is_late = 1;
    kill(-running, SIGKILL);
    kill(running, SIGKILL);
}

/* Processes of the test that outlive it, and files; said if it was `good` up to here. */
static int leaves_something(int good)
{
    int left = 0;

    for (int turn = 0; kill(-running, 0) == 0 && turn < 20; turn++) /* zombies init has not seen */
        pause_ms(10);
    if (kill(-running, SIGKILL) == 0) {
        if (good)
            is_over("processes are left");
        left = 1;
    }
    if (rmdir(scratch) < 0) {
        if (good && !left)
            is_over("files are left");
        left = 1;
        remove_tree(scratch);
    }
    return left;
}

/* Is it done well? */
static int run(const struct test *test)
{
    int status, good;
    char text[100];

    if (mkdir(scratch, 0777) < 0 || chmod(scratch, 0777) < 0)
        err(2, "%s", scratch);
    is_late = 0;
    running = fork();
    if (running < 0)
        err(2, "fork");
    if (running == 0)
        child(test);
    setpgid(running, running);
    alarm(test->flags & SLOW ? SECONDS_SLOW : SECONDS);
    while (waitpid(running, &status, 0) < 0)
        if (errno != EINTR)
            err(2, "wait");
    alarm(0);
    good = status == 0;
    if (is_late)
        is_over("takes too long");
    else if (WIFSIGNALED(status)) {
        snprintf(text, sizeof(text), "ends by signal %d", WTERMSIG(status));
        is_over(text);
    }
    return !leaves_something(good) && good;
}

static const char *skipped_because(const struct test *test, int by_name, int slow)
{
    if ((test->flags & OURS) && !IS_OURS)
        return "not on this system";
    if ((test->flags & ROOT) && geteuid() != 0)
        return "not the superuser";
    if ((test->flags & SLOW) && !by_name && !slow)
        return "slow";
    return NULL;
}

/* 2: by its own name; 1: with others. */
static int is_wanted(const char *topic, int count, char *wanted[])
{
    int is = count == 0;

    for (int i = 0; i < count; i++)
        if (strcmp(wanted[i], name) == 0)
            return 2;
        else if (strcmp(wanted[i], topic) == 0)
            is = 1;
    return is;
}

int main(int argc, char *argv[])
{
    int option, list = 0, slow = 0, passed = 0, failed = 0;

    program_path = argv[0];
    if (argc > 1 && argv[1][0] == '@')
        return helper(argc - 1, argv + 1);
    while ((option = getopt(argc, argv, "lst:")) != -1)
        if (option == 'l')
            list = 1;
        else if (option == 's')
            slow = 1;
        else if (option == 't')
            directory = optarg;
        else
            errx(2, "usage: suite [-l] [-s] [-t directory] [name ...]");
    for (int descriptor = 3; descriptor < OPEN_MAX; descriptor++)
        close(descriptor);
#ifdef RLIMIT_NOFILE
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){ OPEN_MAX, OPEN_MAX });
#endif
    sigaction(SIGALRM, &(struct sigaction){ .sa_handler = late }, NULL);
    setvbuf(stdout, NULL, _IOLBF, 0);
    snprintf(scratch, sizeof(scratch), "%s/suite%d", directory, (int)getpid());
    for (size_t i = 0; i < TOPICS; i++)
        for (const struct test *test = topics[i].tests; test->name != NULL; test++) {
            int wanted;
            const char *why;

            snprintf(name, sizeof(name), "%s.%s", topics[i].name, test->name);
            if (!(wanted = is_wanted(topics[i].name, argc - optind, argv + optind)))
                continue;
            if (list)
                printf("%s\n", name);
            else if ((why = skipped_because(test, wanted == 2, slow)) != NULL)
                printf("skipped %s: %s\n", name, why);
            else if (run(test)) {
                passed++;
                printf("ok %s\n", name);
            } else
                failed++;
        }
    if (!list)
        printf("suite: %d passed, %d failed\n", passed, failed);
    return failed > 0;
}
