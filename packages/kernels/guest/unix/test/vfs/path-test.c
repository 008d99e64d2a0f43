/* From path names to files. */
#include "tree.h"

static char longest[PATH_MAX + 8];

static void is_same(const char *a, const char *b)
{
    if (!same_file(a, b)) {
        printf("%s is not %s\n", a, b);
        check_failed(__FILE__, __LINE__, "same file");
    }
}

static void tree_make(void)
{
    WORKS(MKDIR("/d", 0755));
    WORKS(MKDIR("/d/e", 0755));
    file_make("/d/e/f", "text");
    WORKS(CALL(chdir, PATH("/d")));
}

static void components(void)
{
    tree_make();
    is_same("/d/e/f", "e/f");
    is_same("/d/e/f", "//d///e//f");
    is_same("/d/e/f", "./e/./f");
    is_same("/d/e/f", "e/../e/f");
    is_same("/d/e/f", "../d/e/f");
    is_same("/", "..");
    is_same("/", "../../..");
    is_same("/", "/..");
    is_same("/", "/.");
    is_same("/", "///");
    is_same("/d", ".");
    is_same("/d", "./");
    is_same("/d/e", "e//");
    is_same("/d", "e/..");
    is_same("/d/e", "e/.");
}

static void errors(void)
{
    tree_make();
    FAILS(stat_error(""), ENOENT);
    FAILS(CALL(stat, BAD_ADDRESS, (long)longest), EFAULT);
    FAILS(CALL(stat, PATH("/d"), BAD_ADDRESS), EFAULT);
    FAILS(stat_error("absent"), ENOENT);
    FAILS(stat_error("absent/x"), ENOENT);
    FAILS(stat_error("absent/.."), ENOENT);
    FAILS(stat_error("e/f/x"), ENOTDIR);
    FAILS(stat_error("e/f/"), ENOTDIR);
    FAILS(stat_error("e/f/."), ENOTDIR);
    FAILS(stat_error("e/f/.."), ENOTDIR);
    FAILS(stat_error("absent/"), ENOENT);
}

static void lengths(void)
{
    memset(longest, 'x', NAME_MAX);
    longest[NAME_MAX] = '\0';
    FAILS(stat_error(longest), ENOENT);
    file_make(longest, "");
    WORKS(stat_error(longest));
    longest[NAME_MAX] = 'x';
    longest[NAME_MAX + 1] = '\0';
    FAILS(stat_error(longest), ENAMETOOLONG);
    FAILS(OPEN(longest, O_CREAT | O_WRONLY, 0644), ENAMETOOLONG);
    memset(longest, '/', PATH_MAX - 1);
    longest[PATH_MAX - 1] = '\0';
    WORKS(stat_error(longest));
    longest[PATH_MAX - 1] = '/';
    longest[PATH_MAX] = '\0';
    FAILS(stat_error(longest), ENAMETOOLONG);
}

static void searching(void)
{
    tree_make();
    WORKS(CALL(chmod, PATH("/d/e"), 0600));
    WORKS(stat_error("e/f")); /* the superuser searches everything */
    act_as(7, 7);
    FAILS(stat_error("e/f"), EACCES);
    FAILS(stat_error("e/absent"), EACCES);
    FAILS(stat_error("e/.."), EACCES);
    FAILS(stat_error("e/."), EACCES);
    WORKS(stat_error("e"));
    WORKS(stat_error("e/"));
    set_effective(0, 0);
    WORKS(CALL(chmod, PATH("/d/e"), 0711));
    set_effective(7, 7);
    WORKS(stat_error("e/f"));
    FAILS(OPEN("e", O_RDONLY, 0), EACCES);
}

static void links(void)
{
    struct stat st;

    tree_make();
    WORKS(SYMLINK("e", "s"));
    WORKS(SYMLINK("/d/e/f", "absolute"));
    WORKS(SYMLINK("nowhere", "dangling"));
    WORKS(SYMLINK("../d/s/../e/f", "winding"));
    WORKS(SYMLINK("/", "root"));
    WORKS(SYMLINK("e/f", "file"));
    WORKS(SYMLINK("s/", "slash"));
    is_same("s/f", "e/f");
    is_same("s", "e");
    is_same("s/", "e");
    is_same("s/..", "/d"); /* of what it leads to */
    is_same("absolute", "e/f");
    is_same("winding", "e/f");
    is_same("root/d/s/f", "e/f");
    is_same("root/", "/");
    is_same("slash/f", "e/f");
    is_same("slash", "e");
    WORKS(CALL(lstat, PATH("s"), (long)&st));
    CHECK(S_ISLNK(st.st_mode) && st.st_size == 1);
    WORKS(CALL(lstat, PATH("s/"), (long)&st));
    CHECK(S_ISDIR(st.st_mode));
    WORKS(CALL(lstat, PATH("s/f"), (long)&st));
    CHECK(S_ISREG(st.st_mode));
    FAILS(stat_error("dangling"), ENOENT);
    WORKS(lstat_error("dangling"));
    FAILS(stat_error("dangling/x"), ENOENT);
    FAILS(lstat_error("dangling/"), ENOENT);
    FAILS(stat_error("file/"), ENOTDIR);
    FAILS(lstat_error("file/"), ENOTDIR);
    FAILS(stat_error("file/x"), ENOTDIR);
    FAILS(SYMLINK("", "nothing"), ENOENT);
}

static void link_loops(void)
{
    char name[8], target[8];

    tree_make();
    WORKS(SYMLINK("loop", "loop"));
    FAILS(stat_error("loop"), ELOOP);
    FAILS(stat_error("loop/x"), ELOOP);
    WORKS(lstat_error("loop"));
    FAILS(OPEN("loop", O_CREAT | O_RDWR, 0644), ELOOP);
    WORKS(SYMLINK("e", "l1"));
    for (int i = 2; i <= SYMLOOP_MAX + 1; i++) {
        snprintf(target, sizeof target, "l%d", i - 1);
        snprintf(name, sizeof name, "l%d", i);
        WORKS(SYMLINK(target, name));
    }
    snprintf(name, sizeof name, "l%d", SYMLOOP_MAX);
    is_same(name, "e");
    snprintf(name, sizeof name, "l%d", SYMLOOP_MAX + 1);
    FAILS(stat_error(name), ELOOP);
}

static void link_lengths(void)
{
    static char target[PATH_MAX + 1];
    const char *rest = "/e/f";

    tree_make();
    memset(target, '/', PATH_MAX);
    memcpy(target + 60, "d", 1); /* longer than any inode has room for */
    target[200] = '\0';
    WORKS(SYMLINK(target, "long"));
    is_same("long/e/f", "/d/e/f");
    is_same("long", "/d");
    memset(target + 61, '/', PATH_MAX - 61);
    target[PATH_MAX - 1 - strlen(rest)] = '\0';
    WORKS(SYMLINK(target, "fits"));
    is_same("fits/e/f", "/d/e/f");
    FAILS(stat_error("fits/e/./f"), ENAMETOOLONG);
    target[PATH_MAX - 1 - strlen(rest)] = '/';
    target[PATH_MAX - 1] = '\0';
    WORKS(SYMLINK(target, "longest"));
    is_same("longest", "/d");
    FAILS(stat_error("longest/"), ENAMETOOLONG);
    target[PATH_MAX - 1] = '/';
    target[PATH_MAX] = '\0';
    FAILS(SYMLINK(target, "longer"), ENAMETOOLONG);
}

static void chroots(void)
{
    tree_make();
    WORKS(SYMLINK("/e/f", "inside"));
    WORKS(SYMLINK("/d/e/f", "outside"));
    FAILS(CALL(chroot, PATH("/d/e/f")), ENOTDIR);
    FAILS(CALL(chroot, PATH("/absent")), ENOENT);
    act_as(7, 7);
    FAILS(CALL(chroot, PATH("/d")), EPERM);
    set_effective(0, 0);
    WORKS(CALL(chroot, PATH("/d")));
    is_same("/", ".");
    is_same("/..", "/");
    is_same("..", "/");
    is_same("/../../e/../..", "/");
    is_same("/inside", "/e/f");
    FAILS(stat_error("/outside"), ENOENT);
    FAILS(stat_error("/d"), ENOENT);
    WORKS(CALL(chroot, PATH("/e")));
    is_same("/f", "e/f");
    is_same("/..", "/");
}

static void roots(void)
{
    FAILS(MKDIR("/", 0755), EEXIST);
    FAILS(MKDIR("///", 0755), EEXIST);
    FAILS(SYMLINK("x", "/"), EEXIST);
    FAILS(MKNOD("/", S_IFREG | 0644, 0), EEXIST);
    FAILS(CALL(rmdir, PATH("/")), EBUSY);
    FAILS(UNLINK("/"), EBUSY);
    file_make("/file", "");
    FAILS(CALL(link, PATH("/file"), PATH("/")), EEXIST);
    FAILS(RENAME("/", "/x"), EBUSY);
    FAILS(RENAME("/file", "/"), EBUSY);
    FAILS(OPEN("/", O_CREAT | O_RDONLY, 0644), EISDIR);
    FAILS(OPEN("/", O_CREAT | O_EXCL | O_RDONLY, 0644), EEXIST);
    WORKS(CLOSE(OPEN("/", O_RDONLY, 0)));
}

static void mounts_crossed(void)
{
    struct stat st;

    tree_make();
    WORKS(MKDIR("/d/m", 0755));
    second_mount("/d/m", 0);
    CHECK_IS(stat_of("/d/m").st_dev, DEVICE_SECOND);
    WORKS(MKDIR("/d/m/n", 0755));
    file_make("/d/m/n/o", "there");
    is_same("/d/m/n/o", "m/n/o");
    is_same("/d/m/..", "/d");
    is_same("/d/m/n/../..", "/d");
    is_same("/d/m/n/../../e/f", "e/f");
    is_same("/d/m/n/..", "m");
    WORKS(CALL(lstat, PATH("m"), (long)&st));
    CHECK_IS(st.st_dev, DEVICE_SECOND);
    WORKS(CALL(chdir, PATH("m/n")));
    is_same("../..", "/d");
    is_same("../../e", "/d/e");
    WORKS(SYMLINK("../../e/f", "s"));
    is_same("s", "/d/e/f");
    WORKS(CALL(chroot, PATH("/d/m"))); /* a root that is a root */
    is_same("/..", "/");
    is_same("/n/../..", "/");
    WORKS(CALL(chroot, PATH("/n")));
    current->u_cdir->v_count--; /* back to where everything can be named again */
    current->u_cdir = root_vnode;
    vnode_hold(root_vnode);
    vnode_release(current->u_rdir);
    current->u_rdir = NULL;
    WORKS(CALL(umount, PATH("/disk1")));
    FAILS(stat_error("/d/m/n"), ENOENT);
    CHECK_IS(stat_of("/d/m").st_dev, DEVICE_ROOT);
}

static void removed_directory(void)
{
    tree_make();
    WORKS(MKDIR("gone", 0755));
    WORKS(CALL(chdir, PATH("gone")));
    WORKS(CALL(rmdir, PATH("../gone")));
    WORKS(stat_error("."));
    FAILS(stat_error("x"), ENOENT);
    WORKS(CALL(chdir, PATH("/")));
}

const struct test path_tests[] = {
    {"paths: components", components},
    {"paths: errors", errors},
    {"paths: lengths", lengths},
    {"paths: directories that may not be searched", searching},
    {"paths: symbolic links", links},
    {"paths: symbolic links that lead in circles", link_loops},
    {"paths: symbolic links that are too long", link_lengths},
    {"paths: chroot", chroots},
    {"paths: roots", roots},
    {"paths: mounted file systems", mounts_crossed},
    {"paths: a directory that is removed", removed_directory},
    {NULL, NULL},
};
