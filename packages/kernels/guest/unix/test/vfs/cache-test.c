/* The name cache: what it answers, and that it never answers what is no longer so. */
#include "tree.h"

static struct name_cache_statistics before;

static void mark(void) { before = name_cache_statistics; }
#define MORE(what) (name_cache_statistics.what - before.what)

static void hits(void)
{
    WORKS(MKDIR("/a", 0755));
    file_make("/a/b", "");
    WORKS(stat_error("/a/b"));
    mark();
    WORKS(stat_error("/a/b"));
    WORKS(stat_error("/a/b"));
    CHECK_IS(MORE(hits), 4);
    CHECK_IS(MORE(misses), 0);
    WORKS(stat_error("/a/../a/b"));
    mark();
    WORKS(stat_error("/a/../a/b"));
    CHECK_IS(MORE(hits), 4);
    mark();
    WORKS(stat_error("/../a/./b")); /* "." and a root's ".." are not asked for */
    CHECK_IS(MORE(hits), 2);
    CHECK_IS(MORE(misses), 0);
}

static void negative(void)
{
    FAILS(stat_error("/x"), ENOENT);
    mark();
    FAILS(stat_error("/x"), ENOENT);
    CHECK_IS(MORE(negative_hits), 1);
    file_make("/x", "now");
    file_is("/x", "now");
    WORKS(UNLINK("/x"));
    FAILS(stat_error("/x"), ENOENT);
    FAILS(UNLINK("/x"), ENOENT);
    WORKS(MKDIR("/x", 0755));
    WORKS(stat_error("/x"));
    WORKS(CALL(rmdir, PATH("/x")));
    FAILS(stat_error("/x"), ENOENT);
    file_make("/y", "");
    FAILS(stat_error("/x"), ENOENT);
    WORKS(CALL(link, PATH("/y"), PATH("/x")));
    WORKS(stat_error("/x"));
    FAILS(stat_error("/z"), ENOENT);
    WORKS(RENAME("/x", "/z"));
    WORKS(stat_error("/z"));
    FAILS(stat_error("/x"), ENOENT);
    WORKS(SYMLINK("z", "/x"));
    CHECK(same_file("/x", "/z"));
    FAILS(stat_error("/w"), ENOENT);
    WORKS(MKNOD("/w", S_IFIFO | 0644, 0));
    WORKS(stat_error("/w"));
}

static void used_again(void)
{
    struct vnode *was;

    file_make("/old", "old");
    WORKS(stat_error("/old"));
    was = vnode_of_path("/old");
    WORKS(UNLINK("/old"));
    file_make("/new", "new");
    CHECK(vnode_of_path("/new") == was);
    FAILS(stat_error("/old"), ENOENT);
    file_is("/new", "new");
    /* What the name leads to is another file without the name having been changed by a call. */
    file_make("/stale", "");
    WORKS(stat_error("/stale"));
    name_cache_purge(vnode_of_path("/stale"));
    mark();
    WORKS(stat_error("/stale"));
    CHECK_IS(MORE(stale), 1);
    WORKS(stat_error("/stale"));
    CHECK_IS(MORE(hits), 1);
}

static void moved_directory(void)
{
    WORKS(MKDIR("/a", 0755));
    WORKS(MKDIR("/b", 0755));
    WORKS(MKDIR("/a/c", 0755));
    file_make("/a/c/f", "");
    CHECK(same_file("/a/c/..", "/a"));
    WORKS(stat_error("/a/c/f"));
    WORKS(RENAME("/a/c", "/b/d"));
    CHECK(same_file("/b/d/..", "/b"));
    FAILS(stat_error("/a/c/f"), ENOENT);
    WORKS(stat_error("/b/d/f"));
}

/* The way to the new name leads through the old one. */
static void renamed_link(void)
{
    WORKS(MKDIR("/d", 0755));
    WORKS(SYMLINK("d", "/s"));
    WORKS(stat_error("/s"));
    WORKS(RENAME("/s", "/s/t"));
    FAILS(lstat_error("/s"), ENOENT);
    WORKS(lstat_error("/d/t"));
}

static void long_names(void)
{
    char name[40] = "/";

    memset(name + 1, 'n', 31);
    file_make(name, "");
    WORKS(stat_error(name));
    mark();
    WORKS(stat_error(name));
    CHECK_IS(MORE(hits), 1);
    name[32] = 'n';
    file_make(name, "");
    mark();
    WORKS(stat_error(name));
    WORKS(stat_error(name));
    CHECK_IS(MORE(long_names), 2);
    CHECK_IS(MORE(hits), 0);
}

static void least_recently_used(void)
{
    char name[16];

    file_make("/kept", "");
    WORKS(stat_error("/kept"));
    for (int i = 0; i < 700; i++) {
        snprintf(name, sizeof name, "/absent%d", i);
        FAILS(stat_error(name), ENOENT);
        WORKS(stat_error("/kept"));
    }
    mark();
    FAILS(stat_error("/absent699"), ENOENT);
    FAILS(stat_error("/absent189"), ENOENT); /* 511 others */
    CHECK_IS(MORE(negative_hits), 2);
    FAILS(stat_error("/absent100"), ENOENT);
    CHECK_IS(MORE(misses), 1);
    mark();
    WORKS(stat_error("/kept"));
    CHECK_IS(MORE(hits), 1);
}

static void collisions_of_names(void)
{
    /* sums of the same characters are the same */
    file_make("/abc", "1");
    file_make("/cab", "2");
    file_make("/bca", "3");
    for (int i = 0; i < 2; i++) {
        file_is("/abc", "1");
        file_is("/cab", "2");
        file_is("/bca", "3");
    }
    WORKS(UNLINK("/cab"));
    file_is("/abc", "1");
    FAILS(stat_error("/cab"), ENOENT);
    file_is("/bca", "3");
}

static void without(void)
{
    struct namei n = {.n_path = (uaddr_t)"/quiet", .n_flags = NAMEI_SYSTEM | NAMEI_NO_CACHE};

    file_make("/quiet", "");
    mark();
    for (int i = 0; i < 2; i++) {
        CHECK_IS(namei(&n), 0);
        namei_release(&n);
    }
    CHECK_IS(MORE(misses), 2);
    CHECK_IS(MORE(entered), 0);
}

static void unmounted(void)
{
    WORKS(MKDIR("/m", 0755));
    second_mount("/m", 0);
    file_make("/m/f", "");
    WORKS(stat_error("/m/f"));
    FAILS(stat_error("/m/g"), ENOENT);
    WORKS(CALL(umount, PATH("/disk1")));
    FAILS(stat_error("/m/f"), ENOENT);
    file_make("/m/g", "below");
    second_mount("/m", 0);
    WORKS(stat_error("/m/f"));
    FAILS(stat_error("/m/g"), ENOENT);
    WORKS(CALL(umount, PATH("/disk1")));
    file_is("/m/g", "below");
}

const struct test cache_tests[] = {
    {"name cache: hits", hits},
    {"name cache: names that are not there", negative},
    {"name cache: vnodes that are other files", used_again},
    {"name cache: .. of a directory that moves", moved_directory},
    {"name cache: a link that moves to where it leads", renamed_link},
    {"name cache: long names", long_names},
    {"name cache: the least recently used goes", least_recently_used},
    {"name cache: names of one hash", collisions_of_names},
    {"name cache: names kept out", without},
    {"name cache: unmounting", unmounted},
    {NULL, NULL},
};
