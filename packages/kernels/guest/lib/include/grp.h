/* Groups: the lines of /etc/group. */
#ifndef GRP_H
#define GRP_H

#include <sys/types.h>

struct group {
    char *gr_name;
    char *gr_passwd;
    gid_t gr_gid;
    char **gr_mem;
};

struct group *getgrnam(const char *name);
struct group *getgrgid(gid_t group);
struct group *getgrent(void);
void setgrent(void);
void endgrent(void);
int setgroups(int count, const gid_t groups[]);

#endif
