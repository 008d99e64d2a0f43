/* System calls and what is made of them. */
#ifndef UNISTD_H
#define UNISTD_H

#include <abi/fcntl.h>
#include <sys/types.h>

#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2

extern char **environ;

int access(const char *path, int mode);
unsigned alarm(unsigned seconds);
int acct(const char *path);
int brk(void *end);
void *sbrk(ptrdiff_t bytes);
int chdir(const char *path);
int fchdir(int descriptor);
int chown(const char *path, uid_t owner, gid_t group);
int fchown(int descriptor, uid_t owner, gid_t group);
int chroot(const char *path);
int close(int descriptor);
int dup(int descriptor);
int dup2(int descriptor, int to);
int execl(const char *path, const char *argument, ...);
int execle(const char *path, const char *argument, ...);
int execlp(const char *file, const char *argument, ...);
int execv(const char *path, char *const arguments[]);
int execve(const char *path, char *const arguments[], char *const environment[]);
int execvp(const char *file, char *const arguments[]);
void _exit(int status) __attribute__((noreturn));
pid_t fork(void);
pid_t vfork(void) __attribute__((returns_twice));
int fsync(int descriptor);
int ftruncate(int descriptor, off_t length);
int truncate(const char *path, off_t length);
char *getcwd(char *path, size_t bytes);
int getdtablesize(void);
gid_t getegid(void);
uid_t geteuid(void);
gid_t getgid(void);
uid_t getuid(void);
int getgroups(int most, gid_t groups[]);
int gethostname(char *name, size_t bytes);
int sethostname(const char *name, size_t bytes);
char *getlogin(void);
int getpagesize(void);
pid_t getpgrp(void);
pid_t getpid(void);
pid_t getppid(void);
int setpgid(pid_t process, pid_t group);
pid_t setsid(void);
int setuid(uid_t user);
int setgid(gid_t group);
int setreuid(uid_t real, uid_t effective);
int setregid(gid_t real, gid_t effective);
int isatty(int descriptor);
char *ttyname(int descriptor);
int link(const char *from, const char *to);
off_t lseek(int descriptor, off_t offset, int whence);
int nice(int increment);
int pause(void);
int pipe(int descriptors[2]);
ssize_t read(int descriptor, void *buffer, size_t bytes);
ssize_t readlink(const char *restrict path, char *restrict buffer, size_t bytes);
int rmdir(const char *path);
unsigned sleep(unsigned seconds);
int symlink(const char *to, const char *path);
void sync(void);
pid_t tcgetpgrp(int descriptor);
int tcsetpgrp(int descriptor, pid_t group);
int unlink(const char *path);
int usleep(unsigned microseconds);
ssize_t write(int descriptor, const void *buffer, size_t bytes);

#define _SC_ARG_MAX 1
#define _SC_CHILD_MAX 2
#define _SC_CLK_TCK 3
#define _SC_NGROUPS_MAX 4
#define _SC_OPEN_MAX 5
#define _SC_PAGESIZE 6
#define _SC_PAGE_SIZE _SC_PAGESIZE
long sysconf(int name);
#define _PC_PATH_MAX 1
#define _PC_NAME_MAX 2
#define _PC_PIPE_BUF 3
#define _PC_LINK_MAX 4
long pathconf(const char *path, int name);

/* getopt: options by letter; a colon behind one in `options` says that it has an argument. */
int getopt(int count, char *const arguments[], const char *options);
extern char *optarg;
extern int optind, opterr, optopt;

#endif
