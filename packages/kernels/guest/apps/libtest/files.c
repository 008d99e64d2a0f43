/* Calls on files. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include "check.h"

static void contents(void)
{
    char buffer[20];
    struct iovec parts[2] = { { "scattered", 9 }, { "parts", 5 } };
    int file = open("file", O_RDWR | O_CREAT | O_EXCL, 0644);
    int other;

    CHECK(file >= 0);
    CHECK(write(file, "0123456789", 10) == 10);
    CHECK(lseek(file, 3, SEEK_SET) == 3 && read(file, buffer, 4) == 4);
    CHECK(memcmp(buffer, "3456", 4) == 0);
    CHECK(lseek(file, 0, SEEK_CUR) == 7 && lseek(file, -1, SEEK_END) == 9);
    CHECK(read(file, buffer, 10) == 1 && read(file, buffer, 10) == 0);
    other = dup(file);
    CHECK(other > file && lseek(other, 2, SEEK_SET) == 2 && lseek(file, 0, SEEK_CUR) == 2);
    CHECK(fcntl(other, F_SETFD, FD_CLOEXEC) == 0 && fcntl(other, F_GETFD) == FD_CLOEXEC);
    CHECK((fcntl(file, F_GETFL) & O_ACCMODE) == O_RDWR);
    CHECK(close(other) == 0 && close(other) == -1 && errno == EBADF);
    CHECK(ftruncate(file, 5) == 0 && lseek(file, 0, SEEK_END) == 5);
    CHECK(lseek(file, 9000, SEEK_SET) == 9000 && writev(file, parts, 2) == 14);
    CHECK(lseek(file, 8996, SEEK_SET) == 8996 && read(file, buffer, 14) == 14);
    CHECK(memcmp(buffer, "\0\0\0\0scattered", 13) == 0);
    CHECK(close(file) == 0);
    CHECK(open("file", O_RDWR | O_CREAT | O_EXCL, 0644) == -1 && errno == EEXIST);
    file = open("file", O_WRONLY | O_APPEND);
    CHECK(write(file, "end", 3) == 3 && lseek(file, 0, SEEK_CUR) == 9017);
    CHECK(read(file, buffer, 1) == -1 && errno == EBADF);
    CHECK(close(file) == 0);
}

static void names_and_attributes(void)
{
    struct stat status, other;
    char target[20];
    struct timeval times[2] = { { 1000000, 0 }, { 2000000, 0 } };

    CHECK(stat("file", &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 9017);
    CHECK((status.st_mode & 0777) == 0644 && status.st_nlink == 1);
    CHECK(link("file", "again") == 0 && stat("again", &other) == 0);
    CHECK(other.st_ino == status.st_ino && other.st_nlink == 2);
    CHECK(rename("again", "third") == 0 && access("again", F_OK) == -1 && errno == ENOENT);
    CHECK(unlink("third") == 0 && stat("file", &status) == 0 && status.st_nlink == 1);
    CHECK(chmod("file", 0600) == 0 && stat("file", &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    CHECK(utimes("file", times) == 0 && stat("file", &status) == 0);
    CHECK(status.st_atime == 1000000 && status.st_mtime == 2000000);
    CHECK(symlink("file", "soft") == 0 && readlink("soft", target, sizeof(target)) == 4);
    CHECK(memcmp(target, "file", 4) == 0);
    CHECK(lstat("soft", &other) == 0 && S_ISLNK(other.st_mode));
    CHECK(stat("soft", &other) == 0 && other.st_ino == status.st_ino);
    CHECK(umask(027) == 022 && umask(022) == 027);
    CHECK(unlink("soft") == 0 && unlink("file") == 0 && unlink("file") == -1 && errno == ENOENT);
}

static void devices(void)
{
    char buffer[4] = "abc";
    int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDONLY);
    struct stat status;

    CHECK(null >= 0 && write(null, buffer, 4) == 4 && read(null, buffer, 4) == 0);
    CHECK(zero >= 0 && read(zero, buffer, 4) == 4 && memcmp(buffer, "\0\0\0", 4) == 0);
    CHECK(fstat(null, &status) == 0 && S_ISCHR(status.st_mode));
    CHECK(close(null) == 0 && close(zero) == 0);
}

static void temporary(void)
{
    char a[] = "tXXXXXX", b[] = "tXXXXXX";
    int first = mkstemp(a), second = mkstemp(b);

    CHECK(first >= 0 && second >= 0 && strcmp(a, b) != 0);
    CHECK(close(first) == 0 && close(second) == 0 && unlink(a) == 0 && unlink(b) == 0);
}

void test_files(void)
{
    umask(022);
    contents();
    names_and_attributes();
    devices();
    temporary();
}
