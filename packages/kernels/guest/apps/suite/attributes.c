/* What is known of files, and changing it. */
#include <sys/time.h>

#include "suite.h"

static void kinds(void)
{
    struct stat status;
    int ends[2], file;

    make_file("f", "12345");
    EQUAL(mkfifo("p", 0640), 0);
    EQUAL(mkdir("d", 0755), 0);
    EQUAL(symlink("f", "l"), 0);
    CHECK(S_ISREG(status_at("f").st_mode) && S_ISFIFO(status_at("p").st_mode));
    CHECK(S_ISDIR(status_at("d").st_mode) && S_ISLNK(status_at("l").st_mode));
    CHECK(S_ISCHR(status_at("/dev/null").st_mode));
    EQUAL(status_at("p").st_mode & 07777, 0640);
    EQUAL(pipe(ends), 0);
    EQUAL(fstat(ends[0], &status), 0);
    CHECK((status.st_mode & S_IFMT) == S_IFIFO || (IS_OURS && (status.st_mode & S_IFMT) == 0));
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
    file = open("l", O_RDONLY);
    EQUAL(fstat(file, &status), 0);
    EQUAL(status.st_ino, status_at("f").st_ino);
    EQUAL(status.st_size, 5);
    EQUAL(status.st_uid, geteuid());
    CHECK(status.st_blksize >= 512 && status.st_blocks > 0);
    EQUAL(status.st_dev, status_at(".").st_dev);
    EQUAL(close(file), 0);
    CHECK(unlink("f") == 0 && unlink("p") == 0 && unlink("l") == 0 && rmdir("d") == 0);
}

static void permissions(void)
{
    int file;

    make_file("f", "");
    for (int mode = 0; mode <= 07777; mode = mode * 2 + 1) {
        EQUAL(chmod("f", mode), 0);
        EQUAL(status_at("f").st_mode, S_IFREG | mode);
    }
    file = open("f", O_RDONLY);
    EQUAL(fchmod(file, 0601), 0);
    EQUAL(status_at("f").st_mode, S_IFREG | 0601);
    EQUAL(chmod("f", 0100777), 0); /* what is no permission does not count */
    EQUAL(status_at("f").st_mode, S_IFREG | 0777);
    EQUAL(close(file), 0);
    FAILS(chmod("none", 0644), ENOENT);
    EQUAL(unlink("f"), 0);
}

static void mask(void)
{
    EQUAL(umask(077), 022);
    EQUAL(close(open("f", O_RDWR | O_CREAT, 0777)), 0);
    EQUAL(mkdir("d", 0777), 0);
    EQUAL(mkfifo("p", 0666), 0);
    EQUAL(status_at("f").st_mode & 07777, 0700);
    EQUAL(status_at("d").st_mode & 0777, 0700);
    EQUAL(status_at("p").st_mode & 07777, 0600);
    EQUAL(umask(07777), 077);
    EQUAL(umask(0), 0777);
    EQUAL(chmod("f", 0666), 0);
    EQUAL(status_at("f").st_mode & 07777, 0666);
    CHECK(unlink("f") == 0 && rmdir("d") == 0 && unlink("p") == 0);
}

static void times_set(void)
{
    struct timeval times[2] = { { 1000000, 0 }, { 2000000, 0 } };
    struct stat status;
    time_t before;

    make_file("f", "x");
    before = status_at("f").st_ctime;
    EQUAL(utimes("f", times), 0);
    status = status_at("f");
    EQUAL(status.st_atime, 1000000);
    EQUAL(status.st_mtime, 2000000);
    CHECK(status.st_ctime >= before && status.st_ctime < before + 20);
    EQUAL(utimes("f", NULL), 0);
    CHECK(status_at("f").st_mtime >= before && status_at("f").st_atime >= before);
    FAILS(utimes("none", times), ENOENT);
    EQUAL(unlink("f"), 0);
}

/* Which of its three times a call changes. */
static void times_move(void)
{
    struct timeval old[2] = { { 1000000, 0 }, { 1000000, 0 } };
    int file;
    char byte;
    time_t changed;

    make_file("f", "content");
    file = open("f", O_RDWR);
    EQUAL(utimes("f", old), 0);
    EQUAL(write(file, "x", 1), 1);
    CHECK(status_at("f").st_mtime > 1000000 && status_at("f").st_atime == 1000000);
    EQUAL(utimes("f", old), 0);
    EQUAL(read(file, &byte, 1), 1);
    CHECK(status_at("f").st_atime > 1000000 && status_at("f").st_mtime == 1000000);
    EQUAL(utimes("f", old), 0);
    EQUAL(read(file, &byte, 0), 0);
    EQUAL(ftruncate(file, 3), 0);
    CHECK(status_at("f").st_mtime > 1000000);
    EQUAL(utimes("f", old), 0);
    changed = status_at("f").st_ctime;
    pause_ms(1100);
    EQUAL(chmod("f", 0600), 0);
    CHECK(status_at("f").st_ctime > changed && status_at("f").st_mtime == 1000000);
    changed = status_at("f").st_ctime;
    pause_ms(1100);
    EQUAL(link("f", "g"), 0);
    CHECK(status_at("f").st_ctime > changed && status_at("f").st_mtime == 1000000);
    EQUAL(close(file), 0);
    CHECK(unlink("f") == 0 && unlink("g") == 0);
}

static void access_asked(void)
{
    make_file("f", "");
    CHECK(access("f", F_OK) == 0 && access("f", R_OK | W_OK) == 0);
    FAILS(access("f", X_OK), EACCES); /* for the superuser, too: nobody may */
    EQUAL(chmod("f", 0100), 0);
    EQUAL(access("f", X_OK), 0);
    FAILS(access("none", F_OK), ENOENT);
    FAILS(access("f/x", F_OK), ENOTDIR);
    EQUAL(unlink("f"), 0);
}

static void owners(void)
{
    int file;

    make_file("f", "");
    EQUAL(chown("f", 10, 20), 0);
    EQUAL(status_at("f").st_uid, 10);
    EQUAL(status_at("f").st_gid, 20);
    EQUAL(chown("f", -1, 30), 0);
    EQUAL(status_at("f").st_uid, 10);
    EQUAL(chown("f", 0, -1), 0);
    EQUAL(status_at("f").st_gid, 30);
    file = open("f", O_RDONLY);
    EQUAL(fchown(file, 7, 8), 0);
    EQUAL(status_at("f").st_uid, 7);
    EQUAL(close(file), 0);
    EQUAL(unlink("f"), 0);
}

static void devices(void)
{
    EQUAL(mknod("n", S_IFCHR | 0666, status_at("/dev/null").st_rdev), 0);
    EQUAL(status_at("n").st_rdev, status_at("/dev/null").st_rdev);
    EQUAL(unlink("n"), 0);
    FAILS(mknod("none/n", S_IFCHR | 0666, 0), ENOENT);
    EQUAL(mknod("strange", S_IFCHR | 0666, 0x3f3f), 0);
    FAILS(open("strange", O_RDWR), ENXIO);
    EQUAL(unlink("strange"), 0);
}

const struct test attributes[] = {
    TEST(kinds, 0), TEST(permissions, 0), TEST(mask, 0), TEST(times_set, 0), TEST(times_move, 0),
    TEST(access_asked, 0), TEST(owners, ROOT), TEST(devices, ROOT | OURS), END,
};
