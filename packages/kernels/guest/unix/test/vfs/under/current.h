/* The u-area of the process that a test says is running. */
#ifndef UNDER_CURRENT_H
#define UNDER_CURRENT_H

extern struct user *current_user;
#define current current_user

#endif
