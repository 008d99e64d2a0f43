/* Files: a table of names and bytes, enough for exec and accounting. */
#include <abi/fcntl.h>
#include <unix/buf.h>
#include <unix/calls.h>
#include <unix/file.h>
#include <unix/namei.h>
#include <unix/tty.h>

#include "host.h"

#define FILES 64

struct test_file test_files[FILES];
int test_file_count;
int files_forked, files_execed, files_exited;
uint8_t written[1024];
size_t written_bytes;
struct vnode *root_vnode;

/* Calls that are others'. */
#define SYSTEM_CALL(number, name, arguments)                                                   \
    __attribute__((weak)) int sys_##name(struct proc *p, const long *argument, long *value)    \
    {                                                                                          \
        return ENOSYS;                                                                         \
    }
#include <abi/calls.h>

void files_start(int count) {}
void vnodes_start(int count) {}
void pipes_start(void) {}
void clist_start(void) {}
void name_cache_start(void) {}
void buffer_cache_start(size_t bytes) {}
void mount_root(void) { root_vnode = &file_add("/", NULL, 0, 0755, NULL)->vnode; }
void update(void) {}
void update_halt(void) { printf("synced, "); }
void files_fork(struct user *child) { files_forked++; }
void files_exec(void) { files_execed++; }
void files_exit(void) { files_exited++; }

struct test_file *file_of(struct vnode *vp)
{
    return (struct test_file *)((char *)vp - offsetof(struct test_file, vnode));
}

static void lock(struct vnode *vp, unsigned how)
{
    if (how & LOCK_INTERLOCK)
        spin_release(&vp->v_interlock);
    CHECK(!file_of(vp)->locked && vp->v_count > 0);
    file_of(vp)->locked = true;
}

static void unlock(struct vnode *vp)
{
    CHECK(file_of(vp)->locked);
    file_of(vp)->locked = false;
}

static int getattr(struct vnode *vp, struct stat *st)
{
    const struct test_file *f = file_of(vp);

    bzero(st, sizeof *st);
    st->st_mode = f->mode;
    st->st_uid = f->uid;
    st->st_gid = f->gid;
    st->st_size = f->size;
    return 0;
}

static int may(struct vnode *vp, int mode, const struct ucred *cred)
{
    const struct test_file *f = file_of(vp);
    int shift = cred->cr_uid == f->uid ? 6 : group_member(f->gid, cred) ? 3 : 0;

    return cred->cr_uid == 0 || (f->mode >> shift & mode) != 0 ? 0 : EACCES;
}

static const struct vnode_ops ops = {.lock = lock, .unlock = unlock, .getattr = getattr, .access = may};

static int statfs(struct mount *m, struct statfs *st)
{
    st->f_blocks = 1000;
    st->f_bavail = (long)m->m_data;
    return 0;
}

static const struct mount_ops mount_ops = {.statfs = statfs};
struct mount test_mount = {.m_ops = &mount_ops, .m_data = (void *)500};

struct test_file *file_add(const char *name, const void *bytes, uint32_t size, mode_t mode,
                           void (*program)(void))
{
    struct test_file *f = &test_files[test_file_count++];

    *f = (struct test_file){.name = name, .bytes = bytes, .size = size, .mode = S_IFREG | mode,
                            .program = program};
    f->vnode.v_ops = &ops;
    f->vnode.v_type = VREG;
    f->vnode.v_mount = &test_mount;
    return f;
}

void vnode_hold(struct vnode *vp) { vp->v_count++; }

void vnode_release(struct vnode *vp)
{
    CHECK(vp->v_count > 0);
    vp->v_count--;
}

void vnode_put(struct vnode *vp)
{
    unlock(vp);
    vnode_release(vp);
}

int namei(struct namei *n)
{
    const char *path = (const char *)n->n_path, *last = path;

    if (n->n_path < PAGE_SIZE)
        return EFAULT;
    for (const char *c = path; *c != '\0'; c++)
        if (*c == '/')
            last = c + 1;
    for (struct test_file *f = test_files; f < test_files + test_file_count; f++)
        if (strcmp(f->name, path) == 0) {
            vnode_hold(n->n_vnode = &f->vnode);
            if ((n->n_flags & NAMEI_LOCK_LEAF) != 0)
                lock(n->n_vnode, 0);
            n->n_dirent.length = strlen(last);
            bcopy(last, n->n_dirent.name, strlen(last) + 1);
            return 0;
        }
    return ENOENT;
}

int vnode_rdwr(enum uio_rw rw, struct vnode *vp, void *at, size_t bytes, off_t offset,
               enum uio_segment segment, int ioflag, size_t *left)
{
    const struct test_file *f = file_of(vp);

    CHECK(f->locked && segment == UIO_SYSTEM);
    if (rw == UIO_READ) {
        size_t there = min(bytes, f->size - offset);

        bcopy((const char *)f->bytes + offset, at, there);
        *left = bytes - there;
    } else {
        CHECK(ioflag == (IO_APPEND | IO_UNIT) && written_bytes + bytes <= sizeof written);
        bcopy(at, written + written_bytes, bytes);
        written_bytes += bytes;
    }
    return 0;
}

int vnode_open(struct namei *n, int flags, mode_t mode)
{
    int error;

    CHECK_IS(flags, FWRITE);
    n->n_flags |= NAMEI_LOCK_LEAF;
    if ((error = namei(n)) == 0)
        n->n_vnode->v_writers++;
    return error;
}

int vnode_close(struct vnode *vp, int flags)
{
    vp->v_writers--;
    vnode_release(vp);
    return 0;
}

/* A small ELF file: text of a page at 0x400000, data at 0x10000000. */
static const uint32_t good_elf[128] = {
    0x464c457f, 0x00010101, 0, 0,                            /* ELF, 32 bits, little-endian */
    0x00080002, 1, 0x00400010, 52, 0, 0,                     /* executable, MIPS */
    0x00200034, 0x00000002, 0,                               /* two segments */
    1, 0, 0x00400000, 0x00400000, 0x180, 0x180, 5, 0x1000,   /* text */
    1, 0, 0x10000000, 0x10000000, 0x100, 0x2100, 6, 0x1000,  /* data */
};

struct test_file *program_add(const char *name, void (*program)(void))
{
    return file_add(name, good_elf, sizeof good_elf, 0755, program);
}

const struct program_format *const program_formats[] = {&elf32_mips, NULL};
