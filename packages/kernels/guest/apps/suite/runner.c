/*
 * The life of a test: a scratch directory, a process that leads a group of its own, a time limit;
 * and what must not be left of it.
 */
#include "suite.h"

#include "runner.h"

#ifdef __GLIBC__
#include <sys/prctl.h>
#else
#include <sys/statfs.h>
#endif

#define SECONDS 120
#define SECONDS_SLOW 900
#define STATUS_FAILED 1
#define STATUS_SKIPPED 77
#define GRACE_TURNS 100 /* of 10 ms: for orphans that others have killed to be gone */

const char *runner_directory = "/tmp";
int runner_is_verbose;

static const char *test_name;
static char scratch[200];
static volatile pid_t running;
static volatile sig_atomic_t is_late;
static int passed, failed, skipped;

/* At once, without the streams: a process that fails may have any number of copies. */
static void say(const char *verdict, const char *what)
{
    char text[600];
    int length;

    if (what[0] == '\0')
        length = snprintf(text, sizeof(text), "%s %s\n", verdict, test_name);
    else
        length = snprintf(text, sizeof(text), "%s %s: %s\n", verdict, test_name, what);
    if (length >= (int)sizeof(text))
        length = sizeof(text) - 1;
    if (write(STDOUT_FILENO, text, length) < 0)
        _exit(3);
}

void fail(const char *file, int line, const char *what)
{
    const char *slash = strrchr(file, '/');
    char text[500];

    snprintf(text, sizeof(text), "%s:%d %s", slash != NULL ? slash + 1 : file, line, what);
    say("FAILED", text);
    _exit(STATUS_FAILED);
}

void skip(const char *why)
{
    say("skipped", why);
    _exit(STATUS_SKIPPED);
}

void check_same(long is, long wanted, const char *file, int line, const char *what)
{
    int error = errno;
    char text[400];

    if (is == wanted)
        return;
    if (is == -1)
        snprintf(text, sizeof(text), "%s fails: %s; must be %ld", what, strerror(error), wanted);
    else
        snprintf(text, sizeof(text), "%s is %ld, must be %ld", what, is, wanted);
    fail(file, line, text);
}

void check_failure(long result, int wanted, const char *file, int line, const char *what)
{
    int is = errno;
    char text[400];

    if (result == -1 && is == wanted)
        return;
    if (result != -1)
        snprintf(text, sizeof(text), "%s is %ld, must fail: %s", what, result, strerror(wanted));
    else
        snprintf(text, sizeof(text), "%s: %s, must be: %s", what, strerror(is), strerror(wanted));
    fail(file, line, text);
}

/* The test's process. */
static void __attribute__((noreturn)) child(const struct test *test)
{
    setpgid(0, 0);
    catch_signal(SIGALRM, SIG_DFL, 0);
    umask(022);
    if (chdir(scratch) < 0)
        fail(__FILE__, __LINE__, "chdir(scratch) == 0");
    test->run();
    if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD)
        fail(__FILE__, __LINE__, "a child is left");
    for (int descriptor = 3; descriptor < OPEN_MAX; descriptor++)
        if (fcntl(descriptor, F_GETFD) != -1)
            fail(__FILE__, __LINE__, "a descriptor is left");
    _exit(0);
}

static void out_of_time(int signal)
{
    (void)signal;
    is_late = 1;
    kill(-running, SIGKILL);
    kill(running, SIGKILL);
}

/* Process 1 gets everyone's orphans; on Linux, who wants to. */
static void reap_orphans(void)
{
    while (waitpid(-1, NULL, WNOHANG) > 0)
        continue;
}

/* What the file system has left; -1 where it is not only ours. */
static void count_free(long *blocks, long *inodes)
{
    *blocks = *inodes = -1;
#ifndef __GLIBC__
    {
        struct stat out;
        struct statfs status;

        /* What is said goes to a file there. */
        if (fstat(STDOUT_FILENO, &out) < 0 || S_ISREG(out.st_mode) ||
            statfs(runner_directory, &status) < 0)
            return;
        *blocks = status.f_bfree;
        *inodes = status.f_ffree;
    }
#endif
}

static int processes_are_left(void)
{
    reap_orphans();
    for (int turn = 0; turn < GRACE_TURNS && kill(-running, 0) == 0; turn++) {
        pause_ms(10);
        reap_orphans();
    }
    if (kill(-running, SIGKILL) < 0)
        return 0;
    pause_ms(100);
    reap_orphans();
    return 1;
}

/* NULL, or what is left of the test. */
static const char *leftovers(long blocks, long inodes)
{
    static char text[100];
    long blocks_now, inodes_now;
    int processes = processes_are_left();

    if (remove_tree(scratch) < 0)
        return "its files cannot be removed";
    if (processes)
        return "processes are left";
    for (int turn = 0; turn < GRACE_TURNS; turn++) { /* a zombie's directory may go a bit later */
        count_free(&blocks_now, &inodes_now);
        if (blocks_now == blocks && inodes_now == inodes)
            return NULL;
        pause_ms(10);
    }
    snprintf(text, sizeof(text), "free afterwards: %ld blocks and %ld inodes, before: %ld and %ld",
             blocks_now, inodes_now, blocks, inodes);
    return text;
}

static const char *reason_to_skip(const struct test *test)
{
    if ((test->flags & OURS) && !IS_OURS)
        return "not on this system";
#ifndef __mips__
    if (test->flags & MIPS)
        return "not on this processor";
#endif
    if ((test->flags & ROOT) && geteuid() != 0)
        return "not the superuser";
    return NULL;
}

/* The status of the test's process, when it has ended. */
static int wait_for_test(const struct test *test)
{
    int status;
    pid_t ended;

    alarm(test->flags & SLOW ? SECONDS_SLOW : SECONDS);
    do
        ended = waitpid(-1, &status, 0);
    while (ended != running && (ended >= 0 || errno == EINTR));
    alarm(0);
    return ended == running ? status : -1;
}

void runner_do(const struct test *test)
{
    const char *why = reason_to_skip(test), *left;
    char text[100];
    long blocks, inodes;
    int status, good = 0;

    test_name = test->name;
    if (why != NULL) {
        say("skipped", why);
        skipped++;
        return;
    }
    if (runner_is_verbose)
        say("begin", "");
    count_free(&blocks, &inodes);
    if (mkdir(scratch, 0777) < 0 || chmod(scratch, 0777) < 0) {
        say("FAILED", "it gets no directory");
        failed++;
        return;
    }
    fflush(stdout);
    is_late = 0;
    running = fork();
    if (running == 0)
        child(test);
    if (running < 0) {
        say("FAILED", "it gets no process");
        failed++;
        rmdir(scratch);
        return;
    }
    setpgid(running, running);
    status = wait_for_test(test);
    if (is_late)
        say("FAILED", "takes too long");
    else if (WIFSIGNALED(status)) {
        snprintf(text, sizeof(text), "ends by signal %d", WTERMSIG(status));
        say("FAILED", text);
    } else
        good = WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == STATUS_SKIPPED;
    left = leftovers(blocks, inodes);
    if (good && left != NULL) {
        say("FAILED", left);
        good = 0;
    }
    if (!good)
        failed++;
    else if (WEXITSTATUS(status) == STATUS_SKIPPED)
        skipped++;
    else {
        passed++;
        say("ok", "");
    }
}

void runner_start(void)
{
    struct rlimit limit;

    for (int descriptor = 3; descriptor < OPEN_MAX; descriptor++)
        close(descriptor);
#ifdef __GLIBC__
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){ OPEN_MAX, OPEN_MAX });
#endif
    if (getrlimit(RLIMIT_CORE, &limit) == 0) {
        limit.rlim_cur = 0;
        setrlimit(RLIMIT_CORE, &limit);
    }
    for (int signal = 1; signal <= LAST_SIGNAL; signal++) /* whatever we were started with */
        if (signal != SIGKILL && signal != SIGSTOP)
            catch_signal(signal, SIG_DFL, 0);
    catch_signal(SIGALRM, out_of_time, 0);
    snprintf(scratch, sizeof(scratch), "%s/suite%d", runner_directory, (int)getpid());
}

int runner_end(void)
{
    printf("suite: %d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed;
}
