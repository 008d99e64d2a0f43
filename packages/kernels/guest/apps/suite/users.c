/* Who a process acts as: users and groups, real, effective, saved. */
#include "suite.h"

#include <grp.h>

static void expect_users(uid_t real, uid_t effective)
{
    SAME(getuid(), real);
    SAME(geteuid(), effective);
}

static void user_given_up(void)
{
    SAME(setuid(USER), 0);
    expect_users(USER, USER);
    FAILS(setuid(0), EPERM);
    FAILS(setuid(USER + 1), EPERM);
    SAME(setuid(USER), 0);
    FAILS(setreuid(0, -1), EPERM);
    FAILS(setreuid(-1, 0), EPERM);
    FAILS(setreuid(USER + 1, USER), EPERM);
    SAME(setreuid(-1, -1), 0);
    FAILS(setregid(1, -1), EPERM);
    FAILS(setgroups(0, NULL), EPERM);
    expect_users(USER, USER);
}

static void set_user(void)
{
    run_ok(user_given_up);
    expect_users(0, 0);
}

static void users_exchanged(void)
{
    SAME(setreuid(USER, USER + 1), 0);
    expect_users(USER, USER + 1);
    SAME(setreuid(USER + 1, USER), 0); /* both are one's own */
    expect_users(USER + 1, USER);
    SAME(setreuid(-1, USER + 1), 0);
    SAME(setreuid(USER + 1, USER + 1), 0);
}

static void effective_for_a_while(void)
{
    SAME(setreuid(-1, USER), 0); /* the real one stays */
    expect_users(0, USER);
    FAILS(open("secret", O_RDONLY), EACCES);
    SAME(setreuid(-1, 0), 0);
    expect_users(0, 0);
    close_ok(open("secret", O_RDONLY));
}

static void set_both_users(void)
{
    make_file("secret", "");
    SAME(chmod("secret", 0600), 0);
    run_ok(users_exchanged);
    run_ok(effective_for_a_while);
}

static void groups_given_up(void)
{
    gid_t groups[NGROUPS_MAX];
    gid_t some[3] = { 7, 8, 9 };

    SAME(setgroups(3, some), 0);
    SAME(getgroups(0, groups), 3);
    SAME(getgroups(NGROUPS_MAX, groups), 3);
    CHECK(memcmp(groups, some, sizeof(some)) == 0);
    FAILS(getgroups(2, groups), EINVAL);
    FAILS(getgroups(unseen(-1), groups), EINVAL);
    SAME(setregid(5, 7), 0);
    SAME(getgid(), 5);
    SAME(getegid(), 7);
    SAME(setreuid(USER, USER), 0);
    SAME(setregid(7, 5), 0); /* exchanged */
    SAME(getgid(), 7);
    SAME(getegid(), 5);
    FAILS(setregid(8, -1), EPERM); /* a member only */
    FAILS(setregid(-1, 9), EPERM);
    FAILS(setgroups(1, some), EPERM);
}

static void set_groups(void)
{
    run_ok(groups_given_up);
}

static void set_too_many_groups(void)
{
    gid_t groups[NGROUPS_MAX + 1] = { 0 };

    FAILS(setgroups(NGROUPS_MAX + 1, groups), EINVAL);
    FAILS(setgroups(unseen(-1), groups), EINVAL);
    FAILS(raw(SYS_setgroups, 0, 0, 0, 0, 0), EINVAL); /* one there must be */
}

static void as_member(void)
{
    close_ok(open("shared", O_RDWR));
    FAILS(open("closed", O_RDONLY), EACCES);
}

static void as_members(void)
{
    gid_t groups[2] = { USER, 77 };

    SAME(setgroups(2, groups), 0);
    SAME(setregid(USER, USER), 0);
    SAME(setuid(USER), 0);
    as_member();
}

/* The rights of further groups are those of the group. */
static void group_rights(void)
{
    make_file("shared", "");
    make_file("closed", "");
    SAME(chown("shared", -1, 77), 0);
    SAME(chown("closed", -1, 78), 0);
    SAME(chmod("shared", 0660), 0);
    SAME(chmod("closed", 0660), 0);
    run_ok(as_members);
}

static int run_as(uid_t user, const char *path, const char *what)
{
    pid_t child = fork_child();

    if (child == 0) {
        become_user(user);
        execl(path, path, what, (char *)NULL);
        _exit(101);
    }
    return WEXITSTATUS(status_of(child));
}

/* exec of a file with the set-user bit: its owner's rights, and back and forth. */
static void set_user_on_exec(void)
{
    copy_file(program_path, "program", 04755);
    SAME(chown("program", 12, 13), 0);
    SAME(chmod("program", 06755), 0);
    SAME(run_as(USER, "./program", "@euid"), 12);
    SAME(run_as(USER, "./program", "@egid"), 13);
    SAME(run_as(USER, "./program", "@ruid"), USER);
    SAME(run_as(USER, "./program", "@saved"), 0);
    SAME(chmod("program", 0755), 0);
    SAME(run_as(USER, "./program", "@euid"), USER);
    SAME(run_as(USER, "./program", "@egid"), USER);
}

const struct test users[] = {
    TEST(set_user, ROOT),
    TEST(set_both_users, ROOT),
    TEST(set_groups, ROOT),
    TEST(set_too_many_groups, OURS | ROOT),
    TEST(group_rights, ROOT),
    TEST(set_user_on_exec, ROOT),
    END,
};
