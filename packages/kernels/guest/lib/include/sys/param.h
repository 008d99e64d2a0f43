/* Sizes and limits by 4.3BSD's names. */
#ifndef SYS_PARAM_H
#define SYS_PARAM_H

#include <limits.h>
#include <signal.h>
#include <sys/types.h>

#define MAXPATHLEN PATH_MAX
#define MAXNAMLEN NAME_MAX
#define MAXHOSTNAMELEN HOSTNAME_MAX
#define MAXSYMLINKS SYMLOOP_MAX
#define NCARGS ARG_MAX
#define NOFILE OPEN_MAX
#define NGROUPS NGROUPS_MAX
#define DEV_BSIZE 512
#define HZ 60 /* ticks in times' answers */

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define howmany(amount, unit) (((amount) + (unit)-1) / (unit))
#define roundup(amount, unit) (howmany(amount, unit) * (unit))

#endif
