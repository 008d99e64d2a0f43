/* execve: what a new program gets, what it does not, and what is refused. */
#include "suite.h"

static int run(const char *path, char *const arguments[], char *const environment[])
{
    pid_t child = fork_child();
    int status;

    if (child == 0) {
        execve(path, arguments, environment);
        _exit(200 + (errno == E2BIG ? 1 : errno == EFAULT ? 2 : 0));
    }
    status = status_of(child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* Runs "@arguments" with `count` further arguments of `bytes` bytes. */
static int run_with(int count, int bytes)
{
    char **all = malloc((count + 5) * sizeof(char *));
    char *text = malloc((size_t)count * (bytes + 1) + 1);
    char count_text[12], bytes_text[12];
    int status;

    CHECK(all != NULL && text != NULL);
    snprintf(count_text, sizeof(count_text), "%d", count);
    snprintf(bytes_text, sizeof(bytes_text), "%d", bytes);
    all[0] = (char *)program_path;
    all[1] = "@arguments";
    all[2] = count_text;
    all[3] = bytes_text;
    for (int i = 0; i < count; i++) {
        char *one = text + (size_t)i * (bytes + 1);

        for (int at = 0; at < bytes; at++)
            one[at] = 'a' + (i + 3 + at) % 26;
        one[bytes] = '\0';
        all[i + 4] = one;
    }
    all[count + 4] = NULL;
    status = run(program_path, all, (char *[]){ NULL });
    free(all);
    free(text);
    return status;
}

static void arguments_arrive(void)
{
    static const int cases[][2] = { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 3, 7 }, { 10, 0 }, { 100, 3 },
                                    { 1, 4095 }, { 1, 4096 }, { 2, 8000 }, { 500, 10 },
                                    { 1000, 1 } };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        SAME(run_with(cases[i][0], cases[i][1]), 0);
}

/* Up to the limit, to the byte. */
static void arguments_limit(void)
{
    char bytes_text[12];
    int rest;

    /* path, "@arguments", "1" and the length, each with its NUL */
    snprintf(bytes_text, sizeof(bytes_text), "%d", ARG_MAX);
    rest = ARG_MAX - (strlen(program_path) + 1 + 11 + 2 + strlen(bytes_text) + 1) - 1;
    SAME(run_with(1, rest), 0);
    SAME(run_with(1, rest - 1), 0);
    SAME(run_with(1, rest + 1), 201);
    SAME(run_with(1, 2 * ARG_MAX), 201);
    SAME(run_with(ARG_MAX, 1), 201);
}

static void environment_arrives(void)
{
    char *environment[] = { "A=1", "EMPTY=", "no equals sign", "A=2", "", NULL };
    char *arguments[] = { (char *)program_path, "@environment", "A=1", "EMPTY=", "no equals sign",
                          "A=2", "", NULL };
    char *none[] = { (char *)program_path, "@environment", NULL };

    SAME(run(program_path, arguments, environment), 0);
    SAME(run(program_path, none, (char *[]){ NULL }), 0);
    SAME(run(program_path, none, NULL), 0);
}

static void descriptors_stay(void)
{
    int file = open_new("f"), hidden = dup(file);
    const char *none[] = { "@descriptors", NULL };
    const char *closed[] = { "@open", "4", NULL }, *open[] = { "@open", "3", NULL };

    SAME(file, 3);
    SAME(hidden, 4);
    SAME(fcntl(hidden, F_SETFD, FD_CLOEXEC), 0);
    SAME(helper_status(none), 1);
    SAME(helper_status(closed), 0);
    SAME(helper_status(open), 1);
    SAME(fcntl(file, F_SETFD, FD_CLOEXEC), 0);
    SAME(helper_status(none), 0);
    SAME(fcntl(file, F_GETFD, 0), FD_CLOEXEC); /* ours are open still */
    close_ok(file);
    close_ok(hidden);
}

static void offset_is_shared(void)
{
    int file = open_new("f");
    const char *arguments[] = { "@say", "3", "from the other", NULL };

    write_all(file, "start, ", 7);
    SAME(helper_status(arguments), 0);
    write_all(file, ", end", 5);
    expect_text("f", "start, from the other, end");
    close_ok(file);
}

static void nothing(int signal)
{
    (void)signal;
}

static int signal_in_helper(int signal)
{
    char number[12];
    const char *arguments[] = { "@signal", number, NULL };

    snprintf(number, sizeof(number), "%d", signal);
    return helper_status(arguments);
}

static void signals_are_reset(void)
{
    catch_signal(SIGUSR1, nothing, 0);
    catch_signal(SIGUSR2, SIG_IGN, 0);
    block_signal(SIGTERM);
    SAME(signal_in_helper(SIGUSR1), 0);
    SAME(signal_in_helper(SIGUSR2), 1);
    SAME(signal_in_helper(SIGTERM), 4);
    SAME(signal_in_helper(SIGHUP), 0);
}

static void exec_with_pending(void)
{
    char number[12];

    block_signal(SIGTERM);
    SAME(kill(getpid(), SIGTERM), 0);
    snprintf(number, sizeof(number), "%d", SIGTERM);
    execl(program_path, program_path, "@signal", number, (char *)NULL);
    _exit(1);
}

static void pending_stay(void)
{
    pid_t child = fork_child();

    if (child == 0)
        exec_with_pending();
    expect_exit(child, 12);
}

static void exec_with_alarm(void)
{
    alarm(1000);
    execl(program_path, program_path, "@alarm", (char *)NULL);
    _exit(3);
}

static void attributes_stay(void)
{
    char number[12];
    const char *mask[] = { "@umask", NULL }, *nice[] = { "@nice", NULL };
    pid_t child = fork_child();

    if (child == 0)
        exec_with_alarm();
    expect_exit(child, 1); /* the timer goes on */
    SAME(umask(070), 022);
    SAME(helper_status(mask), 070);
    SAME(setpriority(PRIO_PROCESS, 0, 6), 0);
    SAME(helper_status(nice), 26);
    child = fork_child();
    if (child == 0) {
        snprintf(number, sizeof(number), "%d", (int)getpid());
        execl(program_path, program_path, "@pid", number, (char *)NULL);
        _exit(3);
    }
    expect_exit(child, 0);
}

static void exec_errors(void)
{
    char *arguments[] = { "x", NULL };
    char long_name[NAME_MAX + 2];

    memset(long_name, 'n', sizeof(long_name));
    long_name[NAME_MAX + 1] = '\0';
    make_file("f", "x");
    make_file("empty", "");
    SAME(chmod("empty", 0755), 0);
    SAME(mkdir("d", 0755), 0);
    SAME(symlink("loop", "loop"), 0);
    FAILS(execve("nothing", arguments, NULL), ENOENT);
    FAILS(execve("", arguments, NULL), ENOENT);
    FAILS(execve("f", arguments, NULL), EACCES); /* nobody may execute it: the superuser neither */
    FAILS(execve("d", arguments, NULL), EACCES);
    FAILS(execve("/dev/null", arguments, NULL), EACCES);
    FAILS(execve("f/x", arguments, NULL), ENOTDIR);
    FAILS(execve("loop", arguments, NULL), ELOOP);
    FAILS(execve(long_name, arguments, NULL), ENAMETOOLONG);
    FAILS(execve("empty", arguments, NULL), ENOEXEC);
    SAME(chmod("f", 0755), 0);
    FAILS(execve("f", arguments, NULL), ENOEXEC);
    expect_text("f", "x"); /* and we are here still */
}

static void exec_as_user(void)
{
    char *arguments[] = { "x", NULL };

    FAILS(execve("program", arguments, NULL), EACCES);
    FAILS(execve("closed/program", arguments, NULL), EACCES);
}

static void exec_permission(void)
{
    copy_file(program_path, "program", 0744);
    SAME(mkdir("closed", 0700), 0);
    SAME(link("program", "closed/program"), 0);
    run_as_user(exec_as_user);
}

static void exec_busy(void)
{
    char *arguments[] = { "x", "@exit", "3", NULL };
    int file;

    copy_file(program_path, "program", 0755);
    file = open("program", O_RDWR);
    FAILS(execve("program", arguments, NULL), ETXTBSY); /* it could change */
    close_ok(file);
    SAME(run("program", arguments, NULL), 3);
}

static void text_is_busy(void)
{
    pid_t child;

    copy_file(program_path, "program", 0755);
    child = fork_child();
    if (child == 0) {
        while (execl("./program", "program", "@pause", (char *)NULL) < 0 && errno == ETXTBSY)
            pause_ms(1); /* the parent has it open */
        _exit(1);
    }
    for (int turn = 0; turn < 3000; turn++) { /* until it has come so far */
        int file = open("program", O_WRONLY);

        if (file < 0)
            break;
        close_ok(file);
        pause_ms(10);
    }
    FAILS(open("program", O_WRONLY), ETXTBSY);
    FAILS(open("program", O_RDONLY | O_TRUNC), ETXTBSY);
    FAILS(truncate("program", 0), ETXTBSY);
    close_ok(open("program", O_RDONLY));
    SAME(chmod("program", 0700), 0);
    SAME(rename("program", "other"), 0);
    SAME(unlink("other"), 0); /* it runs on */
    pause_ms(20);
    SAME(kill(child, 0), 0);
    kill_sleeper(child);
}

/* A program that has run, is changed and runs again is the changed one. */
static void changed_program(void)
{
    char *arguments[] = { "program", "@exit", "5", NULL };
    int file;

    copy_file(program_path, "program", 0755);
    SAME(run("program", arguments, NULL), 5);
    file = open("program", O_WRONLY);
    write_all(file, "#!", 2);
    close_ok(file);
    SAME(run("program", arguments, NULL), 200);
    copy_file(program_path, "program", 0755);
    SAME(run("program", arguments, NULL), 5);
    SAME(truncate("program", 100), 0);
    SAME(run("program", arguments, NULL), 200);
    SAME(unlink("program"), 0);
    copy_file(program_path, "program", 0755);
    SAME(run("program", arguments, NULL), 5);
}

static void exec_again_and_again(void)
{
    const char *arguments[] = { "@exit", "7", NULL };

    for (int i = 0; i < 40; i++)
        SAME(helper_status(arguments), 7);
}

const struct test execs[] = {
    TEST(arguments_arrive, 0),
    TEST(arguments_limit, OURS),
    TEST(environment_arrives, 0),
    TEST(descriptors_stay, 0),
    TEST(offset_is_shared, 0),
    TEST(signals_are_reset, 0),
    TEST(pending_stay, 0),
    TEST(attributes_stay, 0),
    TEST(exec_errors, 0),
    TEST(exec_permission, ROOT),
    TEST(exec_busy, 0),
    TEST(text_is_busy, 0),
    TEST(changed_program, 0),
    TEST(exec_again_and_again, 0),
    END,
};
