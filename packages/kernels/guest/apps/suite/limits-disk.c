/* Disks that are full: of blocks, of inodes. Not for the host. */
#include "suite.h"

#ifndef __GLIBC__
#include <sys/statfs.h>

#define CHUNK 16384

static char bytes[CHUNK];

static long blocks_free(void)
{
    struct statfs status;

    SAME(statfs(".", &status), 0);
    return status.f_bfree;
}

static long inodes_free(void)
{
    struct statfs status;

    SAME(statfs(".", &status), 0);
    return status.f_ffree;
}

/* Writes until there is no room, `chunk` bytes at a time and then fewer; the file's size. */
static off_t fill_disk(int file)
{
    off_t size = 0;

    for (int chunk = CHUNK; chunk >= 512; chunk /= 2) {
        ssize_t done;

        fill(bytes, chunk, size / 512);
        while ((done = write(file, bytes, chunk)) == chunk) {
            size += chunk;
            fill(bytes, chunk, size / 512);
        }
        SAME(done, -1);
        SAME(errno, ENOSPC);
    }
    return size;
}

static void disk_full(void)
{
    long before = blocks_free(), full;
    int file = open_new("big"), small = open_new("small");
    off_t size;

    write_all(small, "here", 4);
    size = fill_disk(file);
    SAME(size_of("big"), size); /* what was said to be written, to the byte */
    SAME(lseek(file, 0, SEEK_CUR), size);
    CHECK(size > 100000);
    full = blocks_free(); /* fragments may be left, but no block */
    CHECK(full < before / 20);
    if (mkdir("d", 0755) == 0)
        SAME(rmdir("d"), 0);
    else
        SAME(errno, ENOSPC);
    FAILS(ftruncate(small, 100000), ENOSPC);
    SAME(lseek(small, 4, SEEK_SET), 4);
    FAILS(write(small, bytes, CHUNK), ENOSPC);
    SAME(size_of("small"), 4);
    expect_text("small", "here");
    SAME(lseek(file, 0, SEEK_SET), 0); /* what is there can be read, and written */
    SAME(write(file, "over", 4), 4);
    SAME(rename("small", "other"), 0);
    SAME(chmod("other", 0600), 0);
    SAME(unlink("big"), 0);
    CHECK(blocks_free() <= full + 8); /* it is open */
    close_ok(file);
    SAME(lseek(small, 0, SEEK_SET), 0);
    write_all(small, bytes, CHUNK);
    SAME(ftruncate(small, 0), 0);
    close_ok(small);
    SAME(unlink("other"), 0);
    SAME(blocks_free(), before);
}

/* Contents are right up to the last byte that was taken. */
static void full_disk_contents(void)
{
    int file = open_new("big");
    off_t size = fill_disk(file), at = 0;

    SAME(fsync(file), 0);
    SAME(lseek(file, 0, SEEK_SET), 0);
    for (int chunk = CHUNK; chunk >= 512 && at < size;) {
        ssize_t done = read(file, bytes, at + chunk <= size ? chunk : size - at);

        CHECK(done > 0);
        /* Written in smaller pieces from here. */
        if (done < chunk || !is_filled(bytes, chunk, at / 512)) {
            SAME(lseek(file, at, SEEK_SET), at);
            chunk /= 2;
            CHECK(chunk >= 512);
            continue;
        }
        at += done;
    }
    SAME(at, size);
    close_ok(file);
}

static void user_is_refused_first(void)
{
    struct statfs status;
    int file = open("mine", O_RDWR | O_CREAT, 0644);

    fill_disk(file);
    SAME(statfs(".", &status), 0);
    CHECK(status.f_bavail <= 0 || status.f_bavail < 16);
    CHECK(status.f_bfree > 16);
    close_ok(file);
}

/* Ordinary users leave a reserve, which the superuser has. */
static void reserve(void)
{
    int file;

    run_as_user(user_is_refused_first);
    file = open_new("f");
    SAME(write(file, bytes, CHUNK), CHUNK);
    close_ok(file);
}

/* A write in several processes until the disk is full: each is told what it has got. */
static void full_for_several(void)
{
    enum { CHILDREN = 3 };
    pid_t children[CHILDREN];

    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork_child();
        if (children[i] == 0) {
            char name[10];
            off_t size = 0;
            int file;

            snprintf(name, sizeof(name), "f%d", i);
            file = open_new(name);
            while (write(file, bytes, CHUNK) == CHUNK)
                size += CHUNK;
            SAME(errno, ENOSPC);
            SAME(size_of(name), size);
            _exit(0);
        }
    }
    for (int i = 0; i < CHILDREN; i++)
        expect_exit(children[i], 0);
}

/* A hole is filled when there is no block: nothing changes. */
static void hole_on_full_disk(void)
{
    int file = open_new("holes"), big = open_new("big");
    off_t size;

    SAME(ftruncate(file, 500000), 0);
    size = fill_disk(big);
    CHECK(size > 0);
    SAME(lseek(file, 8192, SEEK_SET), 8192);
    FAILS(write(file, bytes, 8192), ENOSPC);
    SAME(lseek(file, 8192, SEEK_SET), 8192);
    read_all(file, bytes, 8192);
    CHECK(is_zero(bytes, 8192));
    SAME(size_of("holes"), 500000);
    close_ok(big);
    SAME(unlink("big"), 0);
    SAME(lseek(file, 8192, SEEK_SET), 8192);
    fill(bytes, 8192, 3);
    SAME(write(file, bytes, 8192), 8192);
    close_ok(file);
}

static void out_of_inodes(void)
{
    long before = inodes_free(), made = 0;
    char name[40];
    int file = -1;

    for (int directory = 0; made <= before; directory++) {
        snprintf(name, sizeof(name), "d%d", directory);
        if (mkdir(name, 0755) < 0)
            break;
        made++;
        for (int i = 0; i < 100; i++) {
            snprintf(name, sizeof(name), "d%d/f%d", directory, i);
            file = open(name, O_WRONLY | O_CREAT | O_EXCL, 0644);
            if (file < 0)
                break;
            close_ok(file);
            made++;
        }
        if (file < 0)
            break;
    }
    SAME(errno, ENOSPC);
    SAME(made, before);
    SAME(inodes_free(), 0);
    FAILS(open("x", O_WRONLY | O_CREAT, 0644), ENOSPC);
    FAILS(mkdir("x", 0755), ENOSPC);
    FAILS(symlink("a", "x"), ENOSPC);
    FAILS(mkfifo("x", 0644), ENOSPC);
    SAME(link("d0/f0", "x"), 0); /* needs none */
    SAME(unlink("x"), 0);
    SAME(unlink("d0/f0"), 0);
    make_file("x", "text");
    expect_text("x", "text");
}

const struct test limits_disk[] = {
    TEST(disk_full, OURS | ROOT | SLOW),
    TEST(full_disk_contents, OURS | ROOT | SLOW),
    TEST(reserve, OURS | ROOT | SLOW),
    TEST(full_for_several, OURS | ROOT | SLOW),
    TEST(hole_on_full_disk, OURS | ROOT | SLOW),
    TEST(out_of_inodes, OURS | ROOT | SLOW),
    END,
};
#else
const struct test limits_disk[] = { END };
#endif
