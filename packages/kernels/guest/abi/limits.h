/* Limits that programs may rely on. */
#ifndef ABI_LIMITS_H
#define ABI_LIMITS_H

#define OPEN_MAX 64         /* descriptors of a process */
#define NAME_MAX 255        /* bytes of a file name, the NUL apart */
#define PATH_MAX 1024       /* bytes of a path name, the NUL included */
#define ARG_MAX 20480       /* bytes of exec's arguments and environment */
#define SYMLOOP_MAX 8       /* symbolic links followed in a path name */
#define LINK_MAX 32767
#define PIPE_BUF 4096       /* bytes of a write to a pipe that are not interleaved */
#define NGROUPS_MAX 16
#define CHILD_MAX 40        /* processes of a user who is not the superuser */
#define HOSTNAME_MAX 64
#define IOV_MAX 16
#define PAGE_SIZE 4096

#endif
