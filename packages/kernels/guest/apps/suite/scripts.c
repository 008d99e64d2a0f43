/* Files that begin with "#!": their interpreter is executed. */
#include "suite.h"

static void make_script(const char *name, const char *first_line)
{
    int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0755);

    CHECK(file >= 0);
    write_all(file, first_line, strlen(first_line));
    write_all(file, "\nrest\n", 6);
    close_ok(file);
}

static int run_script(const char *name, const char *argument)
{
    pid_t child = fork_child();

    if (child == 0) {
        execl(name, "zeroth", argument, (char *)NULL);
        _exit(errno == ENOEXEC ? 201 : errno == ENOENT ? 202 : errno == EACCES ? 203 : 200);
    }
    return WEXITSTATUS(status_of(child));
}

static void interpreter_of_script(void)
{
    /* The program gets "@exit", the script's path "5" and what was meant for the script. */
    SAME(symlink(program_path, "p"), 0);
    make_script("5", "#!./p @exit");
    SAME(run_script("5", "x"), 5);
    make_script("6", "#! \t./p  \t@exit\t ");
    SAME(run_script("6", "x"), 6);
    make_script("@exit", "#!./p"); /* without an argument: its path is the first */
    SAME(run_script("@exit", "8"), 8);
}

static void script_errors(void)
{
    char line[300];

    make_script("none", "#!");
    SAME(run_script("none", "x"), 201);
    make_script("blank", "#!  \t ");
    SAME(run_script("blank", "x"), 201);
    make_script("missing", "#!./nothing");
    SAME(run_script("missing", "x"), 202);
    make_file("data", "x");
    make_script("forbidden", "#!./data");
    SAME(run_script("forbidden", "x"), 203);
    make_script("denied", "#!./data");
    SAME(chmod("denied", 0644), 0);
    SAME(run_script("denied", "x"), 203);
    memset(line, 'a', sizeof(line) - 1);
    memcpy(line, "#!/", 3);
    line[sizeof(line) - 1] = '\0';
    make_script("long", line);
    CHECK(run_script("long", "x") >= 200);
}

static void script_of_script(void)
{
    make_script("inner", "#!./nothing");
    make_script("outer", "#!./inner");
    CHECK(run_script("outer", "x") == OR(201, 202));
    make_script("self", "#!./self");
    CHECK(run_script("self", "x") >= 200); /* it is no end */
}

static void unterminated_line(void)
{
    int file = open("s", O_WRONLY | O_CREAT, 0755);

    write_all(file, "#!/bin/true", 11); /* no newline: no line */
    close_ok(file);
    SAME(run_script("s", "x"), 201);
}

static void script_is_not_set_user(void)
{
    pid_t child;

    SAME(symlink(program_path, "p"), 0);
    make_script("s", "#!./p @euid");
    SAME(chmod("s", 04755), 0);
    child = fork_child();
    if (child == 0) {
        become_user(USER);
        execl("./s", "s", (char *)NULL);
        _exit(200);
    }
    SAME(WEXITSTATUS(status_of(child)), USER);
}

const struct test scripts[] = {
    TEST(interpreter_of_script, 0),
    TEST(script_errors, 0),
    TEST(script_of_script, 0),
    TEST(unterminated_line, OURS),
    TEST(script_is_not_set_user, ROOT),
    END,
};
