/* Waiting for children. */
#ifndef SYS_WAIT_H
#define SYS_WAIT_H

#include <abi/wait.h>
#include <sys/resource.h>
#include <sys/types.h>

#define WCOREFLAG 0200
#define WCOREDUMP(status) ((status)&WCOREFLAG)

pid_t wait(int *status);
pid_t waitpid(pid_t process, int *status, int options);
pid_t wait3(int *status, int options, struct rusage *usage);
pid_t wait4(pid_t process, int *status, int options, struct rusage *usage);

#endif
