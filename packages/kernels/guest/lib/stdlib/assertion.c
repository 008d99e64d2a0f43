/* An assertion that does not hold. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

void __assertion_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "assertion \"%s\" failed: file \"%s\", line %d\n", condition, file, line);
    abort();
}
