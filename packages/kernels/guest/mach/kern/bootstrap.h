/* Task 1, made of the boot module. */
#ifndef KERN_BOOTSTRAP_H
#define KERN_BOOTSTRAP_H

void bootstrap_create(void);

#endif
