/* open, creat, close: what is opened, made, refused. */
#include "tree.h"

static void modes(void)
{
    long f;

    f = CALL(creat, PATH("/f"), 06666);
    CHECK(f >= 0);
    CHECK_IS(mode_of("/f"), 06644); /* the mask is 022 */
    WORKS(CLOSE(f));
    f = OPEN("/g", O_CREAT | O_WRONLY, 07777);
    CHECK_IS(mode_of("/g"), 06755);
    WORKS(CLOSE(f));
    f = OPEN("/h", O_CREAT | O_RDWR, 0); /* its maker may write it all the same */
    CHECK_IS(WRITE(f, "x", 1), 1);
    WORKS(CLOSE(f));
    act_as(7, 7);
    FAILS(OPEN("/i", O_CREAT | O_WRONLY, 0644), EACCES);
    WORKS(CLOSE(OPEN("/f", O_CREAT | O_RDONLY, 0)));
    FAILS(OPEN("/f", O_CREAT | O_WRONLY, 0), EACCES);
    FAILS(OPEN("/f", O_RDONLY | O_TRUNC, 0), EACCES);
    FAILS(OPEN("/h", O_RDONLY, 0), EACCES);
    CHECK_IS(stat_of("/g").st_uid, 0);
}

static void owners(void)
{
    struct stat st;

    WORKS(MKDIR("/d", 0755));
    WORKS(CALL(chown, PATH("/d"), 7, 9));
    act_as(7, 8);
    WORKS(CLOSE(CALL(creat, PATH("/d/f"), 0644)));
    st = stat_of("/d/f");
    CHECK(st.st_uid == 7 && st.st_gid == 9); /* the directory's group */
}

static void flags(void)
{
    static const struct {
        int flags, read, write;
    } kinds[] = {
        {O_RDONLY, 0, -EBADF}, {O_WRONLY, -EBADF, 0}, {O_RDWR, 0, 0},
    };
    char byte;

    file_make("/f", "");
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        long f = OPEN("/f", kinds[i].flags | O_APPEND | O_NONBLOCK, 0);

        CHECK_IS(READ(f, &byte, 1), kinds[i].read);
        CHECK_IS(WRITE(f, &byte, 0), kinds[i].write);
        CHECK_IS(CALL(fcntl, f, F_GETFL, 0), kinds[i].flags | O_APPEND | O_NONBLOCK);
        CHECK_IS(vnode_of_path("/f")->v_writers, kinds[i].flags != O_RDONLY);
        WORKS(CLOSE(f));
        CHECK_IS(vnode_of_path("/f")->v_writers, 0);
    }
    FAILS(OPEN("/f", O_ACCMODE, 0), EINVAL);
    FAILS(OPEN("/absent", O_RDWR, 0), ENOENT);
    FAILS(CALL(open, BAD_ADDRESS, O_RDONLY, 0), EFAULT);
    FAILS(OPEN("/f/", O_RDONLY, 0), ENOTDIR);
}

static void exclusive(void)
{
    file_make("/f", "text");
    FAILS(OPEN("/f", O_CREAT | O_EXCL | O_RDWR, 0644), EEXIST);
    WORKS(SYMLINK("made", "/s"));
    FAILS(OPEN("/s", O_CREAT | O_EXCL | O_RDWR, 0644), EEXIST);
    FAILS(stat_error("/made"), ENOENT);
    WORKS(CLOSE(OPEN("/s", O_CREAT | O_RDWR, 0644))); /* where the link leads */
    CHECK(same_file("/made", "/s"));
    FAILS(OPEN("/new/", O_CREAT | O_RDWR, 0644), EISDIR);
    FAILS(stat_error("/new"), ENOENT);
    FAILS(OPEN(".", O_CREAT | O_EXCL | O_RDONLY, 0644), EEXIST);
    FAILS(OPEN("absent/x", O_CREAT | O_RDWR, 0644), ENOENT);
}

static void truncation(void)
{
    long f;

    file_make("/f", "text");
    f = OPEN("/f", O_RDONLY | O_TRUNC, 0);
    CHECK_IS(stat_of("/f").st_size, 0);
    FAILS(WRITE(f, "x", 1), EBADF);
    WORKS(CLOSE(f));
    file_make("/g", "text");
    WORKS(CLOSE(OPEN("/g", O_CREAT | O_WRONLY, 0)));
    file_is("/g", "text");
    WORKS(CLOSE(CALL(creat, PATH("/g"), 0)));
    file_is("/g", "");
}

static void directories(void)
{
    WORKS(MKDIR("/d", 0755));
    FAILS(OPEN("/d", O_WRONLY, 0), EISDIR);
    FAILS(OPEN("/d", O_RDWR, 0), EISDIR);
    FAILS(OPEN("/d", O_RDONLY | O_TRUNC, 0), EISDIR);
    FAILS(CALL(creat, PATH("/d"), 0644), EISDIR);
    WORKS(CLOSE(OPEN("/d", O_RDONLY, 0)));
    WORKS(CLOSE(OPEN("/d/", O_RDONLY, 0)));
}

static void texts(void)
{
    file_make("/program", "code");
    node_set_text("/program", true);
    text_is_busy = true;
    FAILS(OPEN("/program", O_WRONLY, 0), ETXTBSY);
    FAILS(OPEN("/program", O_RDONLY | O_TRUNC, 0), ETXTBSY);
    FAILS(CALL(truncate, PATH("/program"), 0), ETXTBSY);
    FAILS(CALL(access, PATH("/program"), W_OK), ETXTBSY);
    WORKS(CLOSE(OPEN("/program", O_RDONLY, 0)));
    CHECK_IS(text_uncached, 0);
    text_is_busy = false;
    WORKS(CLOSE(OPEN("/program", O_WRONLY, 0)));
    CHECK_IS(text_uncached, 1);
    node_set_text("/program", true);
    WORKS(UNLINK("/program"));
    CHECK_IS(text_uncached, 2);
}

/* All 64 descriptors; then, with another process, all 70 files. */
static void tables(void)
{
    char byte;

    file_make("/f", "x");
    for (int i = 0; i < OPEN_MAX; i++)
        CHECK_IS(OPEN("/f", O_RDONLY, 0), i);
    FAILS(OPEN("/f", O_RDONLY, 0), EMFILE);
    FAILS(OPEN("/new", O_CREAT | O_WRONLY, 0644), EMFILE);
    FAILS(stat_error("/new"), ENOENT);
    FAILS(CALL(dup, 0), EMFILE);
    FAILS(CALL(fcntl, 0, F_DUPFD, 0), EMFILE);
    WORKS(CLOSE(17));
    CHECK_IS(OPEN("/f", O_RDONLY, 0), 17);
    WORKS(CLOSE(63));
    CHECK_IS(current->u_lastfile, 62);
    CHECK_IS(CALL(dup, 17), 63);
    become(1);
    for (int i = 0; i < 7; i++)
        CHECK_IS(OPEN("/f", O_RDONLY, 0), i);
    FAILS(OPEN("/f", O_RDONLY, 0), ENFILE);
    FAILS(OPEN("/new", O_CREAT | O_WRONLY, 0644), ENFILE);
    FAILS(stat_error("/new"), ENOENT);
    CHECK_IS(CALL(dup, 0), 7); /* needs no file */
    FAILS(READ(8, &byte, 1), EBADF);
}

/* A name is gone, the file is there until its last close. */
static void unlinked(void)
{
    char got[8];
    struct stat st;
    long f;

    file_make("/f", "text");
    f = OPEN("/f", O_RDWR, 0);
    WORKS(UNLINK("/f"));
    CHECK_IS(READ(f, got, sizeof got), 4);
    WORKS(CALL(fstat, f, (long)&st));
    CHECK(st.st_nlink == 0 && st.st_size == 4);
    WORKS(CLOSE(f));
}

/* A file that cannot be opened once it was found or made gives its descriptor back. */
static void refused(void)
{
    WORKS(MKNOD("/busy", S_IFCHR | 0666, makedev(CHAR_REFUSING, 0)));
    WORKS(MKNOD("/restart", S_IFCHR | 0666, makedev(CHAR_REFUSING, 1)));
    WORKS(MKNOD("/unknown", S_IFCHR | 0666, makedev(77, 0)));
    WORKS(MKNOD("/block", S_IFBLK | 0666, makedev(77, 0)));
    WORKS(MKNOD("/disk", S_IFBLK | 0666, makedev(0, 9)));
    FAILS(OPEN("/busy", O_RDWR, 0), EBUSY);
    FAILS(OPEN("/restart", O_RDWR, 0), EINTR); /* the call is not made again */
    FAILS(OPEN("/unknown", O_RDWR, 0), ENXIO);
    FAILS(OPEN("/block", O_RDWR, 0), ENXIO);
    FAILS(OPEN("/disk", O_RDWR, 0), ENXIO);
    CHECK_IS(vnode_of_path("/busy")->v_writers, 0);
    CHECK_IS(echo_log.closes, 0);
    CHECK_IS(OPEN("/", O_RDONLY, 0), 0);
}

const struct test open_tests[] = {
    {"open: modes and masks", modes},
    {"open: owners of new files", owners},
    {"open: flags", flags},
    {"open: only if it is new", exclusive},
    {"open: truncation", truncation},
    {"open: directories", directories},
    {"open: programs that run", texts},
    {"open: tables are full", tables},
    {"open: files without a name", unlinked},
    {"open: devices that refuse", refused},
    {NULL, NULL},
};
