/* exec: arguments, scripts, set-uid files, files that are none. */
#include "suite.h"

/* Status of a child that executes it. The error, with 100 added, if it cannot. */
static int run(const char *path, char *const arguments[], char *const environment[])
{
    pid_t child = fork_child();
    int status;

    if (child == 0) {
        execve(path, arguments, environment);
        _exit(100 + errno);
    }
    status = status_of(child);
    CHECK(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int run_file(const char *path)
{
    char *const arguments[] = { "suite", "@exit", "0", NULL }, *const none[] = { NULL };

    return run(path, arguments, none);
}

static void copy_program(const char *to, mode_t mode)
{
    static char buffer[8192];
    int in = open(program_path, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0755);
    ssize_t bytes;

    CHECK(in >= 0 && out >= 0);
    while ((bytes = read(in, buffer, sizeof(buffer))) > 0)
        EQUAL(write(out, buffer, bytes), bytes);
    CHECK(close(in) == 0 && close(out) == 0);
    EQUAL(chmod(to, mode), 0);
}

/* Few long ones and many short ones, nearly as much as may be, and more. */
static void arguments(void)
{
    static char *list[6000], strings[ARG_MAX + 5000];
    char *const none[] = { NULL };
    static const int bytes[] = { 0, 1, 7, 100, 1000, 15000 };

    for (int i = 0; i < 6; i++) {
        int count = 16000 / (bytes[i] + 1 + 4), total = 0;
        char number[2][10];

        if (count > 1000)
            count = 1000;
        sprintf(number[0], "%d", count);
        sprintf(number[1], "%d", bytes[i]);
        list[0] = "suite";
        list[1] = "@arguments";
        list[2] = number[0];
        list[3] = number[1];
        for (int j = 0; j < count; j++) {
            list[4 + j] = strings + total;
            memset(strings + total, 'a', bytes[i]);
            strings[total + bytes[i]] = '\0';
            total += bytes[i] + 1;
        }
        list[4 + count] = NULL;
        EQUAL(run(program_path, list, none), 0);
    }
    if (!IS_OURS)
        return;
    memset(strings, 'x', ARG_MAX);
    strings[ARG_MAX] = '\0';
    list[4] = strings;
    list[5] = NULL;
    EQUAL(run(program_path, list, none), 100 + E2BIG);
    EQUAL(run(program_path, none, list), 100 + E2BIG);
    for (int i = 0; i < 5999; i++)
        list[i] = "four";
    list[5999] = NULL;
    EQUAL(run(program_path, list, none), 100 + E2BIG);
}

static void script(void)
{
    char *const none[] = { NULL };
    char *const list[] = { "ignored", "a", NULL };
    char line[300];

    /* Interpreter, its one argument, the script, what follows. */
    sprintf(line, "#!%s @exit\n", program_path);
    make_file("s", line);
    EQUAL(run("s", list, none), 100 + EACCES);
    EQUAL(chmod("s", 0755), 0);
    make_file("t", "#!/bin/sh\ntest $# = 1 -a \"$1\" = a && exit 17\n");
    EQUAL(chmod("t", 0755), 0);
    EQUAL(run("t", list, none), 17);
    EQUAL(run("./t", list, none), 17);
    make_file("t", "#! \t /bin/sh \nexit 18\n");
    EQUAL(run("t", list, none), 18);
    make_file("t", "#!/none\n");
    EQUAL(run("t", list, none), 100 + ENOENT);
    if (IS_OURS) {
        make_file("t", "#!\n");
        EQUAL(run("t", list, none), 100 + ENOEXEC);
        memset(line, 'x', sizeof(line));
        memcpy(line, "#!/bin/sh ", 10);
        line[sizeof(line) - 1] = '\0';
        make_file("t", line);
        EQUAL(run("t", list, none), 100 + ENOEXEC);
        make_file("u", "#!s\n");
        EQUAL(chmod("u", 0755), 0);
        EQUAL(run("u", list, none), 100 + ENOEXEC); /* a script is no interpreter */
        EQUAL(unlink("u"), 0);
    }
    make_file("t", "exit 3\n");
    EQUAL(run("t", list, none), 100 + ENOEXEC);
    CHECK(unlink("s") == 0 && unlink("t") == 0);
}

static void not_executable(void)
{
    copy_program("p", 0644);
    EQUAL(run_file("p"), 100 + EACCES);
    EQUAL(chmod("p", 0755), 0);
    EQUAL(run_file("p"), 0);
    EQUAL(mkdir("d", 0755), 0);
    EQUAL(run_file("d"), 100 + EACCES);
    EQUAL(run_file("none"), 100 + ENOENT);
    EQUAL(run_file("p/x"), 100 + ENOTDIR);
    EQUAL(mkfifo("f", 0777), 0);
    EQUAL(run_file("f"), 100 + EACCES);
    CHECK(unlink("p") == 0 && rmdir("d") == 0 && unlink("f") == 0);
}

/* Programs cut off, and with other bytes at their beginning: an error or a death, nothing else. */
static void corrupt(void)
{
    static const int sizes[] = { 0, 1, 3, 4, 16, 51, 52, 83, 100, 115, 116, 4095, 4096, 5000 };
    unsigned random = 1;

    copy_program("p", 0755);
    for (int i = 13; i >= 0; i--) {
        pid_t child;
        int status;

        EQUAL(truncate("p", sizes[i]), 0);
        child = fork_child();
        if (child == 0) {
            execl("p", "p", "@exit", "0", NULL);
            _exit(errno == ENOEXEC || errno == EACCES ? 50 : 60);
        }
        status = status_of(child);
        CHECK(WIFSIGNALED(status) || WEXITSTATUS(status) == 50);
    }
    for (int i = 0; i < 60; i++) {
        int file, status;
        unsigned char wrong;
        pid_t child;

        copy_program("p", 0755);
        file = open("p", O_WRONLY);
        for (int j = 0; j < 3; j++) {
            random = random * 1664525 + 1013904223;
            wrong = random >> 24;
            EQUAL(lseek(file, random >> 8 & 127, SEEK_SET), random >> 8 & 127);
            EQUAL(write(file, &wrong, 1), 1);
        }
        EQUAL(close(file), 0);
        child = fork_child();
        if (child == 0) {
            alarm(5);
            close(1);
            close(2);
            execl("p", "p", "@exit", "0", NULL);
            _exit(50);
        }
        status = status_of(child);
        (void)status; /* the system goes on */
    }
    EQUAL(unlink("p"), 0);
}

static void text_busy(void)
{
    pid_t child;
    int file;

    copy_program("p", 0755);
    child = fork_child();
    if (child == 0) {
        execl("p", "p", "@pause", NULL);
        _exit(99);
    }
    pause_ms(500);
    FAILS(open("p", O_WRONLY), ETXTBSY);
    FAILS(truncate("p", 0), ETXTBSY);
    EQUAL(kill(child, SIGTERM), 0);
    status_of(child);
    file = open("p", O_WRONLY);
    CHECK(file >= 0);
    EQUAL(run_file("p"), 100 + ETXTBSY);
    EQUAL(close(file), 0);
    EQUAL(run_file("p"), 0);
    EQUAL(unlink("p"), 0);
}

/* A program whose file is replaced and removed while it runs. Slow: the file's space comes back only
 * when its text is no longer kept. */
static void removed_while_it_runs(void)
{
    pid_t child;

    copy_program("p", 0755);
    child = fork_child();
    if (child == 0) {
        execl("p", "p", "@pause", NULL);
        _exit(99);
    }
    pause_ms(300);
    copy_program("q", 0755);
    EQUAL(rename("q", "p"), 0);
    EQUAL(run_file("p"), 0);
    EQUAL(unlink("p"), 0);
    EQUAL(kill(child, SIGTERM), 0);
    EQUAL(status_of(child), SIGTERM);
}

/* What a file holds now is executed, not what it held the last time. */
static void changed(void)
{
    copy_program("p", 0755);
    EQUAL(run_file("p"), 0);
    make_file("p", "#!/bin/sh\nexit 5\n");
    EQUAL(run_file("p"), 5);
    copy_program("p", 0755);
    EQUAL(run_file("p"), 0);
    EQUAL(unlink("p"), 0);
}

static int users_status(const char *path, const char *user, const char *group, const char *real)
{
    pid_t child = fork_user();

    if (child == 0) {
        execl(path, "p", "@user", user, group, real, NULL);
        _exit(100 + errno);
    }
    return WEXITSTATUS(status_of(child));
}

static void set_uid(void)
{
    copy_program("p", 0755);
    EQUAL(users_status("p", "10", "10", "10"), 0);
    EQUAL(chown("p", 0, 20), 0);
    EQUAL(chmod("p", 04755), 0);
    EQUAL(users_status("p", "0", "10", "10"), 0);
    EQUAL(chmod("p", 02755), 0);
    EQUAL(users_status("p", "10", "20", "10"), 0);
    EQUAL(chown("p", 33, 20), 0);
    EQUAL(chmod("p", 06755), 0);
    EQUAL(users_status("p", "33", "20", "10"), 0);
    EQUAL(chmod("p", 0700), 0);
    EQUAL(users_status("p", "10", "10", "10"), 100 + EACCES);
    EQUAL(unlink("p"), 0);
}

/* Handlers are gone; what is ignored or blocked stays so. */
static void signals_over_exec(void)
{
    char number[10];
    sigset_t set;
    pid_t child;

    sprintf(number, "%d", SIGUSR1);
    signal(SIGUSR1, SIG_IGN);
    child = fork_child();
    if (child == 0) {
        execl(program_path, "suite", "@signal", number, NULL);
        _exit(99);
    }
    EQUAL(WEXITSTATUS(status_of(child)), 1);
    signal(SIGUSR1, exit);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    child = fork_child();
    if (child == 0) {
        execl(program_path, "suite", "@signal", number, NULL);
        _exit(99);
    }
    EQUAL(WEXITSTATUS(status_of(child)), 4);
}

static void environment(void)
{
    char *const list[] = { "sh", "-c", "test \"$A\" = 'b c' -a -z \"$HOME\"", NULL };
    char *const with[] = { "A=b c", NULL }, *const none[] = { NULL };

    EQUAL(run("/bin/sh", list, with), 0);
    EQUAL(run("/bin/sh", list, none), 1);
}

const struct test exec[] = {
    TEST(arguments, 0), TEST(script, 0), TEST(not_executable, 0), TEST(corrupt, OURS),
    TEST(text_busy, 0), TEST(removed_while_it_runs, SLOW), TEST(changed, 0), TEST(set_uid, ROOT),
    TEST(signals_over_exec, 0), TEST(environment, 0), END,
};
