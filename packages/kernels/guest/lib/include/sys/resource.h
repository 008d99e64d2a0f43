/* Usage, limits, priorities. */
#ifndef SYS_RESOURCE_H
#define SYS_RESOURCE_H

#include <abi/resource.h>
#include <sys/types.h>

typedef int32_t rlim_t;

int getrusage(int who, struct rusage *usage);
int getrlimit(int resource, struct rlimit *limit);
int setrlimit(int resource, const struct rlimit *limit);
int getpriority(int which, id_t who);
int setpriority(int which, id_t who, int priority);

#endif
