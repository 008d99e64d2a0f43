/*
 * Taking a path name apart. A component is what stands between slashes, however many; it is copied
 * to n_dirent and hashed on the way. A path of slashes only has an empty component.
 */
#include <abi/errno.h>
#include <unix/name_parse.h>
#include <unix/namei.h>

static const char *slashes_skip(const char *at)
{
    while (*at == '/')
        at++;
    return at;
}

int name_parse(struct namei *n, const char **rest)
{
    const char *from = slashes_skip(*rest);
    const char *at;
    char *to = n->n_dirent.name;
    uint32_t hash = 0;

    for (at = from; *at != '\0' && *at != '/'; at++) {
        if (at - from == NAME_MAX)
            return ENAMETOOLONG;
        hash += (unsigned char)*at;
        *to++ = *at;
    }
    *to = '\0';
    n->n_dirent.length = (uint16_t)(at - from);
    n->n_dirent.hash = hash;

    n->n_trailing_slash = *at == '/';
    at = slashes_skip(at);
    n->n_last = *at == '\0';
    n->n_trailing_slash &= n->n_last;
    *rest = at;
    return 0;
}
