/* An open file: what descriptors point to, and what forked processes share. */
#ifndef UNIX_FILE_H
#define UNIX_FILE_H

#include <abi/fcntl.h>
#include <abi/stat.h>
#include <unix/uio.h>

struct file;

struct file_ops {
    int (*read)(struct file *f, struct uio *uio);
    int (*write)(struct file *f, struct uio *uio);
    int (*ioctl)(struct file *f, uint32_t request, void *data);
    int (*select)(struct file *f, enum uio_rw which); /* 1: would not block */
    int (*stat)(struct file *f, struct stat *st);
    int (*close)(struct file *f); /* the last reference is gone */
};

/* f_flag */
#define FREAD 0x01
#define FWRITE 0x02
#define FNONBLOCK 0x04
#define FAPPEND 0x08
#define FSHLOCK 0x10 /* has a flock */
#define FEXLOCK 0x20

/* An open's flags have 0, 1, 2 for what a file's flags have two bits for; the others are the same. */
#define FFLAGS(open_flags) (((open_flags) & ~O_ACCMODE) | (((open_flags) & O_ACCMODE) + 1))
#define OFLAGS(file_flags) (((file_flags) & ~O_ACCMODE) | (((file_flags) & O_ACCMODE) - 1))

enum file_type { FILE_VNODE, FILE_PIPE, FILE_SOCKET /* later */ };

struct file {
    struct file *f_next; /* of those in use */
    struct file **f_prev;
    const struct file_ops *f_ops;
    void *f_data; /* a vnode, a pipe */
    struct ucred *f_cred;
    enum file_type f_type;
    int f_flag;
    int f_count;
    off_t f_offset;
};

extern const struct file_ops vnode_file_ops;
extern const struct file_ops pipe_file_ops;

/* ---- descriptor.c ---- */
int file_alloc(struct file **f, int *descriptor); /* EMFILE, ENFILE; the descriptor points to it */
void file_discard(struct file *f, int descriptor); /* undoes it; nothing is closed */
int file_get(int descriptor, struct file **f);    /* EBADF */
int descriptor_alloc(int from, int *descriptor);   /* the lowest that is free; it stays free. EMFILE */
void descriptor_free(int descriptor);             /* it points to nothing; the file is as it was */
void file_hold(struct file *f); /* one more points to it */
int file_close(struct file *f);                   /* a reference goes */
void files_fork(struct user *child); /* counts what the child's copies of u_ofile, u_cdir, u_rdir refer to */
void files_exec(void);                            /* closes those with FD_CLOEXEC */
void files_exit(void);                            /* closes all; u_cdir and u_rdir are released */

extern struct file *file_list;

#endif
