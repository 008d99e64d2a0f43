/* Groups. */
#include <grp.h>
#include <paths.h>
#include <stdlib.h>
#include <string.h>

#include "colon-fields.h"

#define MEMBERS 64

enum { NAME, PASSWORD, GROUP, MEMBER_LIST, FIELDS };

static FILE *file;

struct group *getgrent(void)
{
    static char line[COLON_LINE];
    static char *members[MEMBERS + 1];
    static struct group group;
    char *fields[FIELDS];
    char *rest;
    int count = 0;

    if (!_colon_line(&file, _PATH_GROUP, line, fields, FIELDS))
        return NULL;
    group.gr_name = fields[NAME];
    group.gr_passwd = fields[PASSWORD];
    group.gr_gid = strtoul(fields[GROUP], NULL, 10);
    rest = *fields[MEMBER_LIST] == '\0' ? NULL : fields[MEMBER_LIST];
    while (rest != NULL && count < MEMBERS)
        members[count++] = strsep(&rest, ",");
    members[count] = NULL;
    group.gr_mem = members;
    return &group;
}

void setgrent(void)
{
    _rewind_colon_file(&file);
}

void endgrent(void)
{
    _close_colon_file(&file);
}

struct group *getgrnam(const char *name)
{
    struct group *group;

    setgrent();
    do
        group = getgrent();
    while (group != NULL && strcmp(group->gr_name, name) != 0);
    endgrent();
    return group;
}

struct group *getgrgid(gid_t number)
{
    struct group *group;

    setgrent();
    do
        group = getgrent();
    while (group != NULL && group->gr_gid != number);
    endgrent();
    return group;
}
