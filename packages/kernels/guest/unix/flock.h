/* Advisory locks on whole files. */
#ifndef UNIX_FLOCK_H
#define UNIX_FLOCK_H

struct file;

/* The file gives up FSHLOCK, FEXLOCK or both, as far as it has them. */
void flock_release(struct file *f, int which);

#endif
