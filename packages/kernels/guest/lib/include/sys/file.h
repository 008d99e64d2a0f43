/* Advisory locks on whole files. */
#ifndef SYS_FILE_H
#define SYS_FILE_H

#include <fcntl.h>

#define L_SET SEEK_SET
#define L_INCR SEEK_CUR
#define L_XTND SEEK_END

int flock(int descriptor, int operation);

#endif
