/* Reading directories. */
#ifndef DIRENT_H
#define DIRENT_H

#include <abi/dirent.h>

typedef struct _directory DIR;

DIR *opendir(const char *path);
DIR *fdopendir(int descriptor);
struct dirent *readdir(DIR *directory);
void rewinddir(DIR *directory);
long telldir(DIR *directory);
void seekdir(DIR *directory, long position);
int closedir(DIR *directory);
int dirfd(DIR *directory);
int scandir(const char *path, struct dirent ***names, int (*select)(const struct dirent *),
            int (*compare)(const struct dirent **, const struct dirent **));
int alphasort(const struct dirent **a, const struct dirent **b);

#define d_fileno d_ino

#endif
