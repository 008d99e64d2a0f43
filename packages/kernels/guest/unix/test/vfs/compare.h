/* What the parts of the comparison with the host share. */
#ifndef COMPARE_H
#define COMPARE_H

#include "host/host-calls.h"
#include "random.h"
#include "tree.h"

#define BYTES 3000
#define OPEN_FILES 16

extern int fds[OPEN_MAX]; /* the host's descriptors; -1: not open */
extern char what[1024];   /* the call being made */
extern char first[2048], second[2048];        /* paths */
extern char ours_bytes[BYTES], theirs_bytes[BYTES];

_Noreturn void differ(long ours, long theirs);
long same(long ours, long theirs);
void same_or_errors(long ours, long theirs); /* that both fail is all that can be said */
void stat_same(const struct stat *ours, const struct host_stat *theirs);
void bytes_same(long count);

char *path_make(char *path, bool may_end_in_slash);
void name_append(char *path);
bool too_many_links(const char *path);
mode_t some_mode(void);

typedef void (*call_t)(void);
extern const call_t path_calls[], file_calls[]; /* NULL at the end */

#endif
