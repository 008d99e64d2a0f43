/* Numbers of the host's system calls (Linux, x86-64), and what else of it assembly needs. */
#ifndef HOST_NUMBERS_H
#define HOST_NUMBERS_H

#define HOST_CLOSE 3
#define HOST_MMAP 9
#define HOST_MUNMAP 11
#define HOST_SIGACTION 13
#define HOST_SIGPROCMASK 14
#define HOST_SIGRETURN 15
#define HOST_DUP2 33
#define HOST_RECVFROM 45
#define HOST_SENDMSG 46
#define HOST_RECVMSG 47
#define HOST_CLONE 56
#define HOST_SIGALTSTACK 131
#define HOST_PRCTL 157
#define HOST_EXIT_GROUP 231
#define HOST_EXECVEAT 322

#define HOST_SIG_SETMASK 2
#define HOST_SET_BYTES 8 /* of a set of signals */

#define HOST_STACK_BYTES 65536 /* of _host_stack: handlers run on it, and calls of the server */

#endif
