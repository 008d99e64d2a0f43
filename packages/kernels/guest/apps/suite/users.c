/* What others than the superuser may do: children become user 10, of group 10. */
#include <grp.h>
#include <sys/resource.h>
#include <sys/time.h>

#include "suite.h"

#define DENIED(flags, error) FAILS(open("f", flags), error)

/* The file's permissions for owner, group and others, each by itself. */
static void three_classes(void)
{
    static const struct {
        int uid, gid, shift;
    } classes[] = { { 10, 0, 6 }, { 0, 10, 3 }, { 0, 0, 0 } };

    make_file("f", "x");
    for (int class = 0; class < 3; class++)
        for (int bits = 0; bits < 8; bits++) {
            pid_t child;

            EQUAL(chown("f", classes[class].uid, classes[class].gid), 0);
            EQUAL(chmod("f", (0777 & ~(7 << classes[class].shift)) | bits << classes[class].shift),
                  0);
            child = fork_user();
            if (child == 0) {
                int file;

                file = open("f", O_RDONLY);
                EQUAL(file >= 0, (bits & 4) != 0);
                CHECK(file >= 0 || errno == EACCES);
                file = open("f", O_WRONLY);
                EQUAL(file >= 0, (bits & 2) != 0);
                CHECK(file >= 0 || errno == EACCES);
                EQUAL(open("f", O_RDWR) >= 0, (bits & 6) == 6);
                for (int how = 0; how < 8; how++)
                    EQUAL(access("f", how) == 0, (bits & how) == how);
                _exit(0);
            }
            expect_success(child);
        }
    EQUAL(unlink("f"), 0);
}

static void groups_count(void)
{
    pid_t child;

    make_file("f", "x");
    EQUAL(chown("f", 0, 77), 0);
    EQUAL(chmod("f", 0640), 0);
    child = fork_child();
    if (child == 0) {
        gid_t mine[3] = { 10, 77, 78 }, are[NGROUPS_MAX];

        EQUAL(setgroups(3, mine), 0);
        EQUAL(setuid(10), 0);
        CHECK(getgroups(0, NULL) >= 3);
        CHECK(getgroups(NGROUPS_MAX, are) >= 3);
        FAILS(getgroups(1, are), EINVAL);
        EQUAL(close(open("f", O_RDONLY)), 0);
        DENIED(O_WRONLY, EACCES);
        FAILS(setgroups(3, mine), EPERM);
        _exit(0);
    }
    expect_success(child);
    EQUAL(unlink("f"), 0);
}

static void not_the_owner(void)
{
    pid_t child;
    struct timeval times[2] = { { 1, 0 }, { 1, 0 } };

    make_file("f", "x");
    EQUAL(chmod("f", 0666), 0);
    child = fork_user();
    if (child == 0) {
        int file = open("f", O_RDWR);

        FAILS(chmod("f", 0777), EPERM);
        FAILS(fchmod(file, 0777), EPERM);
        FAILS(chown("f", 10, 10), EPERM);
        FAILS(utimes("f", times), EPERM);
        EQUAL(utimes("f", NULL), 0); /* who may write it, may do that */
        _exit(0);
    }
    expect_success(child);
    EQUAL(chown("f", 10, 20), 0);
    child = fork_user();
    if (child == 0) {
        EQUAL(chmod("f", 0700), 0);
        FAILS(chown("f", 11, -1), EPERM);
        FAILS(chown("f", -1, 99), EPERM);
        EQUAL(chown("f", -1, 10), 0);
        EQUAL(utimes("f", times), 0);
        _exit(0);
    }
    expect_success(child);
    EQUAL(unlink("f"), 0);
}

/* A file that another owner gets is not set-uid any more. */
static void set_uid_lost(void)
{
    pid_t child;

    make_file("f", "x");
    EQUAL(chown("f", 10, 20), 0);
    EQUAL(chmod("f", 06777), 0);
    child = fork_user();
    if (child == 0) {
        EQUAL(chown("f", -1, 10), 0);
        _exit(0);
    }
    expect_success(child);
    EQUAL(status_at("f").st_mode & 07777, 0777);
    EQUAL(chown("f", 0, 0), 0);
    EQUAL(chmod("f", 06777), 0);
    child = fork_user();
    if (child == 0) {
        int file = open("f", O_WRONLY);

        EQUAL(write(file, "y", 1), 1); /* nor one that somebody else has written */
        _exit(0);
    }
    expect_success(child);
    EQUAL(status_at("f").st_mode & 07777, 0777);
    EQUAL(unlink("f"), 0);
}

static void directory_rights(void)
{
    pid_t child;

    EQUAL(mkdir("d", 0755), 0);
    make_file("d/f", "x");
    child = fork_user();
    if (child == 0) {
        FAILS(open("d/new", O_RDWR | O_CREAT, 0644), EACCES);
        FAILS(unlink("d/f"), EACCES);
        FAILS(rename("d/f", "d/g"), EACCES);
        FAILS(rename("d/f", "g"), EACCES);
        FAILS(mkdir("d/e", 0755), EACCES);
        FAILS(symlink("x", "d/l"), EACCES);
        FAILS(link("d/f", "d/g"), IS_OURS ? EACCES : EPERM);
        _exit(0);
    }
    expect_success(child);
    EQUAL(chmod("d", 0744), 0); /* can be read, not searched */
    child = fork_user();
    if (child == 0) {
        int directory = open("d", O_RDONLY);
        struct stat status;

        CHECK(directory >= 0);
        FAILS(fchdir(directory), EACCES);
        FAILS(chdir("d"), EACCES);
        FAILS(stat("d/f", &status), EACCES);
        FAILS(stat("d/none", &status), EACCES);
        FAILS(access("d/f", F_OK), EACCES);
        _exit(0);
    }
    expect_success(child);
    EQUAL(chmod("d", 0711), 0); /* and the other way round */
    child = fork_user();
    if (child == 0) {
        FAILS(open("d", O_RDONLY), EACCES);
        expect_content("d/f", "x");
        _exit(0);
    }
    expect_success(child);
    EQUAL(chmod("d", 0777), 0);
    child = fork_user();
    if (child == 0) {
        EQUAL(unlink("d/f"), 0); /* the directory's matter */
        _exit(0);
    }
    expect_success(child);
    EQUAL(rmdir("d"), 0);
}

/* In a sticky directory only the owner removes what is there. */
static void sticky(void)
{
    pid_t child;

    EQUAL(mkdir("d", 0777), 0);
    EQUAL(chmod("d", 01777), 0);
    make_file("d/f", "x");
    make_file("d/mine", "x");
    EQUAL(chown("d/mine", 10, 10), 0);
    child = fork_user();
    if (child == 0) {
        FAILS(unlink("d/f"), EPERM);
        FAILS(rename("d/f", "d/g"), EPERM);
        FAILS(rename("d/mine", "d/f"), EPERM);
        EQUAL(rename("d/mine", "d/m"), 0);
        EQUAL(unlink("d/m"), 0);
        EQUAL(mkdir("d/e", 0755), 0);
        EQUAL(rmdir("d/e"), 0);
        _exit(0);
    }
    expect_success(child);
    CHECK(unlink("d/f") == 0 && rmdir("d") == 0);
}

static void changing_oneself(void)
{
    pid_t child = fork_user();

    if (child == 0) {
        EQUAL(getuid(), 10);
        EQUAL(geteuid(), 10);
        EQUAL(getgid(), 10);
        FAILS(setuid(0), EPERM);
        FAILS(setreuid(-1, 0), EPERM);
        FAILS(setreuid(11, -1), EPERM);
        FAILS(setregid(-1, 0), EPERM);
        EQUAL(setuid(10), 0);
        EQUAL(setreuid(-1, -1), 0);
        _exit(0);
    }
    expect_success(child);
    child = fork_child();
    if (child == 0) {
        EQUAL(setreuid(10, -1), 0); /* real and effective change places */
        EQUAL(geteuid(), 0);
        EQUAL(setreuid(0, 10), 0);
        EQUAL(geteuid(), 10);
        EQUAL(getuid(), 0);
        FAILS(open("/etc", O_WRONLY), EISDIR);
        FAILS(unlink("/etc/passwd"), EACCES);
        EQUAL(setreuid(10, 0), 0);
        EQUAL(geteuid(), 0);
        _exit(0);
    }
    expect_success(child);
}

/* Who becomes somebody else by both numbers does not come back. */
static void no_way_back(void)
{
    pid_t child = fork_child();

    if (child == 0) {
        EQUAL(setregid(10, 10), 0);
        EQUAL(setreuid(10, 10), 0);
        FAILS(setreuid(-1, 0), EPERM);
        FAILS(setregid(-1, 0), EPERM);
        FAILS(setuid(0), EPERM);
        _exit(0);
    }
    expect_success(child);
}

/* access asks for the real user. */
static void access_is_of_the_real_user(void)
{
    pid_t child;

    make_file("f", "x");
    EQUAL(chmod("f", 0600), 0);
    child = fork_child();
    if (child == 0) {
        EQUAL(setreuid(10, 0), 0);
        FAILS(access("f", R_OK), EACCES);
        EQUAL(close(open("f", O_RDWR)), 0);
        _exit(0);
    }
    expect_success(child);
    EQUAL(unlink("f"), 0);
}

static void superusers_calls(void)
{
    pid_t child = fork_user();

    if (child == 0) {
        struct timeval time = { 1, 0 };

        FAILS(mknod("n", S_IFCHR | 0666, 0x103), EPERM);
        FAILS(chroot("."), EPERM);
        FAILS(sethostname("x", 1), EPERM);
        FAILS(settimeofday(&time, NULL), EPERM);
        FAILS(setpriority(PRIO_PROCESS, 0, -5), EACCES);
        EQUAL(setpriority(PRIO_PROCESS, 0, 5), 0);
        FAILS(setpriority(PRIO_PROCESS, 0, 0), EACCES);
        _exit(0);
    }
    expect_success(child);
}

/* New files are the effective user's. */
static void owner_of_new(void)
{
    pid_t child;

    EQUAL(mkdir("d", 0777), 0);
    EQUAL(chmod("d", 0777), 0);
    child = fork_user();
    if (child == 0) {
        make_file("d/f", "");
        EQUAL(mkdir("d/e", 0755), 0);
        _exit(0);
    }
    expect_success(child);
    EQUAL(status_at("d/f").st_uid, 10);
    EQUAL(status_at("d/e").st_uid, 10);
    if (IS_OURS) /* the directory's group, by 4.3BSD */
        EQUAL(status_at("d/f").st_gid, status_at("d").st_gid);
    CHECK(unlink("d/f") == 0 && rmdir("d/e") == 0 && rmdir("d") == 0);
}

const struct test users[] = {
    TEST(three_classes, ROOT), TEST(groups_count, ROOT), TEST(not_the_owner, ROOT),
    TEST(set_uid_lost, ROOT), TEST(directory_rights, ROOT), TEST(sticky, ROOT),
    TEST(changing_oneself, ROOT), TEST(no_way_back, ROOT), TEST(access_is_of_the_real_user, ROOT),
    TEST(superusers_calls, ROOT), TEST(owner_of_new, ROOT), END,
};
