/*
 * The same random calls here and on the host's own file system: results and errors are the same
 * where POSIX leaves no choice, and so are the trees at the end. What is not compared: which of
 * several errors a rename or link has, or a size below 0; whether a name is too long before the
 * directory may be searched or after; opening directories with O_CREAT, which only Linux refuses;
 * directories' sizes and counts; positions in directories.
 */
#include <abi/dirent.h>

#include "compare.h"

#define DEEP 24 /* directories above the one where all happens: ".." does not get out of them */

uint64_t random_state;
int fds[OPEN_MAX]; /* the host's descriptors; -1: not open */
static int calls_done, calls_good;
char what[1024]; /* the call being made */
char first[2048], second[2048], ours_bytes[BYTES], theirs_bytes[BYTES];
static char name_255[NAME_MAX + 1], name_256[NAME_MAX + 2];

_Noreturn void differ(long ours, long theirs)
{
    printf("call %d: %s: %ld here, %ld on the host\n", calls_done, what, ours, theirs);
    exit(1);
}

long same(long ours, long theirs)
{
    calls_done++;
    calls_good += ours >= 0;
    if (ours == -ENAMETOOLONG && (theirs == -ENOTDIR || theirs == -EACCES))
        return ours;
    if (ours != theirs)
        differ(ours, theirs);
    return ours;
}

/* That both fail is all that can be said. */
void same_or_errors(long ours, long theirs)
{
    same(ours, ours < 0 && theirs < 0 ? ours : theirs);
}

/* ---- what calls are given ---- */

void name_append(char *path)
{
    static const char *const names[] = {"a", "b", "c", "d", "s", "t", "longer-than-fifteen-bytes"};
    unsigned choice = below(100);

    path += strlen(path);
    if (choice < 75)
        strcpy(path, names[below(sizeof names / sizeof names[0])]);
    else if (choice < 87)
        strcpy(path, "..");
    else if (choice < 95)
        strcpy(path, ".");
    else if (choice < 98)
        strcpy(path, "absent");
    else
        strcpy(path, one_in(2) ? name_255 : name_256);
}

char *path_make(char *path, bool may_end_in_slash)
{
    unsigned components = 1 + below(4);

    *path = '\0';
    if (one_in(200))
        return path;
    while (components-- > 0) {
        name_append(path);
        if (components > 0)
            strcpy(path + strlen(path), one_in(10) ? "//" : "/");
    }
    if (may_end_in_slash && one_in(12))
        strcpy(path + strlen(path), "/");
    return path;
}

/* More links on the way than are followed here, or longer ones, and not more than there: not to be
 * compared. */
bool too_many_links(const char *path)
{
    struct host_stat st;
    long error = stat_error(path);

    return (error == -ELOOP || error == -ENAMETOOLONG) && host_stat(path, &st) != error;
}

mode_t some_mode(void)
{
    static const mode_t modes[] = {0644, 0600, 0444, 0200, 0755, 0700, 0777, 0, 0311, 0555};

    return modes[below(one_in(4) ? 10 : 7)];
}

/* ---- what they say ---- */

void stat_same(const struct stat *ours, const struct host_stat *theirs)
{
    mode_t compared = S_ISLNK(ours->st_mode) ? S_IFMT : ~(mode_t)0; /* permissions of links mean nothing */

    if (((ours->st_mode ^ theirs->mode) & compared) != 0 || ours->st_uid != theirs->uid || ours->st_gid != theirs->gid)
        differ((long)ours->st_mode, (long)theirs->mode);
    if (S_ISDIR(ours->st_mode))
        return;
    if (ours->st_nlink != theirs->links)
        differ((long)ours->st_nlink, (long)theirs->links);
    if (ours->st_size != theirs->size)
        differ(ours->st_size, theirs->size);
}

void bytes_same(long count)
{
    if (count > 0 && memcmp(ours_bytes, theirs_bytes, (size_t)count) != 0)
        differ(ours_bytes[0], theirs_bytes[0]);
}

/* ---- whole trees ---- */

static void sort_in(char names[][NAME_MAX + 1], long count, const char *name)
{
    long at = count;

    while (at > 0) {
        const char *a = names[at - 1], *b = name;

        while (*a != '\0' && *a == *b)
            a++, b++;
        if ((unsigned char)*a < (unsigned char)*b)
            break;
        strcpy(names[at], names[at - 1]);
        at--;
    }
    strcpy(names[at], name);
}

#define NAMES_MAX 64

static long our_names(const char *path, char names[][NAME_MAX + 1])
{
    static char buffer[4 * DIRECTORY_BLOCK];
    long f = OPEN(path, O_RDONLY, 0), bytes, count = 0;

    if (f < 0)
        return f;
    while ((bytes = CALL(getdirentries, f, (long)buffer, sizeof buffer, 0)) > 0)
        for (long at = 0; at < bytes; at += ((struct dirent *)(buffer + at))->d_reclen) {
            const struct dirent *d = (const struct dirent *)(buffer + at);

            if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
                sort_in(names, count++, d->d_name);
        }
    CLOSE(f);
    return bytes < 0 ? bytes : count;
}

static void trees_same(const char *path, int depth)
{
    char names[NAMES_MAX][NAME_MAX + 1];
    static char theirs[NAMES_MAX * (NAME_MAX + 1)];
    char inner[4096];
    const char *at = theirs;
    long count;

    snprintf(what, sizeof what, "names in %s", path);
    count = same(our_names(path, names), host_names(path, theirs));
    for (long i = 0; i < count; i++, at += strlen(at) + 1)
        if (strcmp(names[i], at) != 0)
            differ(i, 0);
    for (long i = 0; i < count; i++) {
        struct stat st;
        struct host_stat host_st;

        snprintf(inner, sizeof inner, "%s/%s", path, names[i]);
        if (strlen(inner) >= PATH_MAX)
            continue;
        snprintf(what, sizeof what, "lstat %s", inner);
        if (same(CALL(lstat, PATH(inner), (long)&st), host_lstat(inner, &host_st)) != 0)
            continue;
        stat_same(&st, &host_st);
        if (S_ISDIR(st.st_mode) && depth < DEEP)
            trees_same(inner, depth + 1);
        else if (S_ISREG(st.st_mode)) {
            long f = OPEN(inner, O_RDONLY, 0), g = host_open(inner, O_RDONLY, 0);

            same(f < 0 ? f : 0, g < 0 ? g : 0);
            if (f < 0)
                continue;
            bytes_same(same(READ(f, ours_bytes, BYTES), host_read((int)g, theirs_bytes, BYTES)));
            CLOSE(f);
            host_close((int)g);
        }
    }
}

static void call_one(void)
{
    unsigned count = 0, paths;

    while (path_calls[count] != NULL)
        count++;
    for (paths = count; file_calls[count - paths] != NULL;)
        count++;
    count = below(count);
    (count < paths ? path_calls[count] : file_calls[count - paths])();
}

int compare_with_host(unsigned seed, const char *folder, int count, uid_t uid)
{
    random_state = seed;
    memset(name_255, 'n', NAME_MAX);
    memset(name_256, 'n', NAME_MAX + 1);
    for (int i = 0; i < OPEN_MAX; i++)
        fds[i] = -1;
    WORKS(CALL(chown, PATH("/"), uid, uid));
    act_as(uid, uid);
    host_start(folder, uid, 022);
    for (int i = 0; i < DEEP; i++) {
        WORKS(MKDIR("deep", 0755));
        CHECK_IS(host_mkdir("deep", 0755), 0);
        WORKS(CALL(chdir, PATH("deep")));
        CHECK_IS(host_chdir("deep"), 0);
    }
    CHECK_IS(OPEN(".", O_RDONLY, 0), 0);
    fds[0] = (int)host_open(".", O_RDONLY, 0);
    while (calls_done < count)
        call_one();
    trees_same(".", 0);
    printf("ok: %d calls, %d of them succeeded\n", calls_done, calls_good);
    return 0;
}
