/* Users and groups. */
#include <grp.h>
#include <pwd.h>
#include <stddef.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "check.h"

void test_users(void)
{
    struct passwd *user = getpwnam("root");
    struct group *group;
    char host[100];

    CHECK(user != NULL && user->pw_uid == 0 && user->pw_gid == 0);
    CHECK(user != NULL && user->pw_dir[0] == '/');
    user = getpwuid(0);
    CHECK(user != NULL && strcmp(user->pw_name, "root") == 0);
    CHECK(getpwnam("nobody-of-this-name") == NULL);
    group = getgrgid(0);
    CHECK(group != NULL && group->gr_name[0] != '\0');
    CHECK(group != NULL && (group = getgrnam(group->gr_name)) != NULL && group->gr_gid == 0);
    CHECK(getuid() == geteuid() && getgid() == getegid());
    CHECK(gethostname(host, sizeof(host)) == 0);
    CHECK(getpid() > 0 && getppid() > 0 && getpgrp() >= 0);
}
