/* perror: what a call failed of. */
#include <errno.h>
#include <string.h>

#include "stream.h"

void perror(const char *what)
{
    const char *why = strerror(errno);

    if (what != NULL && *what != '\0')
        fprintf(stderr, "%s: %s\n", what, why);
    else
        fprintf(stderr, "%s\n", why);
}
