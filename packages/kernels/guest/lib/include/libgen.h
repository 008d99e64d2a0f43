/* Parts of path names. */
#ifndef LIBGEN_H
#define LIBGEN_H

char *basename(char *path);
char *dirname(char *path);

#endif
