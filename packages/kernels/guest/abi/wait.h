/* What wait4 stores. */
#ifndef ABI_WAIT_H
#define ABI_WAIT_H

#define WNOHANG 1
#define WUNTRACED 2

#define WSTOPPED 0177 /* low byte of the status of a stopped child */
#define WIFSTOPPED(status) (((status)&0377) == WSTOPPED)
#define WIFSIGNALED(status) (!WIFSTOPPED(status) && ((status)&0177) != 0)
#define WIFEXITED(status) (((status)&0377) == 0)
#define WEXITSTATUS(status) (((status) >> 8) & 0377)
#define WTERMSIG(status) ((status)&0177)
#define WSTOPSIG(status) (((status) >> 8) & 0377)
#define W_EXITCODE(code, signal) (((code)&0377) << 8 | (signal))
#define W_STOPCODE(signal) ((signal) << 8 | WSTOPPED)

#endif
