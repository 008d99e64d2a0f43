/* The components of a path name, and those that have a meaning of their own. */
#ifndef UNIX_NAME_PARSE_H
#define UNIX_NAME_PARSE_H

#include <unix/namei.h>

/* Takes the next component off *rest: sets n_dirent, n_last, n_trailing_slash. ENAMETOOLONG. */
int name_parse(struct namei *n, const char **rest);

static inline bool name_is_dot(const struct namei *n)
{
    return n->n_dirent.length == 1 && n->n_dirent.name[0] == '.';
}

static inline bool name_is_dotdot(const struct namei *n)
{
    return n->n_dirent.length == 2 && n->n_dirent.name[0] == '.' && n->n_dirent.name[1] == '.';
}

#endif
