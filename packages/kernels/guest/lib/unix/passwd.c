/* Users. */
#include <paths.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "colon-fields.h"

enum { NAME, PASSWORD, USER, GROUP, GECOS, DIRECTORY, SHELL, FIELDS };

static FILE *file;

struct passwd *getpwent(void)
{
    static char line[COLON_LINE];
    static struct passwd user;
    char *fields[FIELDS];

    if (!_colon_line(&file, _PATH_PASSWD, line, fields, FIELDS))
        return NULL;
    user.pw_name = fields[NAME];
    user.pw_passwd = fields[PASSWORD];
    user.pw_uid = strtoul(fields[USER], NULL, 10);
    user.pw_gid = strtoul(fields[GROUP], NULL, 10);
    user.pw_gecos = fields[GECOS];
    user.pw_dir = fields[DIRECTORY];
    user.pw_shell = fields[SHELL];
    return &user;
}

void setpwent(void)
{
    _rewind_colon_file(&file);
}

void endpwent(void)
{
    _close_colon_file(&file);
}

struct passwd *getpwnam(const char *name)
{
    struct passwd *user;

    setpwent();
    do
        user = getpwent();
    while (user != NULL && strcmp(user->pw_name, name) != 0);
    endpwent();
    return user;
}

struct passwd *getpwuid(uid_t number)
{
    struct passwd *user;

    setpwent();
    do
        user = getpwent();
    while (user != NULL && user->pw_uid != number);
    endpwent();
    return user;
}
