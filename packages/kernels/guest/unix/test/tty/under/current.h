/* The u-area of the task that runs. */
#ifndef UNDER_CURRENT_H
#define UNDER_CURRENT_H

extern struct user *current_user;
#define current current_user

#endif
